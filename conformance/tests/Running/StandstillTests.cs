using Conformance.Running;
using Conformance.Running.Hooks;

namespace Conformance.Tests.Running;

public sealed class StandstillTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly Standstill standstill = new(CancellationToken.None);
    private readonly Gated hook = new();

    private Task<HookOutcome> RunAsync(string mailbox, CancellationToken cancel = default) =>
        standstill.RunAsync(hook, new HookCall("restart", "alice", mailbox, "localhost", 143), cancel);

    [Fact]
    public async Task The_hook_runs_once_when_all_who_are_present_wait_for_it()
    {
        for (var i = 0; i < 3; i++)
            await standstill.EnterAsync();
        hook.Go();
        var (one, two) = (RunAsync("one"), RunAsync("two"));
        Assert.Empty(hook.Calls);
        var three = RunAsync("three");
        Assert.All(await Task.WhenAll(one, two, three).WaitAsync(Long), o => Assert.Equal(new HookOutcome(true, "done"), o));
        Assert.Equal(["one two three"], hook.Calls);
    }

    [Fact]
    public async Task Who_leaves_is_not_waited_for()
    {
        await standstill.EnterAsync();
        await standstill.EnterAsync();
        hook.Go();
        var one = RunAsync("one");
        Assert.Empty(hook.Calls);
        standstill.Leave();
        Assert.True((await one.WaitAsync(Long)).Done);
    }

    [Fact]
    public async Task Nobody_comes_in_while_the_hook_runs()
    {
        await standstill.EnterAsync();
        var one = RunAsync("one");
        var entering = standstill.EnterAsync();
        Assert.False(entering.IsCompleted);
        hook.Go();
        await one.WaitAsync(Long);
        await entering.WaitAsync(Long);
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_not_served_and_still_present()
    {
        await standstill.EnterAsync();
        await standstill.EnterAsync();
        hook.Go();
        using var cancel = new CancellationTokenSource();
        var one = RunAsync("one", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        var two = RunAsync("two");
        Assert.Empty(hook.Calls);
        standstill.Leave();
        await two.WaitAsync(Long);
        Assert.Equal(["two"], hook.Calls);
    }

    [Fact]
    public async Task What_the_hook_throws_comes_to_all_and_ends_nothing_else()
    {
        await standstill.EnterAsync();
        hook.Fault = new InvalidOperationException("no");
        hook.Go();
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync("one").WaitAsync(Long));
        hook.Fault = null;
        Assert.True((await RunAsync("one").WaitAsync(Long)).Done);
    }

    [Fact]
    public async Task A_deadline_does_not_pass_while_it_is_paused()
    {
        using var deadline = new Deadline(TimeSpan.FromMilliseconds(400), TimeProvider.System, CancellationToken.None);
        var passed = new TaskCompletionSource();
        using var registration = deadline.Token.Register(passed.SetResult);
        using (deadline.Pause())
            await Assert.ThrowsAsync<TimeoutException>(() => passed.Task.WaitAsync(TimeSpan.FromMilliseconds(600)));
        await passed.Task.WaitAsync(Long);
        Assert.True(deadline.IsPassed);
    }

    /// <summary>A hook that waits until it may end.</summary>
    private sealed class Gated : IHook
    {
        private readonly TaskCompletionSource gate = new();

        public List<string> Calls { get; } = [];

        public Exception? Fault { get; set; }

        public void Go() => gate.SetResult();

        public async Task<HookOutcome> RunAsync(IReadOnlyList<HookCall> calls, CancellationToken cancel)
        {
            Calls.Add(string.Join(' ', calls.Select(c => c.Mailbox)));
            await gate.Task;
            return Fault is null ? new HookOutcome(true, "done") : throw Fault;
        }
    }
}
