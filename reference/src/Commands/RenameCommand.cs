using Reference.Naming;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>RENAME (RFC 3501 section 6.3.5); of INBOX it moves the messages.</summary>
public sealed record RenameCommand(string From, string To) : Command
{
    public static CommandRow Row { get; } = new("RENAME", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    /// <summary>rename = "RENAME" SP mailbox SP mailbox.</summary>
    private static RenameCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var from = scanner.Mailbox();
        scanner.Sp();
        var to = scanner.Mailbox();
        scanner.End();
        return new RenameCommand(from, to);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (!MailboxName.TryNormalize(To, creating: false, session.Limits.NameBounds(), out var to, out var problem)) return Completion.No(problem, "CANNOT");
        await session.User!.RenameAsync(From, to, cancellation);
        return Completion.Ok("RENAME completed");
    }
}
