namespace Conformance.Checking.Racing;

/// <summary>Holds the flags of a message after a round against what the successful STOREs asked for, where all of them that speak of a flag agree: then their order does not matter.</summary>
internal static class FinalState
{
    /// <summary>The fault, if a flag is not what it has to be.</summary>
    public static RaceFault? Examine(RaceRound round, uint uid, List<RaceEntrant> entrants)
    {
        if (!round.After.TryGetValue(uid, out var after))
            return null;
        var before = round.Before[uid].Flags;
        var counting = entrants.FindAll(e => !e.WasRefused(uid));
        var wrong = new List<(string Flag, RaceEntrant? By)>();
        foreach (var flag in before.Concat(after.Flags).Concat(counting.SelectMany(e => e.Flags)))
        {
            if (IsWrong(flag, out var speaking) && !wrong.Exists(w => w.Flag.Equals(flag, StringComparison.OrdinalIgnoreCase)))
                wrong.Add((flag, speaking));
        }

        if (wrong.Count == 0)
            return null;
        var succeeded = counting.FindAll(e => e.Succeeded(uid));
        var open = counting.FindAll(e => e.IsOpen(uid));
        if (succeeded is [var only] && open.Count == 0)
        {
            var due = only.Change switch
            {
                FlagChange.Add => before.Union(only.Flags),
                FlagChange.Remove => before.Except(only.Flags),
                _ => only.Flags,
            };
            return RaceFault.Of(
                round, uid, [only], $"{only.Lane} alone succeeded with UID {uid}, whose flags should be ({Words(due)}) and are ({Words(after.Flags)})", withAfter: true);
        }

        // One STORE proves it: what it was told it did is not there.
        var by = wrong.Select(w => w.By).FirstOrDefault(b => b is not null);
        var lost = wrong.Where(w => ReferenceEquals(w.By, by)).Select(w => w.Flag).ToList();
        var there = after.Flags.Contains(lost[0]);
        lost.RemoveAll(f => after.Flags.Contains(f) != there);
        var message = by is null
            ? $"nobody that succeeded with UID {uid} speaks of ({Words(lost)}), which {(there ? "is set" : "is no longer set")} afterwards"
            : $"{by.Lane} was told OK for UID {uid}, and afterwards ({Words(lost)}) {(there ? "is still set" : "is not set")}";
        return RaceFault.Of(round, uid, by is null ? succeeded : [by], message, withAfter: true);

        // All that speak of it agree, and none of them may or may not have been carried out.
        bool IsWrong(string flag, out RaceEntrant? by)
        {
            by = null;
            var expected = before.Contains(flag);
            foreach (var entrant in counting)
            {
                if (!entrant.SpeaksOf(flag))
                    continue;
                if (entrant.IsOpen(uid) || (by is not null && entrant.Leaves(flag) != expected))
                    return false;
                (by, expected) = (by ?? entrant, entrant.Leaves(flag));
            }

            return expected != after.Flags.Contains(flag);
        }
    }

    internal static string Words(IEnumerable<string> flags) => string.Join(' ', flags.Order(StringComparer.OrdinalIgnoreCase));
}
