using System.Globalization;
using Conformance.Scenarios;

namespace Conformance.Checking.Racing;

/// <summary>
/// Holds a counter's history against a property. Each attempt is a compare-and-set on the mod-sequence that it has read: at most one of those that read the same value
/// can succeed, and the counter is in the end as many as succeeded (RFC 7162 section 3.1.3). It takes the time of sorting.
/// </summary>
public static class CounterJudge
{
    /// <summary>The faults, at most one an attempt.</summary>
    public static IReadOnlyList<RaceFault> Examine(RaceProperty property, CounterHistory history) => property switch
    {
        RaceProperty.ModifiedJustified => [.. Unjustified(history)],
        RaceProperty.NoLostUpdate => [.. Lost(history)],
        _ => [.. Twice(history)],
    };

    /// <summary>A Pass for each requirement, or the fault that takes the fewest lines to prove, with how many there were.</summary>
    public static IReadOnlyList<Finding> Findings(RaceCheck check, CounterHistory history, Func<string, Outcome> broken)
    {
        var faults = Examine(check.Property, history);
        var attempts = history.Attempts.Count;
        if (attempts == 0)
            return [];
        var done = history.Attempts.Count(a => a.Result == Counted.Done);
        var shown = faults.MinBy(f => f.Proof.Count);
        var message = shown is null
            ? string.Create(CultureInfo.InvariantCulture, $"held in {attempts} attempts, {done} of which succeeded")
            : string.Create(CultureInfo.InvariantCulture, $"{faults.Count} times in {attempts} attempts: {shown.Message}");
        return
        [
            .. check.Requirements.Select(id => new Finding(
                id,
                shown is null ? Outcome.Pass : broken(id),
                message,
                Entry: shown?.Entry,
                Line: check.Line,
                Expected: Expected(check.Property),
                Actual: shown?.Message,
                Readings: check.Readings,
                Occurrences: new Occurrences(shown is null ? attempts : faults.Count, attempts))
            {
                Proof = shown?.Proof,
            }),
        ];
    }

    private static IEnumerable<RaceFault> Twice(CounterHistory history)
    {
        var first = new Dictionary<ulong, CounterAttempt>();
        foreach (var done in history.Attempts.Where(a => a.Result == Counted.Done))
        {
            if (done.Told <= done.Observed)
                yield return Fault([done], $"{done.Lane} changed the message, whose mod-sequence was {done.Observed}, and was told MODSEQ {done.Told}");
            else if (!first.TryAdd(done.Observed, done))
                yield return Fault([first[done.Observed], done], $"the STOREs of {first[done.Observed].Lane} and {done.Lane} both succeeded with UNCHANGEDSINCE {done.Observed}, and both change the message");
        }
    }

    private static IEnumerable<RaceFault> Lost(CounterHistory history)
    {
        var first = new Dictionary<int, CounterAttempt>();
        var lost = 0;
        foreach (var done in history.Attempts.Where(a => a.Result == Counted.Done))
        {
            if (first.TryAdd(done.Count, done))
                continue;
            lost++;
            yield return Fault([first[done.Count], done], $"{first[done.Count].Lane} and {done.Lane} both counted from {done.Count} to {done.Count + 1}, and both were told OK");
        }

        // An update that was lost shows as two that count from the same number; what is left is told by the end.
        var least = history.Attempts.Count(a => a.Result == Counted.Done);
        var most = least + history.Attempts.Count(a => a.Result == Counted.Open);
        if (lost == 0 && (history.FinalCount < least || history.FinalCount > most))
        {
            var last = history.Attempts.Where(a => a.Result == Counted.Done).MaxBy(a => a.Count);
            yield return new RaceFault(
                0,
                $"{least} sessions' counting was answered OK, and the counter is {history.FinalCount}",
                history.FinalRow is [.., var row] ? row : null,
                [.. (last?.Proof ?? []).Concat(history.FinalRow)]);
        }
    }

    /// <summary>What MODIFIED says has to come from a STORE that was on its way before it came.</summary>
    private static IEnumerable<RaceFault> Unjustified(CounterHistory history)
    {
        // By value, and for each the earliest command that can have set it or a newer one.
        var newer = history.Attempts.Where(a => a.Result != Counted.Refused).Select(a => (Value: a.Result == Counted.Open ? null : a.Told, a.Sent)).ToList();
        var unknown = newer.Where(n => n.Value is null).Select(n => n.Sent).DefaultIfEmpty(int.MaxValue).Min();
        var sorted = newer.Where(n => n.Value is not null).OrderBy(n => n.Value).ToList();
        var values = sorted.ConvertAll(n => n.Value!.Value);
        var earliest = new int[sorted.Count + 1];
        earliest[^1] = unknown;
        for (var i = sorted.Count - 1; i >= 0; i--)
            earliest[i] = Math.Min(earliest[i + 1], sorted[i].Sent);

        foreach (var refused in history.Attempts.Where(a => a.Result == Counted.Refused))
        {
            var at = values.BinarySearch(refused.Observed);
            at = at < 0 ? ~at : at + 1;
            while (at < values.Count && values[at] <= refused.Observed)
                at++;
            if (earliest[at] > refused.Entry)
                yield return Fault([refused], $"{refused.Lane} was told MODIFIED with UNCHANGEDSINCE {refused.Observed}, and nobody had sent a change of what it had read");
        }
    }

    private static RaceFault Fault(IReadOnlyList<CounterAttempt> attempts, string message) =>
        new(0, message, attempts[^1].Entry, [.. attempts.SelectMany(a => a.Proof).Distinct().Order()]);

    private static string Expected(RaceProperty property) => property switch
    {
        RaceProperty.ModifiedJustified => "MODIFIED only where another session has changed the message",
        RaceProperty.NoLostUpdate => "the counter is in the end as many as were told OK",
        _ => "of those that read the same mod-sequence not more than one succeeds",
    };
}
