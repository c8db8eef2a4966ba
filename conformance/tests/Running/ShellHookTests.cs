using System.Diagnostics;
using Conformance.Running.Hooks;

namespace Conformance.Tests.Running;

public sealed class ShellHookTests
{
    private static readonly HookCall Call = new("restart", "o'neil", "a b;$(c)", "::1", 143);

    private static Task<HookOutcome> RunAsync(string command, double seconds = 10, CancellationToken cancel = default) =>
        new ShellHook(command, TimeSpan.FromSeconds(seconds), TimeProvider.System).RunAsync([Call], cancel);

    [Fact]
    public async Task User_and_mailbox_are_one_word_each_for_the_shell()
    {
        var outcome = await RunAsync("printf '<%s>' {user} {mailbox}");
        Assert.Equal(new HookOutcome(true, "<o'neil><a b;$(c)>"), outcome);
    }

    [Fact]
    public async Task The_environment_says_for_whom_and_where() => Assert.Equal(
        new HookOutcome(true, "o'neil|a b;$(c)|::1|143"),
        await RunAsync("echo \"$IMAP_USER|$IMAP_MAILBOX|$IMAP_HOST|$IMAP_PORT\""));

    [Fact]
    public async Task A_command_may_take_several_mailboxes_each_a_word()
    {
        var hook = new ShellHook("printf '<%s>' {mailboxes}; echo \"$IMAP_MAILBOX\"", TimeSpan.FromSeconds(10), TimeProvider.System);
        Assert.True(hook.ServesMany);
        Assert.Equal(new HookOutcome(true, "<a b;$(c)><d>a b;$(c)\nd"), await hook.RunAsync([Call, Call with { Mailbox = "d" }], CancellationToken.None));
        Assert.False(new ShellHook("drop {mailbox}", TimeSpan.FromSeconds(10), TimeProvider.System).ServesMany);
    }

    [Fact]
    public async Task A_command_that_fails_says_so_with_what_it_printed() => Assert.Equal(
        new HookOutcome(false, "exit code 7; it printed: no such server"),
        await RunAsync("echo no such server >&2; exit 7"));

    [Fact]
    public async Task A_command_without_end_is_ended_at_its_deadline()
    {
        var watch = Stopwatch.StartNew();
        var outcome = await RunAsync("echo begun; cat /dev/zero > /dev/null", seconds: 1);
        Assert.Equal(new HookOutcome(false, "not done within 1 s; it printed: begun"), outcome);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0.9, 8);
    }

    [Fact]
    public async Task A_server_that_it_leaves_in_the_background_does_not_hold_it_up()
    {
        var watch = Stopwatch.StartNew();
        Assert.True((await RunAsync("sleep 5 & echo started", seconds: 10)).Done);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 4);
    }

    [Fact]
    public async Task Output_is_kept_to_a_readable_length() =>
        Assert.InRange((await RunAsync("yes | head -n 100000")).Output.Length, 1000, 4000);

    [Fact]
    public async Task Cancelling_ends_the_command()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync("cat /dev/zero > /dev/null", cancel: cancel.Token));
    }
}
