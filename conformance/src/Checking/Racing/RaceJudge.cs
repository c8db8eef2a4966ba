using System.Collections.Immutable;
using Conformance.Scenarios;

namespace Conformance.Checking.Racing;

/// <summary>What was wrong with a round.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Message">In one sentence.</param>
/// <param name="Entry">Where to look in the transcript.</param>
public sealed record RaceFault(int Round, string Message, int? Entry);

/// <summary>
/// Holds a race's history against a property. A conditional STORE is a compare-and-set: mod-sequences order the changes of a message, so that of
/// several which give the same UNCHANGEDSINCE only the first that changes something can succeed (RFC 7162 section 3.1.3).
/// </summary>
public static class RaceJudge
{
    /// <summary>The faults of all rounds, at most one a round.</summary>
    public static IReadOnlyList<RaceFault> Examine(RaceProperty property, RaceHistory history) =>
        [.. history.Rounds.Select(round => Examine(property, round, history.Disturbed)).OfType<RaceFault>()];

    /// <summary>A Pass for each requirement, or the first faulty round with how many there were.</summary>
    public static IReadOnlyList<Finding> Findings(RaceCheck check, RaceHistory history, Func<string, Outcome> broken)
    {
        var faults = Examine(check.Property, history);
        var rounds = history.Rounds.Count;
        if (rounds == 0)
            return [];
        return
        [
            .. check.Requirements.Select(id => faults is [var first, ..]
                ? new Finding(
                    id,
                    broken(id),
                    $"in {faults.Count} of {rounds} rounds; first in round {first.Round}: {first.Message}",
                    Entry: first.Entry,
                    Line: check.Line,
                    Expected: Expected(check.Property),
                    Actual: first.Message,
                    Readings: check.Readings,
                    Occurrences: new Occurrences(faults.Count, rounds))
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
        var targets = round.Entrants.SelectMany(e => e.Targets).Distinct().Where(round.Before.ContainsKey).Order();
        return targets.Select(uid => property == RaceProperty.NoLostUpdate
            ? LostUpdate(round, uid)
            : TwoWinners(round, uid)
                ?? (property == RaceProperty.OneWinner ? NoWinner(round, uid, disturbed) ?? WrongEffect(round, uid, disturbed) : null))
            .FirstOrDefault(f => f is not null);
    }

    private static RaceFault? TwoWinners(RaceRound round, uint uid)
    {
        var winners = Winners(round, uid);
        return winners.Count < 2
            ? null
            : new RaceFault(
                round.Number,
                $"{winners.Count} of {round.Entrants.Count} conditional STOREs of UID {uid} succeeded ({Names(winners)}), all of them changes and all with UNCHANGEDSINCE {round.Highest}",
                winners[1].Entry);
    }

    /// <summary>Somebody has to be the first. A refusal without MODIFIED (the server was short of something) leaves it open.</summary>
    private static RaceFault? NoWinner(RaceRound round, uint uid, bool disturbed)
    {
        var racers = round.Entrants.Where(e => e.Targets.Contains(uid)).ToList();
        var refused = racers.All(e => e.Status is "OK" or "NO" && e.Modified?.Contains(uid) == true);
        return !disturbed && racers.Count > 0 && refused
            ? new RaceFault(
                round.Number,
                $"all {racers.Count} conditional STOREs of UID {uid} were told MODIFIED, and nobody had changed it since {round.Highest}",
                racers[0].Entry)
            : null;
    }

    private static RaceFault? WrongEffect(RaceRound round, uint uid, bool disturbed)
    {
        if (Winners(round, uid) is not [var winner])
            return null;
        if (winner.ModSeqs.TryGetValue(uid, out var modSeq) && modSeq <= round.Highest)
            return new RaceFault(round.Number, $"{winner.Lane} changed UID {uid} and was told MODSEQ {modSeq}, not above {round.Highest}", winner.Entry);
        if (disturbed || !round.After.TryGetValue(uid, out var after))
            return null;
        var expected = winner.Applied(round.Before[uid].Flags);
        return expected.SetEquals(after.Flags)
            ? null
            : new RaceFault(
                round.Number,
                $"{winner.Lane} alone succeeded with UID {uid}, whose flags should be ({Words(expected)}) and are ({Words(after.Flags)})",
                winner.Entry);
    }

    private static RaceFault? LostUpdate(RaceRound round, uint uid)
    {
        if (!round.After.TryGetValue(uid, out var after))
            return null;
        foreach (var racer in round.Entrants.Where(e => e.Succeeded(uid)))
        {
            var lost = racer.Change == FlagChange.Add ? racer.Flags.Where(f => !after.Flags.Contains(f)).ToList() : [];
            var undone = racer.Change == FlagChange.Remove ? racer.Flags.Where(after.Flags.Contains).ToList() : [];
            if (lost.Count + undone.Count > 0)
            {
                return new RaceFault(
                    round.Number,
                    $"{racer.Lane} was told OK for UID {uid}, and afterwards ({Words(lost.Concat(undone))}) {(lost.Count > 0 ? "is not set" : "is still set")}",
                    racer.Entry);
            }
        }

        return null;
    }

    private static List<RaceEntrant> Winners(RaceRound round, uint uid) =>
        [.. round.Entrants.Where(e => e.Succeeded(uid) && e.Changes(round.Before[uid].Flags))];

    private static string Expected(RaceProperty property) => property switch
    {
        RaceProperty.OneWinner => "exactly one racer's change succeeds and is what remains",
        RaceProperty.AtMostOneWinner => "not more than one racer's change succeeds",
        _ => "what each successful racer asked for is there afterwards",
    };

    private static string Names(IEnumerable<RaceEntrant> entrants) => string.Join(", ", entrants.Select(e => e.Lane));

    private static string Words(IEnumerable<string> flags) => string.Join(' ', flags.Order(StringComparer.OrdinalIgnoreCase));
}
