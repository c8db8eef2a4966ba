using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>status-att of RFC 3501 section 9 and RFC 7162.</summary>
public enum StatusAtt
{
    Messages,
    Recent,
    UidNext,
    UidValidity,
    Unseen,
    HighestModSeq,
}

/// <summary>STATUS (RFC 3501 section 6.3.10); HIGHESTMODSEQ makes it a CONDSTORE enabling command (RFC 7162 section 3.1.7).</summary>
public sealed record StatusCommand(string Mailbox, IReadOnlyList<StatusAtt> Items) : Command
{
    private static readonly (string Name, StatusAtt Att)[] Names =
    [
        ("MESSAGES", StatusAtt.Messages), ("RECENT", StatusAtt.Recent), ("UIDNEXT", StatusAtt.UidNext),
        ("UIDVALIDITY", StatusAtt.UidValidity), ("UNSEEN", StatusAtt.Unseen), ("HIGHESTMODSEQ", StatusAtt.HighestModSeq),
    ];

    public static CommandRow Row { get; } = new("STATUS", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    /// <summary>status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")".</summary>
    private static StatusCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        scanner.Sp();
        scanner.Take('(');
        var items = new List<StatusAtt>();
        do
        {
            var start = scanner.Offset;
            var name = scanner.Word("status-att");
            var index = Array.FindIndex(Names, known => known.Name == name && (known.Att != StatusAtt.HighestModSeq || scanner.Offer.Has("CONDSTORE")));
            if (index < 0) throw new SyntaxException("status-att (MESSAGES, RECENT, UIDNEXT, UIDVALIDITY, UNSEEN or HIGHESTMODSEQ)", start);
            if (!items.Contains(Names[index].Att)) items.Add(Names[index].Att);
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        scanner.End();
        return new StatusCommand(mailbox, items);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var mailbox = await session.OpenAsync(Mailbox);
        if (Items.Contains(StatusAtt.HighestModSeq)) session.EnableCondStore();
        var state = mailbox.State;
        var output = session.Output;
        output.Raw("* STATUS "u8).Mailbox(Mailbox).Raw(" ("u8);
        for (var i = 0; i < Items.Count; i++)
        {
            if (i > 0) output.Raw(" "u8);
            output.Text(Names[(int)Items[i]].Name).Raw(" "u8).Number(Items[i] switch
            {
                StatusAtt.Messages => (ulong)state.Count,
                StatusAtt.Recent => RecentMark.Of(mailbox).Count(state),
                StatusAtt.UidNext => state.UidNext,
                StatusAtt.UidValidity => state.UidValidity,
                StatusAtt.Unseen => (ulong)state.UnseenCount,
                _ => mailbox.KeepsModSeqs ? state.HighestModSeq : 0,
            });
        }
        output.Raw(")\r\n"u8);
        return Completion.Ok("STATUS completed");
    }
}
