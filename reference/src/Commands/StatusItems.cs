using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>status-att of RFC 3501 section 9 and of the extensions.</summary>
public enum StatusAtt
{
    Messages,
    Recent,
    UidNext,
    UidValidity,
    Unseen,

    /// <summary>RFC 7162 section 3.1.7.</summary>
    HighestModSeq,

    /// <summary>RFC 8438.</summary>
    Size,

    /// <summary>RFC 8474 section 4.3.</summary>
    MailboxId,

    /// <summary>RFC 9051 section 6.3.11.</summary>
    Deleted,
}

/// <summary>The items of STATUS, wherever they are asked for: by STATUS itself, by LIST (RFC 5819), and told by NOTIFY (RFC 5465).</summary>
internal static class StatusItems
{
    private static readonly (string Name, StatusAtt Att, string? Needs)[] Names =
    [
        ("MESSAGES", StatusAtt.Messages, null), ("RECENT", StatusAtt.Recent, null), ("UIDNEXT", StatusAtt.UidNext, null),
        ("UIDVALIDITY", StatusAtt.UidValidity, null), ("UNSEEN", StatusAtt.Unseen, null),
        ("HIGHESTMODSEQ", StatusAtt.HighestModSeq, "CONDSTORE"), ("SIZE", StatusAtt.Size, "STATUS=SIZE"),
        ("MAILBOXID", StatusAtt.MailboxId, "OBJECTID"), ("DELETED", StatusAtt.Deleted, "IMAP4rev2"),
    ];

    /// <summary>"(" status-att *(SP status-att) ")"; each counts once.</summary>
    public static IReadOnlyList<StatusAtt> Parse(CommandScanner scanner)
    {
        scanner.Take('(');
        var items = new List<StatusAtt>();
        do
        {
            var start = scanner.Offset;
            var name = scanner.Word("status-att");
            var known = Names.Where(item => item.Needs is null || scanner.Offer.Has(item.Needs)).ToList();
            var index = known.FindIndex(item => item.Name == name);
            if (index < 0) throw new SyntaxException($"status-att ({string.Join(", ", known.Select(item => item.Name))})", start);
            if (!items.Contains(known[index].Att)) items.Add(known[index].Att);
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        return items;
    }

    /// <summary>Writes "* STATUS mailbox (…)"; the caller has enabled CONDSTORE if HIGHESTMODSEQ was asked for.</summary>
    public static void Write(Session session, string name, Mailbox mailbox, MailboxState state, IEnumerable<StatusAtt> items)
    {
        var output = session.Output;
        output.Raw("* STATUS "u8).Mailbox(name);
        var separator = " ("u8;
        foreach (var item in items)
        {
            output.Raw(separator).Text(Names[(int)item].Name).Raw(" "u8);
            separator = " "u8;
            if (item == StatusAtt.MailboxId)
            {
                output.Raw("("u8).Text(session.User!.ObjectIdOf(state.UidValidity)).Raw(")"u8);
                continue;
            }
            output.Number(item switch
            {
                StatusAtt.Messages => (ulong)state.Count,
                StatusAtt.Recent => RecentMark.Of(mailbox).Count(state),
                StatusAtt.UidNext => state.UidNext,
                StatusAtt.UidValidity => state.UidValidity,
                StatusAtt.Unseen => (ulong)state.UnseenCount,
                StatusAtt.Size => state.Size,
                StatusAtt.Deleted => (ulong)state.DeletedCount,
                // RFC 7162 section 3.1.7: 0 says that there are no mod-sequences.
                _ => mailbox.KeepsModSeqs ? state.HighestModSeq : 0,
            });
        }
        output.Raw(")\r\n"u8);
    }
}
