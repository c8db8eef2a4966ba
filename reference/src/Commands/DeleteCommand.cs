using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>DELETE (RFC 3501 section 6.3.4).</summary>
public sealed record DeleteCommand(string Mailbox) : Command
{
    public static CommandRow Row { get; } = new("DELETE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    private static DeleteCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        scanner.End();
        return new DeleteCommand(mailbox);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        await session.User!.DeleteAsync(Mailbox, cancellation);
        return Completion.Ok("DELETE completed");
    }
}
