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
        if (!session.TryNewName(To, creating: false, out var to, out var problem)) return Completion.No(problem, "CANNOT");
        await session.User!.RenameAsync(From, to, cancellation);
        // The old name as it was given, the new one as it is (RFC 9051 section 6.3.6).
        if (session.Rev2 && (to != To || MailboxName.Canonical(From) != From)) ListResponse.WriteOf(session, to, From);
        return Completion.Ok("RENAME completed");
    }
}
