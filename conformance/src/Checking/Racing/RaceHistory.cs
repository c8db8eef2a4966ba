using System.Collections.Immutable;

namespace Conformance.Checking.Racing;

/// <summary>A race as it was recorded.</summary>
/// <param name="Disturbed">Something that is no STORE may have changed flags at the same moment: then only what succeeded is judged, not what remains.</param>
public sealed record RaceHistory(IReadOnlyList<RaceRound> Rounds, bool Disturbed);

/// <summary>One round.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Highest">The highest MODSEQ of the mailbox's messages before the round: what racers give as UNCHANGEDSINCE.</param>
/// <param name="Before">The messages before it, by UID.</param>
/// <param name="After">The messages after it.</param>
/// <param name="Entrants">Every STORE of the round, conditional or not; those of one session in the order in which it sent them.</param>
/// <param name="LookedBefore">The transcript entry of the command that asked for <paramref name="Before"/>.</param>
/// <param name="LookedAfter">The same for <paramref name="After"/>.</param>
public sealed record RaceRound(
    int Number,
    ulong Highest,
    ImmutableDictionary<uint, RaceMessage> Before,
    ImmutableDictionary<uint, RaceMessage> After,
    IReadOnlyList<RaceEntrant> Entrants,
    int? LookedBefore = null,
    int? LookedAfter = null)
{
    /// <summary>The STOREs by the UID of each message that they name and that was there; linear in what they name.</summary>
    public IEnumerable<KeyValuePair<uint, List<RaceEntrant>>> ByMessage()
    {
        var found = new Dictionary<uint, List<RaceEntrant>>();
        foreach (var entrant in Entrants)
        {
            foreach (var uid in entrant.Targets)
            {
                if (found.TryGetValue(uid, out var there))
                    there.Add(entrant);
                else if (Before.ContainsKey(uid))
                    found.Add(uid, [entrant]);
            }
        }

        return found.Count > 1 ? found.OrderBy(f => f.Key) : found;
    }
}

/// <summary>A message in a round; flags without \Recent, compared without case.</summary>
/// <param name="Number">Its sequence number.</param>
/// <param name="ModSeq">Its mod-sequence.</param>
/// <param name="Entry">The transcript entry that told it.</param>
public sealed record RaceMessage(uint Number, ImmutableHashSet<string> Flags, ulong ModSeq, int? Entry = null);
