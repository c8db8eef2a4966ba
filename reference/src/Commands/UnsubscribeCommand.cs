using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>UNSUBSCRIBE (RFC 3501 section 6.3.7).</summary>
public sealed record UnsubscribeCommand(string Mailbox) : Command
{
    public static CommandRow Row { get; } = new("UNSUBSCRIBE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    private static UnsubscribeCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        scanner.End();
        return new UnsubscribeCommand(mailbox);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        await session.User!.UnsubscribeAsync(Mailbox, cancellation);
        return Completion.Ok("UNSUBSCRIBE completed");
    }
}
