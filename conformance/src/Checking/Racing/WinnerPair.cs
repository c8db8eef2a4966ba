using System.Collections.Immutable;

namespace Conformance.Checking.Racing;

/// <summary>
/// Finds two conditional STOREs that cannot both have succeeded, in whatever order they were carried out. Counted is what both readings of RFC 7162
/// leave no way out of: mod-sequences of each flag by itself (section 3.1), and a flag that is tested by what the session was told of it (section 3.1.12).
/// </summary>
internal static class WinnerPair
{
    /// <summary>Two of them; null if there is an order that explains all. Linear in the number of STOREs and their flags.</summary>
    /// <param name="entrants">The STOREs that name the message; those of a session in the order in which it sent them.</param>
    public static (RaceEntrant First, RaceEntrant Second)? Find(List<RaceEntrant> entrants, uint uid, ImmutableHashSet<string> before)
    {
        var winners = entrants.FindAll(e => e.Since is not null && e.Succeeded(uid) && e.Changes(before));
        if (winners.Count < 2)
            return null;
        // A conditional replacing STORE can only come first, so that it takes nothing back.
        var undoing = entrants.FindAll(e => !e.WasRefused(uid) && (e.Since is null || e.Change != FlagChange.Replace));
        foreach (var same in winners.GroupBy(w => w.Since))
        {
            if (Find([.. same], undoing, before) is { } pair)
                return pair;
        }

        return null;
    }

    private static (RaceEntrant First, RaceEntrant Second)? Find(List<RaceEntrant> winners, List<RaceEntrant> undoing, ImmutableHashSet<string> before)
    {
        RaceEntrant? replacing = null;
        var changing = new Dictionary<string, RaceEntrant>(StringComparer.OrdinalIgnoreCase);
        var lanes = new Dictionary<string, RaceEntrant>();
        foreach (var winner in winners)
        {
            // Whatever came before it in its own session has changed the message, and no reading exempts a replacing STORE from that.
            if (winner.Change == FlagChange.Replace && lanes.TryGetValue(winner.Lane, out var earlier))
                return (earlier, winner);
            lanes.TryAdd(winner.Lane, winner);

            if (winner.Change == FlagChange.Replace)
            {
                // The second of two has all flags to test, and the first has changed one.
                if (replacing is not null)
                    return (replacing, winner);
                replacing = winner;
                continue;
            }

            foreach (var flag in winner.Changed(before).Where(f => !IsTakenBack(f)))
            {
                // In one session the second may know what the first did.
                if (changing.TryGetValue(flag, out var other) && other.Lane != winner.Lane)
                    return (other, winner);
                changing.TryAdd(flag, winner);
            }
        }

        // A replacing one has to be the first; it must not have changed what another, which then comes later, tests and changes.
        if (replacing is null)
            return null;
        var changed = replacing.Changed(before).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var winner in winners.Where(w => w.Change != FlagChange.Replace && w.Lane != replacing.Lane))
        {
            if (winner.Flags.Any(f => changed.Contains(f) && !IsTakenBack(f)))
                return (replacing, winner);
        }

        return null;

        // Something may have brought the flag back to what the session knew.
        bool IsTakenBack(string flag) => undoing.Exists(u => u.SpeaksOf(flag) && u.Leaves(flag) == before.Contains(flag));
    }
}
