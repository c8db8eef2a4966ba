using System.Collections.Concurrent;
using Conformance.Checking;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Scenarios;
using Conformance.Tests.Checking;

namespace Conformance.Tests.Running;

public sealed class SuiteRunnerTests
{
    private const string Polite = "S: * OK hello\nC: LOGIN alice pass\nS: {tag} OK\nC: NOOP\nS: {tag} OK\nC: LOGOUT\nS: * BYE\nS: {tag} OK\n";
    private const string Silent = "S: * OK hello\nC: LOGIN alice pass\nS: {tag} OK\nC: NOOP\nSILENCE";
    private const string Refusing = "S: * OK hello\nC: LOGIN alice pass\nS: {tag} OK\nC: NOOP\nS: {tag} NO\nC: LOGOUT\nS: * BYE\nS: {tag} OK\n";

    private static List<ScenarioCase> Cases(int count, string needs = "IMAP4rev1") =>
    [
        .. Enumerable.Range(1, count).SelectMany(i => ScenarioParser.ParseCases(
            $"test/case-{i}", "case.scenario", $"A test.\n\nneeds {needs}\n{(needs.Contains("hook", StringComparison.Ordinal) ? "hook restart\n" : "")}A  NOOP\n   OK   7162-3.1.3-s",
            TranscriptText.Catalogue)),
    ];

    private static SuiteRunner Runner(ScriptedServer server, RunOptions options, IHook? restart = null, Func<CancellationToken, Task<Target>>? another = null)
    {
        var offer = new Offer([], ["IMAP4REV1"], false, "", "/", new Dictionary<string, string>());
        var hooks = new Dictionary<string, IHook>();
        if (restart is not null)
            hooks["restart"] = restart;
        return new SuiteRunner(new RunEnvironment(
            server.Target() with { Hooks = hooks }, offer, TranscriptText.Catalogue, null, options, TimeProvider.System, new MailboxNames("conformance", "t", offer)), another);
    }

    private sealed class Log : IProgress<SuiteEvent>
    {
        public ConcurrentQueue<SuiteEvent> Events { get; } = new();

        /// <summary>Called with each event.</summary>
        public Action<SuiteEvent>? Also { get; init; }

        public void Report(SuiteEvent value)
        {
            Events.Enqueue(value);
            Also?.Invoke(value);
        }
    }

    [Fact]
    public async Task All_cases_run_and_come_back_in_their_order()
    {
        await using var server = new ScriptedServer(Polite);
        var log = new Log();
        var result = await Runner(server, new RunOptions { Jobs = 3, Repeat = 2 }).RunAsync(Cases(5), log, CancellationToken.None);
        Assert.Equal(Cases(5).Concat(Cases(5)).Select(c => c.Id), result.Results.Select(r => r.Case.Id));
        Assert.All(result.Results, r => Assert.Equal(Outcome.Pass, r.Outcome));
        Assert.Equal((EarlyEnd.None, 0), (result.Ended, result.NotRun.Count));
        Assert.Equal(10, log.Events.OfType<CaseStarted>().Count());
        Assert.Equal(Enumerable.Range(1, 10), log.Events.OfType<CaseFinished>().Select(e => e.Done).Order());
    }

    [Fact]
    public async Task Of_repetitions_that_went_well_one_keeps_its_transcript()
    {
        await using var server = new ScriptedServer(Polite);
        var result = await Runner(server, new RunOptions { Jobs = 1, Repeat = 3 }).RunAsync(Cases(2), null, CancellationToken.None);
        Assert.Equal([true, true, false, false, false, false], result.Results.Select(r => r.Transcript.Entries.Count > 0));
        Assert.All(result.Results, r => Assert.Equal(Outcome.Pass, r.Outcome));
    }

    [Fact]
    public async Task A_seed_decides_a_shuffled_order()
    {
        await using var server = new ScriptedServer(Polite);
        async Task<string> OrderAsync(int seed) => string.Join(' ', (await Runner(server, new RunOptions { Shuffle = true, Seed = seed })
            .RunAsync(Cases(6), null, CancellationToken.None)).Results.Select(r => r.Case.Id[^1]));
        var one = await OrderAsync(1);
        Assert.Equal(one, await OrderAsync(1));
        Assert.NotEqual(one, await OrderAsync(2));
    }

    [Fact]
    public async Task The_first_failure_ends_the_run_when_it_is_told_to()
    {
        await using var server = new ScriptedServer([Polite, Refusing, Polite]);
        var result = await Runner(server, new RunOptions { Jobs = 1, FailFast = true }).RunAsync(Cases(5), null, CancellationToken.None);
        Assert.Equal([Outcome.Pass, Outcome.Fail], result.Results.Select(r => r.Outcome));
        Assert.Equal((EarlyEnd.FirstFailure, 3), (result.Ended, result.NotRun.Count));
    }

