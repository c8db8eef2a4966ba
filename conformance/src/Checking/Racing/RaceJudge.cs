using Conformance.Scenarios;

namespace Conformance.Checking.Racing;

/// <summary>
/// Holds a race's history against a property. A conditional STORE is a compare-and-set: mod-sequences order the changes of a message, so that of
/// several which give the same UNCHANGEDSINCE only the first that changes something can succeed (RFC 7162 section 3.1.3). The time that it takes is linear in
/// the number of messages that the STOREs name.
/// </summary>
public static class RaceJudge
{
    /// <summary>The faults of all rounds, at most one a round.</summary>
    public static IReadOnlyList<RaceFault> Examine(RaceProperty property, RaceHistory history) =>
        [.. history.Rounds.Select(round => Examine(property, round, history.Disturbed)).OfType<RaceFault>()];

    /// <summary>A Pass for each requirement, or the fault that takes the fewest lines to prove, with how many there were.</summary>
    public static IReadOnlyList<Finding> Findings(RaceCheck check, RaceHistory history, Func<string, Outcome> broken)
    {
        var faults = Examine(check.Property, history);
        var rounds = history.Rounds.Count;
        if (rounds == 0)
            return [];
        var shown = faults.MinBy(f => f.Proof.Count);
        return
        [
            .. check.Requirements.Select(id => shown is not null
                ? new Finding(
                    id,
                    broken(id),
                    $"in {faults.Count} of {rounds} rounds; in round {shown.Round} {shown.Message}",
                    Entry: shown.Entry,
                    Line: check.Line,
                    Expected: Expected(check.Property),
                    Actual: shown.Message,
                    Readings: check.Readings,
                    Occurrences: new Occurrences(faults.Count, rounds))
                {
                    Proof = shown.Proof,
                }
                : new Finding(
                    id,
                    Outcome.Pass,
                    $"held in {rounds} rounds",
                    Line: check.Line,
                    Expected: Expected(check.Property),
                    Readings: check.Readings,
                    Occurrences: new Occurrences(rounds, rounds))),
        ];
    }

    private static RaceFault? Examine(RaceProperty property, RaceRound round, bool disturbed)
    {
        if (property == RaceProperty.DistinctValues)
            return disturbed ? null : SharedValue.Find(round);
        foreach (var (uid, entrants) in round.ByMessage())
        {
            var fault = property switch
            {
                RaceProperty.NoLostUpdate => disturbed ? null : FinalState.Examine(round, uid, entrants),
                RaceProperty.ModifiedJustified => Unjustified(round, uid, entrants),
                _ => TwoWinners(round, uid, entrants)
                    ?? NotNewer(round, uid, entrants)
                    ?? (property == RaceProperty.OneWinner && !disturbed ? NoWinner(round, uid, entrants) : null)
                    ?? (disturbed ? null : FinalState.Examine(round, uid, entrants)),
            };
            if (fault is not null)
                return fault;
        }

        return null;
    }

    private static RaceFault? TwoWinners(RaceRound round, uint uid, List<RaceEntrant> entrants)
    {
        var before = round.Before[uid].Flags;
        // Of a message that is gone, a server may say OK and mean nothing by it (RFC 2180 section 4.2).
        if (!round.After.ContainsKey(uid) || WinnerPair.Find(entrants, uid, before) is not { } pair)
            return null;
        var winners = entrants.Where(e => e.Since is not null && e.Succeeded(uid) && e.Changes(before)).ToList();
        return RaceFault.Of(
            round,
            uid,
            [pair.First, pair.Second],
            $"{winners.Count} of {entrants.Count(e => e.Since is not null)} conditional STOREs of UID {uid} succeeded ({string.Join(", ", winners.Select(e => e.Lane))}), {pair.First.Lane}'s and {pair.Second.Lane}'s both changes of the state before and both with UNCHANGEDSINCE {pair.First.Since}",
            withAfter: false);
    }

    /// <summary>Somebody has to be the first. A refusal without MODIFIED (the server was short of something) leaves it open.</summary>
    private static RaceFault? NoWinner(RaceRound round, uint uid, List<RaceEntrant> racers)
    {
        if (!round.After.ContainsKey(uid) || !racers.TrueForAll(e => e.Since >= round.Before[uid].ModSeq && e.WasRefused(uid)))
            return null;
        return RaceFault.Of(
            round,
            uid,
            racers,
            $"all {racers.Count} conditional STOREs of UID {uid} were told MODIFIED, and nobody had changed it since {racers[0].Since}",
            withAfter: true);
    }

    /// <summary>MODIFIED says that the message is newer than the value given: then it still is after the round.</summary>
    private static RaceFault? Unjustified(RaceRound round, uint uid, List<RaceEntrant> entrants)
    {
        if (!round.After.TryGetValue(uid, out var after) || entrants.Find(e => e.Since >= after.ModSeq && e.WasRefused(uid)) is not { } refused)
            return null;
        return RaceFault.Of(
            round,
            uid,
            [refused],
            $"{refused.Lane}'s STORE of UID {uid} with UNCHANGEDSINCE {refused.Since} was told MODIFIED, and the message's mod-sequence is {after.ModSeq} after the round",
            withAfter: true);
    }

    private static RaceFault? NotNewer(RaceRound round, uint uid, List<RaceEntrant> entrants)
    {
        var before = round.Before[uid];
        foreach (var winner in entrants.Where(e => e.Since is not null && e.Succeeded(uid) && e.Changes(before.Flags)))
        {
            if (winner.Told.TryGetValue(uid, out var told) && told.Value <= before.ModSeq)
                return RaceFault.Of(round, uid, [winner], $"{winner.Lane} changed UID {uid} and was told MODSEQ {told.Value}, not above {before.ModSeq}", withAfter: false);
            if (round.After.TryGetValue(uid, out var after) && after.ModSeq <= before.ModSeq)
                return RaceFault.Of(round, uid, [winner], $"{winner.Lane} changed UID {uid}, whose mod-sequence was {before.ModSeq} before and is {after.ModSeq} afterwards", withAfter: true);
        }

        return null;
    }

    private static string Expected(RaceProperty property) => property switch
    {
        RaceProperty.OneWinner => "exactly one racer's change succeeds and is what remains",
        RaceProperty.AtMostOneWinner => "not more than one racer's change succeeds, and what succeeded is what remains",
        RaceProperty.ModifiedJustified => "MODIFIED only for a message whose mod-sequence is above the value given",
        RaceProperty.DistinctValues => "no two STOREs give their messages the same mod-sequence",
        _ => "what each successful racer asked for is there afterwards",
    };
}
