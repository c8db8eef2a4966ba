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
    private readonly WalkReducer reducer = new(environment, folder, settings.ShrinkTime);

    /// <summary>Makes the walks.</summary>
    /// <param name="done">Told of each, as it ends.</param>
    /// <returns>The results in the order of the seeds, as far as they came.</returns>
    public async Task<IReadOnlyList<CaseResult>> RunAsync(Action<CaseResult> done, CancellationToken cancel)
    {
        if (!environment.Offer.Has("CONDSTORE"))
            return [.. settings.Seeds.Select(s => Report(Result(WalkSettings.IdOf(s), [], "CONDSTORE not offered", null, new Transcript(environment.Clock), TimeSpan.Zero), done))];
        var queue = new ConcurrentQueue<int>(settings.Seeds);
        var results = new ConcurrentDictionary<int, CaseResult>();
        // One connection for the mailboxes and one for the check at the end.
        var fit = environment.Options.MaxConnections / ((settings.Sessions ?? 4) + 2);
        var workers = settings.Hooks.Count > 0 && another is null ? 1 : Math.Clamp(Math.Min(environment.Options.Jobs, fit), 1, Math.Max(1, queue.Count));
        await Task.WhenAll(Enumerable.Range(0, workers).Select(w => Task.Run(() => WorkerAsync(w, queue, results, done, cancel), CancellationToken.None)));
        return [.. settings.Seeds.Where(results.ContainsKey).Select(s => results[s])];
    }

    private static CaseResult Report(CaseResult result, Action<CaseResult> done)
    {
        done(result);
        return result;
    }

    private async Task WorkerAsync(int number, ConcurrentQueue<int> queue, ConcurrentDictionary<int, CaseResult> results, Action<CaseResult> done, CancellationToken cancel)
    {
        try
        {
            var own = environment;
            if (settings.Hooks.Count > 0 && number > 0)
                own = environment with { Target = await another!(cancel) };
            var player = new WalkPlayer(own, number);
            await using var fixture = new Fixture(own.Target, own.Offer, new Pace(own.Options.Timeout, own.Options.Limits, own.Clock), own.Names);
            while (!cancel.IsCancellationRequested && queue.TryDequeue(out var seed))
            {
                var result = await WalkAsync(player, fixture, seed, cancel);
                results[seed] = result;
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
        return new CaseResult(CaseOf(id), judgement.Outcome, judgement.Checks, judgement.Reason, transcript, duration, 1, judgement.Outcome == Outcome.Fail ? 1 : 0);
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
