using System.Collections.Concurrent;
using Conformance.Checking;
using Conformance.Scenarios;

namespace Conformance.Running;

/// <summary>Something that happened in a run, for who watches it.</summary>
/// <param name="Done">Cases with a result so far, this one included.</param>
/// <param name="Total">Cases in the run.</param>
public abstract record SuiteEvent(ScenarioCase Case, int Done, int Total);

public sealed record CaseStarted(ScenarioCase Case, int Done, int Total) : SuiteEvent(Case, Done, Total);

public sealed record CaseFinished(ScenarioCase Case, CaseResult Result, int Done, int Total) : SuiteEvent(Case, Done, Total);

/// <summary>Why a run ended before all cases had run.</summary>
public enum EarlyEnd
{
    None,

    /// <summary>Cancelled from outside.</summary>
    Interrupted,

    /// <summary>The time of the run was up.</summary>
    OutOfTime,

    /// <summary>A case failed, and the first failure was to be the last.</summary>
    FirstFailure,
}

/// <summary>A run. Complete or not, every case is in exactly one of the lists.</summary>
/// <param name="Results">In the order of the cases (of each repetition).</param>
/// <param name="NotRun">Cases that the run did not come to.</param>
/// <param name="LeftMailboxes">Mailboxes that are still on the server, and why.</param>
public sealed record SuiteResult(
    Offer Offer,
    IReadOnlyList<CaseResult> Results,
    IReadOnlyList<ScenarioCase> NotRun,
    IReadOnlyList<(string Name, string Why)> LeftMailboxes,
    EarlyEnd Ended,
    TimeSpan Duration);

/// <summary>
/// Runs many cases: several at a time, those that disturb everybody at the end: by themselves, or each on a server of its own where there can be several.
/// </summary>
/// <param name="another">Starts one more server of the same kind, which lasts as long as the first; null where there is only the one.</param>
public sealed class SuiteRunner(RunEnvironment environment, Func<CancellationToken, Task<Target>>? another = null)
{
    /// <summary>Runs the cases. Cancelling lets each running case put its mailboxes away, and gives what there is.</summary>
    public async Task<SuiteResult> RunAsync(IReadOnlyList<ScenarioCase> cases, IProgress<SuiteEvent>? progress, CancellationToken cancel)
    {
        var start = environment.Clock.GetTimestamp();
        var options = environment.Options;
        using var time = new CancellationTokenSource(options.RunTimeout ?? Timeout.InfiniteTimeSpan, environment.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
        // After a first failure no other case begins; those that run are let to their end.
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);

        var order = Order(cases);
        var results = new CaseResult?[order.Count];
        var done = 0;
        var indices = Enumerable.Range(0, order.Count).ToList();
        var jobs = Math.Max(1, options.Jobs);
        await WorkAsync(indices.Where(i => !RunsAlone(order[i])), jobs, null);
        await WorkAsync(indices.Where(i => RunsAlone(order[i])), another is null ? 1 : jobs, another);

        var missing = indices.Where(i => results[i] is null).Select(i => order[i]).ToList();
        var ended = missing.Count == 0 && !cancel.IsCancellationRequested && !time.IsCancellationRequested ? EarlyEnd.None
            : cancel.IsCancellationRequested ? EarlyEnd.Interrupted
            : time.IsCancellationRequested ? EarlyEnd.OutOfTime
            : EarlyEnd.FirstFailure;
        return new SuiteResult(
            environment.Offer, [.. results.OfType<CaseResult>()], missing, [.. environment.LeftMailboxes], ended, environment.Clock.GetElapsedTime(start));

        async Task WorkAsync(IEnumerable<int> work, int workers, Func<CancellationToken, Task<Target>>? own)
        {
            var queue = new ConcurrentQueue<int>(work);
            // Each worker keeps one connection for its mailboxes.
            workers = Math.Min(workers, Math.Max(1, queue.Count));
            var budget = new ConnectionBudget(Math.Max(1, options.MaxConnections - workers));
            await Task.WhenAll(Enumerable.Range(0, workers).Select(w => Task.Run(() => WorkerAsync(queue, budget, w == 0 ? null : own))));
        }

        async Task<Target?> TargetAsync(Func<CancellationToken, Task<Target>>? own)
        {
            try
            {
                return own is null ? environment.Target : await own(enough.Token);
            }
            catch (OperationCanceledException) when (enough.IsCancellationRequested)
            {
                return null;
            }
        }

        async Task WorkerAsync(ConcurrentQueue<int> queue, ConnectionBudget budget, Func<CancellationToken, Task<Target>>? own)
        {
            if (queue.IsEmpty || await TargetAsync(own) is not { } target)
                return;
            var runner = new ScenarioRunner(environment with { Target = target });
            await using var fixture = new Fixture(
                target, environment.Offer, new Pace(options.Timeout, options.Limits, environment.Clock), environment.Names);
            while (!enough.IsCancellationRequested && queue.TryDequeue(out var index))
            {
                var scenarioCase = order[index];
                try
                {
                    using var share = await budget.TakeAsync(ScenarioRunner.ConnectionsOf(scenarioCase.Scenario), enough.Token);
                    progress?.Report(new CaseStarted(scenarioCase, Volatile.Read(ref done), order.Count));
                    var result = await runner.RunAsync(scenarioCase, index + 1, fixture, stop.Token);
                    results[index] = result;
                    progress?.Report(new CaseFinished(scenarioCase, result, Interlocked.Increment(ref done), order.Count));
                    if (options.FailFast && result.Outcome == Outcome.Fail)
                        await enough.CancelAsync();
                }
                catch (OperationCanceledException) when (enough.IsCancellationRequested)
                {
                    return;
                }
            }
        }
    }

    /// <summary>Whether a case disturbs others: it restarts the server, or does something to it that nobody knows.</summary>
    private static bool RunsAlone(ScenarioCase scenarioCase) =>
        scenarioCase.Scenario.Needs.Hooks.Any(HookRunner.IsDisruptive)
        || ScenarioRunner.Flatten(scenarioCase.Scenario.Steps).Any(s => s is HookStep hook && HookRunner.IsDisruptive(hook.Name));

    private List<ScenarioCase> Order(IReadOnlyList<ScenarioCase> cases)
    {
        var order = Enumerable.Repeat(cases, Math.Max(1, environment.Options.Repeat)).SelectMany(c => c).ToArray();
        if (environment.Options.Shuffle)
            new Random(environment.Options.Seed).Shuffle(order);
        return [.. order];
    }
}
