using System.Collections.Concurrent;
using Conformance.Checking;
using Conformance.Scenarios;
using Conformance.Wire;

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
/// Runs many cases: several at a time, and apart from them those that disturb everybody: on a server of their own where there can be several, otherwise at the end. Those
/// that disturb in the same way share what they do (<see cref="Standstill"/>) where the hook can serve many; where not, they run one by one.
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
        var told = new ConcurrentDictionary<(string CaseId, Outcome Outcome), int>();
        var done = 0;
        var indices = Enumerable.Range(0, order.Count).ToList();
        var jobs = Math.Max(1, options.Jobs);
        var calm = indices.Where(i => Disturbing(order[i]) is null).ToList();
        var disturbing = indices.Except(calm).GroupBy(i => Disturbing(order[i])!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        // What disturbs has a server of its own where there can be one, and its turn where there cannot.
        if (another is not null && calm.Count > 0)
        {
            await Task.WhenAll(CalmAsync(), Task.Run(() => DisturbAsync(another), CancellationToken.None));
        }
        else
        {
            await CalmAsync();
            await DisturbAsync(null);
        }

        var missing = indices.Where(i => results[i] is null).Select(i => order[i]).ToList();
        var ended = missing.Count == 0 && !cancel.IsCancellationRequested && !time.IsCancellationRequested ? EarlyEnd.None
            : cancel.IsCancellationRequested ? EarlyEnd.Interrupted
            : time.IsCancellationRequested ? EarlyEnd.OutOfTime
            : EarlyEnd.FirstFailure;
        return new SuiteResult(
            environment.Offer, [.. results.OfType<CaseResult>()], missing, [.. environment.LeftMailboxes], ended, environment.Clock.GetElapsedTime(start));

        async Task CalmAsync()
        {
            if (calm.Count > 0)
                await WorkAsync(environment.Target, calm, jobs, null);
        }

        async Task DisturbAsync(Func<CancellationToken, Task<Target>>? own)
        {
            if (disturbing.Count == 0 || await TargetAsync(own) is not { } target)
                return;
            foreach (var kind in disturbing)
            {
                // Several at a time only where one run of the hook serves them all.
                var together = target.Hooks.TryGetValue(kind.Key, out var hook) && hook.ServesMany;
                await WorkAsync(target, [.. kind], together ? jobs : 1, together ? new Standstill(stop.Token) : null);
            }
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

        async Task WorkAsync(Target target, IReadOnlyCollection<int> work, int workers, Standstill? standstill)
        {
            var queue = new ConcurrentQueue<int>(work);
            workers = Math.Min(workers, Math.Max(1, queue.Count));
            // Each worker keeps one connection for its mailboxes, and all together one that looks into them.
            var budget = new ConnectionBudget(Math.Max(1, options.MaxConnections - workers - 1));
            var pace = new Pace(options.Timeout, options.Limits, environment.Clock);
            await using var witness = new Witness(target, environment.Offer, pace);
            for (var i = 0; i < workers; i++)
                await (standstill?.EnterAsync() ?? Task.CompletedTask);
            await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(async () =>
            {
                await using var fixture = new Fixture(target, environment.Offer, pace, environment.Names, witness);
                try
                {
                    await WorkerAsync(queue, budget, new ScenarioRunner(environment with { Target = target, Standstill = standstill }), fixture, standstill);
                }
                finally
                {
                    standstill?.Leave();
                }
            })));
        }

        async Task WorkerAsync(ConcurrentQueue<int> queue, ConnectionBudget budget, ScenarioRunner runner, Fixture fixture, Standstill? standstill)
        {
            while (!enough.IsCancellationRequested && queue.TryDequeue(out var index))
            {
                var scenarioCase = order[index];
                try
                {
                    using var share = await ShareAsync(budget, ScenarioRunner.ConnectionsOf(scenarioCase.Scenario), standstill);
                    progress?.Report(new CaseStarted(scenarioCase, Volatile.Read(ref done), order.Count));
                    var result = await runner.RunAsync(scenarioCase, index + 1, fixture, stop.Token);
                    results[index] = Kept(result);
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

        // Of repetitions that went well the first has its transcript: fifty runs' would fill the memory.
        CaseResult Kept(CaseResult result) =>
            options.Repeat > 1 && (result.Outcome is Outcome.Pass or Outcome.Info or Outcome.Skip) && !told.TryAdd((result.Case.Id, result.Outcome), 0)
                ? result with { Transcript = new Transcript(environment.Clock) }
                : result;

        // Who waits for connections keeps nobody waiting that has some.
        async Task<IDisposable> ShareAsync(ConnectionBudget budget, int count, Standstill? standstill)
        {
            var taking = budget.TakeAsync(count, enough.Token);
            if (standstill is null || taking.IsCompleted)
                return await taking;
            standstill.Leave();
            try
            {
                return await taking;
            }
            finally
            {
                await standstill.EnterAsync();
            }
        }
    }

    /// <summary>What a case does that disturbs others: the hook's name, or the names; null where it does nothing of the kind.</summary>
    private string? Disturbing(ScenarioCase scenarioCase)
    {
        var hooks = environment.Target.Hooks;
        var names = scenarioCase.Scenario.Needs.Hooks
            .Concat(ScenarioRunner.Flatten(scenarioCase.Scenario.Steps).OfType<HookStep>().Select(s => s.Name))
            .Where(n => HookRunner.IsDisruptive(n, hooks.GetValueOrDefault(n)))
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0 ? null : string.Join(' ', names);
    }

    private List<ScenarioCase> Order(IReadOnlyList<ScenarioCase> cases)
    {
        var order = Enumerable.Repeat(cases, Math.Max(1, environment.Options.Repeat)).SelectMany(c => c).ToArray();
        if (environment.Options.Shuffle)
            new Random(environment.Options.Seed).Shuffle(order);
        return [.. order];
    }
}
