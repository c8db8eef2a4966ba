using Reference.Naming;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>CREATE (RFC 3501 section 6.3.3).</summary>
public sealed record CreateCommand(string Mailbox) : Command
{
    public static CommandRow Row { get; } = new("CREATE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    private static CreateCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        scanner.End();
        return new CreateCommand(mailbox);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (!MailboxName.TryNormalize(Mailbox, creating: true, session.Limits.NameBounds(), out var name, out var problem)) return Completion.No(problem, "CANNOT");
        await session.User!.CreateAsync(name, cancellation);
        return Completion.Ok("CREATE completed");
    }
}
