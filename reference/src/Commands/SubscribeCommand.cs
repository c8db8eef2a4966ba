using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>SUBSCRIBE (RFC 3501 section 6.3.6).</summary>
public sealed record SubscribeCommand(string Mailbox) : Command
{
    public static CommandRow Row { get; } = new("SUBSCRIBE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    private static SubscribeCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        scanner.End();
        return new SubscribeCommand(mailbox);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        await session.User!.SubscribeAsync(Mailbox, cancellation);
        return Completion.Ok("SUBSCRIBE completed");
    }
}
