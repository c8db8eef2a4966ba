using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>VANISHED (EARLIER), the answer to SELECT (QRESYNC) and UID FETCH (VANISHED) (RFC 7162 section 3.2.10.1).</summary>
internal static class Vanished
{
    /// <summary>Writes the UIDs that were expunged since <paramref name="modSeq"/>, or nothing when there are none.</summary>
    /// <param name="session">The session.</param>
    /// <param name="view">Messages still in it are told by the other form of VANISHED, not by this one (section 3.2.10).</param>
    /// <param name="modSeq">Strictly above this.</param>
    /// <param name="within">Resolved ranges of UIDs to which the report is limited, or null.</param>
    /// <param name="atOrAbove">UIDs below this are left out.</param>
    public static void WriteEarlier(Session session, View view, ulong modSeq, IReadOnlyList<SequenceRange>? within, long atOrAbove = 1)
    {
        var output = session.Output;
        var start = output.Length;
        output.Raw("* VANISHED (EARLIER) "u8);
        var set = new NumberSetWriter(output);
        within ??= [new SequenceRange(1, uint.MaxValue)];
        var at = 0;
        foreach (var expunged in view.State.ExpungedSince(modSeq).Ranges)
        {
            while (at < within.Count && within[at].Last < expunged.First) at++;
            for (var i = at; i < within.Count && within[i].First <= expunged.Last; i++)
            {
                var first = (uint)Math.Max(Math.Max(expunged.First, within[i].First), atOrAbove);
                var last = Math.Min(expunged.Last, within[i].Last);
                if (first <= last) Add(set, view, first, last);
            }
        }
        set.Complete();
        if (set.IsEmpty) output.TruncateTo(start);
        else output.CrLf();
    }

    private static void Add(NumberSetWriter set, View view, uint first, uint last)
    {
        foreach (var ghost in view.Ghosts)
        {
            if (ghost.Uid < first || ghost.Uid > last) continue;
            if (ghost.Uid > first) set.Add(first, ghost.Uid - 1);
            if (ghost.Uid == last) return;
            first = ghost.Uid + 1;
        }
        set.Add(first, last);
    }
}
