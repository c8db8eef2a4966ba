using System.Collections.Concurrent;
using System.Globalization;
using Conformance.Checking;
using Conformance.Running;
using Conformance.Scenarios;

namespace Conformance.Walking;

/// <summary>A failure made small.</summary>
/// <param name="File">The scenario; null where it did not happen again.</param>
/// <param name="Commands">In it.</param>
/// <param name="IsAlone">The scenario, run by itself, fails the same requirement.</param>
/// <param name="Again">In how many of how many repetitions of the whole walk it happened.</param>
internal sealed record Reduction(string? File, int Commands, bool IsAlone, Occurrences Again)
{
    /// <summary>In a sentence.</summary>
    public string Words => File is null
        ? string.Create(CultureInfo.InvariantCulture, $"it did not happen again when the walk was repeated {Again.Of} times")
        : string.Create(CultureInfo.InvariantCulture, $"shrunk to {Commands} commands in {File}, {(IsAlone ? "which fails by itself" : "which does not fail by itself")} (--scenario)");
}

/// <summary>Shrinks what failed in walks and writes it as scenarios, each requirement once in a run.</summary>
/// <param name="folder">Where the scenarios are written.</param>
/// <param name="time">How long it may take in all.</param>
internal sealed class WalkReducer(RunEnvironment environment, string folder, TimeSpan time)
{
    /// <summary>How often a walk is repeated to see whether it fails again, and each smaller one that fails only sometimes.</summary>
    private const int Tries = 6;

    private readonly ConcurrentDictionary<(string Id, string? Invariant), Lazy<Task<Reduction>>> reductions = new();
    private readonly Lock gate = new();
    private TimeSpan left = time;

    /// <summary>Shrinks a failure of a walk; one of the same requirement that was shrunk already is given again.</summary>
    public Task<Reduction> ReduceAsync(WalkPlayer player, Fixture fixture, string id, WalkOutcome outcome, int sessions, Finding finding, CancellationToken cancel) =>
        reductions.GetOrAdd(
            (finding.RequirementId!, finding.Invariant),
            key => new Lazy<Task<Reduction>>(() => TimedAsync(player, fixture, id, outcome, sessions, key, cancel))).Value;

    private async Task<Reduction> TimedAsync(
        WalkPlayer player, Fixture fixture, string id, WalkOutcome outcome, int sessions, (string Id, string? Invariant) key, CancellationToken cancel)
    {
        TimeSpan mine;
        // Half of what is left, so that one that is hard to shrink leaves time for others.
        lock (gate)
            mine = left / 2;
        var start = environment.Clock.GetTimestamp();
        try
        {
            using var deadline = new Deadline(mine > TimeSpan.Zero ? mine : TimeSpan.FromTicks(1), environment.Clock, cancel);
            return await ReduceAsync(player, fixture, id, outcome, sessions, key, deadline.Token, cancel);
        }
        finally
        {
            lock (gate)
                left -= environment.Clock.GetElapsedTime(start);
        }
    }

    private async Task<Reduction> ReduceAsync(
        WalkPlayer player, Fixture fixture, string id, WalkOutcome outcome, int sessions, (string Id, string? Invariant) key, CancellationToken enough, CancellationToken cancel)
    {
        var best = outcome;
        var tries = 1;
        async Task<Walk?> Fails(Walk walk)
        {
            for (var i = 0; i < tries && !cancel.IsCancellationRequested; i++)
            {
                var again = await player.PlayAsync(id, walk, sessions, new RecordedSteps(walk.Steps), fixture, cancel);
                if (!again.Failures.Any(f => (f.RequirementId, f.Invariant) == key))
                    continue;
                best = again;
                return again.Walk;
            }

            return null;
        }

        var (seen, of) = (0, 0);
        while (of < Tries && (seen < 2 || of > seen) && !enough.IsCancellationRequested)
        {
            of++;
            seen += await Fails(outcome.Walk) is null ? 0 : 1;
        }

        if (seen == 0)
            return new Reduction(null, 0, false, new Occurrences(seen, of));
        tries = seen == of ? 1 : Tries;
        await new Shrinker(Fails).ShrinkAsync(best.Walk, enough);
        return await WriteAsync(best, id, key, new Occurrences(seen, of), fixture, cancel);
    }

    private async Task<Reduction> WriteAsync(
        WalkOutcome outcome, string id, (string Id, string? Invariant) key, Occurrences again, Fixture fixture, CancellationToken cancel)
    {
        var finding = outcome.Failures.First(f => (f.RequirementId, f.Invariant) == key);
        var breach = outcome.State.Breaches.Find(b => key.Invariant is null && b.Id == key.Id) ?? new Breach(key.Id, finding.Message, finding.Lane ?? "", finding.Entry, null, []);
        var prose = $"Found by a random walk and shrunk. {Printable(finding.Message)}.";
        var text = new ScenarioWriter(outcome.State, outcome.Walk.Messages).Write(breach, prose);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{id[(id.LastIndexOf('/') + 1)..]}-{key.Id}{(key.Invariant is null ? "" : "-" + key.Invariant)}.scenario");
        await File.WriteAllTextAsync(file, text, cancel);
        var commands = text.Split('\n').Count(l => l.Length > 3 && char.IsAsciiLetterUpper(l[0]) && l[1..3] == "  ");
        return new Reduction(file, commands, await FailsAloneAsync(file, text, key.Id, fixture, cancel), again);
    }

    /// <summary>Whether the scenario, as a reader would run it, fails that requirement.</summary>
    private async Task<bool> FailsAloneAsync(string file, string text, string requirement, Fixture fixture, CancellationToken cancel)
    {
        ScenarioCase alone;
        try
        {
            alone = ScenarioParser.ParseCases(Path.GetFileNameWithoutExtension(file), file, text, environment.Catalogue)[0];
        }
        catch (ScenarioException)
        {
            return false;
        }

        var result = await new ScenarioRunner(environment).RunAsync(alone, 0, fixture, cancel);
        return result.Checks.Any(c => c.RequirementId == requirement && c.Outcome == Outcome.Fail);
    }

    private static string Printable(string text) => string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
}
