using System.Collections.Concurrent;
using Conformance.Checking;
using Conformance.Running;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>Makes the walks of a run, several at a time, and shrinks what fails.</summary>
/// <param name="folder">Where scenarios of shrunk failures are written.</param>
/// <param name="isKnown">Whether a failure of a case and requirement is expected: it is not shrunk.</param>
/// <param name="another">Starts one more server of the same kind; null where there is only the one.</param>
public sealed class WalkRunner(
    RunEnvironment environment,
    WalkSettings settings,
    string folder,
    Func<string, string, bool>? isKnown = null,
    Func<CancellationToken, Task<Target>>? another = null)
{
    /// <summary>Results of failures that a long run keeps.</summary>
    private const int MostKept = 200;

    /// <summary>A walk of so many steps gets as much time again as a case.</summary>
    private const int StepsInCaseTime = 100;

    private int begun;
    private int made;
    private int failed;

    private readonly WalkReducer reducer = new(environment, folder, settings.ShrinkTime);

    /// <summary>Makes the walks.</summary>
    /// <param name="done">Told of each, as it ends.</param>
    /// <returns>The results in the order of the seeds, as far as they came.</returns>
    public async Task<IReadOnlyList<CaseResult>> RunAsync(Action<CaseResult> done, CancellationToken cancel)
    {
        if (!environment.Offer.Has("CONDSTORE"))
            return [.. settings.Seeds.Select(s => Report(Result(WalkSettings.IdOf(s), [], "CONDSTORE not offered", null, new Transcript(environment.Clock), TimeSpan.Zero), done))];
        var results = new ConcurrentDictionary<int, CaseResult>();
        // One connection for the mailboxes and one for the check at the end.
        var fit = environment.Options.MaxConnections / ((settings.Sessions ?? 4) + 2);
        var workers = settings.Hooks.Count > 0 && another is null ? 1 : Math.Clamp(Math.Min(environment.Options.Jobs, fit), 1, settings.Time is null ? Math.Max(1, settings.Seeds.Count) : int.MaxValue);
        using var time = new CancellationTokenSource(settings.Time ?? Timeout.InfiniteTimeSpan, environment.Clock);
        await Task.WhenAll(Enumerable.Range(0, workers).Select(w => Task.Run(() => WorkerAsync(w, results, done, time.Token, cancel), CancellationToken.None)));
        return [.. results.OrderBy(r => settings.Time is null ? settings.Seeds.ToList().IndexOf(r.Key) : r.Key).Select(r => r.Value)];
    }

    /// <summary>How many walks were made so far, and how many of them failed.</summary>
    public (int Made, int Failed) Tally => (made, failed);

    /// <summary>The next seed; null at the end.</summary>
    private int? NextSeed(CancellationToken enough)
    {
        var at = Interlocked.Increment(ref begun) - 1;
        if (settings.Time is null)
            return at < settings.Seeds.Count ? settings.Seeds[at] : null;
        return enough.IsCancellationRequested ? null : settings.Seeds.Count > 0 ? unchecked(settings.Seeds[0] + at) & int.MaxValue : at;
    }

    /// <summary>In a long run what has passed is only counted, but for the first walks: memory must not grow with time.</summary>
    private void Keep(ConcurrentDictionary<int, CaseResult> results, int seed, CaseResult result)
    {
        Interlocked.Increment(ref made);
        if (result.Outcome == Outcome.Fail)
            Interlocked.Increment(ref failed);
        if (settings.Time is null || results.Count < (result.Outcome is Outcome.Pass or Outcome.Info or Outcome.Skip ? WalkSettings.DefaultCount : MostKept))
            results[seed] = result;
    }

    private static CaseResult Report(CaseResult result, Action<CaseResult> done)
    {
        done(result);
        return result;
    }

    private async Task WorkerAsync(int number, ConcurrentDictionary<int, CaseResult> results, Action<CaseResult> done, CancellationToken enough, CancellationToken cancel)
    {
        try
        {
            var own = environment;
            if (settings.Hooks.Count > 0 && number > 0)
                own = environment with { Target = await another!(cancel) };
            var player = new WalkPlayer(own, number, own.Options.CaseTimeout * (1 + (settings.Length / StepsInCaseTime)));
            await using var fixture = new Fixture(own.Target, own.Offer, new Pace(own.Options.Timeout, own.Options.Limits, own.Clock), own.Names);
            while (!cancel.IsCancellationRequested && NextSeed(enough) is { } seed)
            {
                var result = await WalkAsync(player, fixture, seed, cancel);
                Keep(results, seed, result);
                done(result);
            }
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // What is done is done.
        }
    }

    private async Task<CaseResult> WalkAsync(WalkPlayer player, Fixture fixture, int seed, CancellationToken cancel)
    {
        var start = environment.Clock.GetTimestamp();
        var id = WalkSettings.IdOf(seed);
        var random = new Random(seed);
        var sessions = settings.Sessions ?? (2 + random.Next(3));
        var walk = new Walk(seed, 2 + random.Next(4), []);
        try
        {
            var outcome = await player.PlayAsync(id, walk, sessions, new WalkGenerator(random, settings.Length, settings.Hooks), fixture, cancel);
            return await ResultAsync(id, outcome, player, fixture, sessions, start, cancel);
        }
        catch (FixtureException e)
        {
            return Result(id, [new Finding(null, Outcome.Blocked, e.Message)], null, null, new Transcript(environment.Clock), environment.Clock.GetElapsedTime(start));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Anything else is a defect of the suite and must not be taken for one of the server.
            return Result(
                id, [], null, $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}", new Transcript(environment.Clock), environment.Clock.GetElapsedTime(start));
        }
    }

    private async Task<CaseResult> ResultAsync(
        string id, WalkOutcome outcome, WalkPlayer player, Fixture fixture, int sessions, long start, CancellationToken cancel)
    {
        var findings = new List<Finding>();
        Occurrences? again = null;
        foreach (var finding in outcome.Findings)
        {
            if (finding.Outcome != Outcome.Fail || isKnown?.Invoke(id, finding.RequirementId!) == true)
            {
                findings.Add(finding);
                continue;
            }

            var reduction = await reducer.ReduceAsync(player, fixture, id, outcome, sessions, finding, cancel);
            again ??= reduction.Again;
            findings.Add(finding with { Message = $"{finding.Message}; {reduction.Words}", Actual = finding.Actual is { } actual ? $"{actual}; {reduction.Words}" : null });
        }

        if (outcome.IsBlocked)
            findings.Add(new Finding(null, Outcome.Blocked, outcome.Reason!));
        var skipped = outcome.Reason is not null && !outcome.Failures.Any() ? outcome.Reason : null;
        var result = Result(id, findings, skipped, null, outcome.State.Transcript, environment.Clock.GetElapsedTime(start));
        return again is null ? result : result with { Attempts = 1 + again.Of, FailedAttempts = 1 + again.Seen };
    }

    private CaseResult Result(string id, IReadOnlyList<Finding> findings, string? skipped, string? error, Transcript transcript, TimeSpan duration)
    {
        var judgement = Judge.Case(findings, environment.Catalogue, [], skipped, error);
        return new CaseResult(CaseOf(id), judgement.Outcome, judgement.Checks, judgement.Reason, transcript, duration, 1, judgement.Outcome == Outcome.Fail ? 1 : 0)
        {
            Options = settings.Options,
        };
    }

    /// <summary>A walk as a case: it has no file.</summary>
    public ScenarioCase CaseOf(string id)
    {
        var prose = $"A random walk: sessions say by weight and seed whatever the server offers, {settings.Length} steps; the suite's own model of the mailbox and of each session judges.";
        return new ScenarioCase(
            id,
            new Scenario(id, id, prose, new Needs(["IMAP4rev1"], [], settings.Hooks, false), [], new Dictionary<char, int>(), [], null, [], ""),
            new Dictionary<string, string>());
    }
}
