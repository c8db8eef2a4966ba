using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>The QRESYNC select-param of RFC 7162 section 3.2.5: what the client knew when it last left.</summary>
/// <param name="UidValidity">Last known UIDVALIDITY.</param>
/// <param name="ModSeq">Last known mod-sequence.</param>
/// <param name="KnownUids">Only these are reported; null for 1 to UIDNEXT - 1.</param>
/// <param name="KnownNumbers">known-sequence-set of the match data, or null.</param>
/// <param name="KnownNumberUids">known-uid-set of the match data, or null.</param>
public sealed record QResyncParameter(
    uint UidValidity, ulong ModSeq, SequenceSet? KnownUids, SequenceSet? KnownNumbers, SequenceSet? KnownNumberUids)
{
    /// <summary>SP "(" uidvalidity SP mod-sequence-value [SP known-uids] [SP seq-match-data] ")".</summary>
    internal static QResyncParameter Parse(CommandScanner scanner)
    {
        scanner.Sp();
        scanner.Take('(');
        var uidValidity = scanner.NzNumber("uidvalidity (nz-number)");
        scanner.Sp();
        var modSeq = scanner.ModSequenceValue();
        SequenceSet? knownUids = null, numbers = null, uids = null;
        var more = scanner.TryTake(' ');
        if (more && !scanner.Next('('))
        {
            knownUids = KnownSet(scanner);
            more = scanner.TryTake(' ');
        }
        if (more)
        {
            var start = scanner.Offset;
            if (!scanner.TryTake('(')) throw scanner.Expected("seq-match-data");
            numbers = KnownSet(scanner);
            scanner.Sp();
            uids = KnownSet(scanner);
            scanner.Take(')');
            if (!IsAscending(numbers) || !IsAscending(uids) || Size(numbers) != Size(uids))
                throw new SyntaxException("seq-match-data of two ascending sets of the same size", start);
        }
        scanner.Take(')');
        return new QResyncParameter(uidValidity, modSeq, knownUids, numbers, uids);
    }

    /// <summary>VANISHED (EARLIER) and then FETCH (UID FLAGS MODSEQ) for what changed since <see cref="ModSeq"/>.</summary>
    internal void Report(Session session, SelectedMailbox selected)
    {
        var view = selected.View;
        if (UidValidity != view.State.UidValidity) return;
        var known = KnownUids?.Resolve(0);
        // Match data only narrows what a server that no longer has the history would guess (sections 3.2.5.2 and 5.3).
        var matched = ModSeq >= view.State.ExpungeFloor ? 0 : LastMatchingUid(view);
        Vanished.WriteEarlier(session, view, ModSeq, known, matched + 1L);
        foreach (var message in view.State.ChangedSince(ModSeq))
        {
            if (known is null || NumberRanges.Find(known, message.Uid))
                session.WriteFetch(selected, view.NumberOf(message.Uid), message, withFlags: true, withUid: true);
        }
    }

    /// <summary>The last UID up to which the client's numbering agrees with the mailbox; up to there nothing can be missing.</summary>
    private uint LastMatchingUid(View view)
    {
        if (KnownNumbers is null || KnownNumberUids is null) return 0;
        var last = 0u;
        using var uids = KnownNumberUids.InOrder().GetEnumerator();
        foreach (var number in KnownNumbers.InOrder())
        {
            // Numbers ascend, so beyond the mailbox no further pair can match, whatever the sets still hold.
            if (number > (uint)view.Count || !uids.MoveNext() || view[(int)number].Uid != uids.Current) break;
            last = uids.Current;
        }
        return last;
    }

    private static SequenceSet KnownSet(CommandScanner scanner)
    {
        if (scanner.Next('$')) throw scanner.Expected("sequence-set without \"$\"");
        return scanner.SequenceSet(starAllowed: false);
    }

    private static bool IsAscending(SequenceSet set)
    {
        ulong last = 0;
        foreach (var (first, end) in set.Ranges)
        {
            if (first <= last || end < first) return false;
            last = end;
        }
        return true;
    }

    private static ulong Size(SequenceSet set) => set.Ranges.Aggregate(0UL, (sum, range) => sum + range.Last - range.First + 1);
}
