using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>STATUS (RFC 3501 section 6.3.10); HIGHESTMODSEQ makes it a CONDSTORE enabling command (RFC 7162 section 3.1.7).</summary>
public sealed record StatusCommand(string Mailbox, IReadOnlyList<StatusAtt> Items) : Command
{
    public static CommandRow Row { get; } = new("STATUS", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    /// <summary>status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")".</summary>
    private static StatusCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        scanner.Sp();
        var items = StatusItems.Parse(scanner);
        scanner.End();
        return new StatusCommand(mailbox, items);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var mailbox = await session.OpenAsync(Mailbox);
        if (Items.Contains(StatusAtt.HighestModSeq)) session.EnableCondStore();
        StatusItems.Write(session, Mailbox, mailbox, mailbox.State, Items);
        return Completion.Ok("STATUS completed");
    }
}
