namespace Conformance.Checking.Racing;

/// <summary>Finds two STOREs that gave their messages the same mod-sequence (RFC 7162 section 3.1). Only messages that a single STORE can have changed are looked at.</summary>
internal static class SharedValue
{
    public static RaceFault? Find(RaceRound round)
    {
        var seen = new Dictionary<ulong, (RaceEntrant Entrant, uint Uid)>();
        foreach (var (uid, entrants) in round.ByMessage())
        {
            var before = round.Before[uid].Flags;
            if (!round.After.TryGetValue(uid, out var after)
                || entrants.Where(e => !e.WasRefused(uid)).ToList() is not [var only]
                || !only.Succeeded(uid)
                || !only.Changes(before))
                continue;
            if (seen.TryAdd(after.ModSeq, (only, uid)) || ReferenceEquals(seen[after.ModSeq].Entrant, only))
                continue;
            var (other, there) = seen[after.ModSeq];
            return new RaceFault(
                round.Number,
                $"{other.Lane}'s STORE of UID {there} and {only.Lane}'s of UID {uid} left both messages with the mod-sequence {after.ModSeq}",
                only.Entry,
                RaceFault.Shown([(round, there, [other], true), (round, uid, [only], true)]));
        }

        return null;
    }
}