    [Fact]
    public async Task An_interruption_gives_what_there_is()
    {
        await using var server = new ScriptedServer([Polite, Silent]);
        using var interrupt = new CancellationTokenSource();
        var log = new Log { Also = e => { if (e is CaseStarted { Done: 1 }) interrupt.Cancel(); } };
        var result = await Runner(server, new RunOptions { Jobs = 1, Timeout = TimeSpan.FromSeconds(30) }).RunAsync(Cases(4), log, interrupt.Token);
        Assert.Equal(EarlyEnd.Interrupted, result.Ended);
        Assert.Equal([Outcome.Pass, Outcome.Blocked], result.Results.Select(r => r.Outcome));
        Assert.Equal(2, result.NotRun.Count);
    }

    [Fact]
    public async Task A_run_has_a_time_of_its_own()
    {
        await using var server = new ScriptedServer(Silent);
        var result = await Runner(server, new RunOptions { Jobs = 2, Timeout = TimeSpan.FromSeconds(30), RunTimeout = TimeSpan.FromSeconds(1) })
            .RunAsync(Cases(6), null, CancellationToken.None);
        Assert.Equal((EarlyEnd.OutOfTime, 2, 4), (result.Ended, result.Results.Count, result.NotRun.Count));
    }

    [Fact]
    public async Task Connections_stay_within_their_number()
    {
        var open = 0;
        var most = 0;
        await using var server = new ScriptedServer(Polite);
        var budget = new ConnectionBudget(4);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(async () =>
        {
            var count = (i % 6) + 1;
            using var share = await budget.TakeAsync(count, CancellationToken.None);
            var now = Interlocked.Add(ref open, Math.Min(count, 4));
            InterlockedMax(ref most, now);
            await Task.Yield();
            Interlocked.Add(ref open, -Math.Min(count, 4));
        })));
        Assert.InRange(most, 1, 4);

        static void InterlockedMax(ref int place, int value)
        {
            for (var seen = Volatile.Read(ref place); value > seen; seen = Volatile.Read(ref place))
                Interlocked.CompareExchange(ref place, value, seen);
        }
    }

    [Fact]
    public async Task Who_stops_waiting_for_connections_leaves_them_to_others()
    {
        var budget = new ConnectionBudget(2);
        var first = await budget.TakeAsync(2, CancellationToken.None);
        using var cancel = new CancellationTokenSource();
        var second = budget.TakeAsync(2, cancel.Token);
        var third = budget.TakeAsync(1, CancellationToken.None);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();
        (await third).Dispose();
        (await budget.TakeAsync(2, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task Cases_that_disturb_the_server_run_by_themselves()
    {
        await using var server = new ScriptedServer(Polite);
        var watch = new Watch();
        var result = await Runner(server, new RunOptions { Jobs = 4 }, watch).RunAsync([.. Cases(3, "hook:restart"), .. Cases(6)], null, CancellationToken.None);
        Assert.All(result.Results, r => Assert.Equal(Outcome.Pass, r.Outcome));
        Assert.Equal((3, 1), (watch.Calls, watch.Most));
    }

    [Fact]
    public async Task What_disturbs_has_a_server_of_its_own_where_there_can_be_one()
    {
        await using var first = new ScriptedServer(Polite);
        await using var second = new ScriptedServer(Polite);
        var (calm, watch) = (new Watch(), new Watch());
        var target = second.Target() with { Hooks = new Dictionary<string, IHook> { ["restart"] = watch } };
        var result = await Runner(first, new RunOptions { Jobs = 2 }, calm, _ => Task.FromResult(target))
            .RunAsync([.. Cases(2, "hook:restart"), .. Cases(2)], null, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.All(result.Results, r => Assert.Equal(Outcome.Pass, r.Outcome));
        Assert.Equal((0, 2), (calm.Calls, watch.Calls));
    }

    [Fact]
    public async Task Cases_that_disturb_in_the_same_way_share_what_they_do()
    {
        await using var server = new ScriptedServer(Polite);
        var watch = new Watch { ServesMany = true };
        var result = await Runner(server, new RunOptions { Jobs = 3 }, watch).RunAsync(Cases(7, "hook:restart"), null, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.All(result.Results, r => Assert.Equal(Outcome.Pass, r.Outcome));
        Assert.Equal([3, 3, 1], watch.Sizes);
        Assert.Equal(1, watch.Most);
    }

    [Fact]
    public async Task Who_waits_for_connections_does_not_hold_up_what_is_shared()
    {
        await using var server = new ScriptedServer(Polite);
        var watch = new Watch { ServesMany = true };
        // Four at a time, of which only one has a connection for its case.
        var result = await Runner(server, new RunOptions { Jobs = 4, MaxConnections = 6 }, watch)
            .RunAsync(Cases(4, "hook:restart"), null, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.All(result.Results, r => Assert.Equal(Outcome.Pass, r.Outcome));
        Assert.Equal(4, watch.Sizes.Sum());
    }

    /// <summary>A hook that counts how many of it run at once, and for how many.</summary>
    private sealed class Watch : IHook
    {
        private int running;

        public bool ServesMany { get; init; }

        public List<int> Sizes { get; } = [];

        public int Calls => Sizes.Count;

        public int Most { get; private set; }

        public async Task<HookOutcome> RunAsync(IReadOnlyList<HookCall> calls, CancellationToken cancel)
        {
            Most = Math.Max(Most, Interlocked.Increment(ref running));
            Sizes.Add(calls.Count);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return new HookOutcome(true, "");
        }
    }
}
