using System.Diagnostics;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Wire;

namespace Conformance.Tests.Running;

/// <summary>Against the reference server as it was built; skipped where it was not.</summary>
public sealed class BuiltInServerTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(30);

    private static Task<BuiltInServer> StartAsync()
    {
        try
        {
            ReferenceProgram.Find();
        }
        catch (BuiltInServerException e)
        {
            Skip.If(true, e.Message);
        }

        return BuiltInServer.StartAsync(Time, TimeProvider.System, CancellationToken.None);
    }

    private static Task<Offer> ProbeAsync(Target target) => TargetProbe.RunAsync(
        target, new Pace(Time, new Limits(), TimeProvider.System), "probe", new Transcript(TimeProvider.System), CancellationToken.None);

    [SkippableFact]
    public async Task It_is_ready_when_it_has_started_and_gone_when_it_is_disposed()
    {
        Target target;
        await using (var server = await StartAsync())
        {
            target = server.Target;
            Assert.True((await ProbeAsync(target)).Has("QRESYNC"));
        }

        Assert.Equal(EntryStage.Connection, (await Assert.ThrowsAsync<TargetException>(() => ProbeAsync(target))).Stage);
    }

    [SkippableTheory]
    [InlineData("restart", false)]
    [InlineData("kill", false)]
    [InlineData("index-delete", true)]
    [InlineData("index-delete-stopped", true)]
    [InlineData("index-delete-killed", true)]
    [InlineData("history-drop", false)]
    [InlineData("nomodseq", false)]
    [InlineData("deliver", false)]
    public async Task Its_hooks_keep_port_accounts_and_mail(string hook, bool deletes)
    {
        await using var server = await StartAsync();
        var target = server.Target;
        var offer = await ProbeAsync(target);
        var settings = new SessionSettings(
            target, offer, new Pace(Time, new Limits(), TimeProvider.System), "t", "test", new Transcript(TimeProvider.System));
        await using var session = new Session(settings, "A", target.Account);
        await session.OpenAsync(logIn: true, CancellationToken.None);
        Assert.Equal("OK", (await session.CommandAsync(Dialogue.Parts("CREATE box"), CancellationToken.None)).Tagged.Status);
        Assert.Equal("OK", (await session.CommandAsync(Dialogue.Parts("APPEND box {1+}\r\nx"), CancellationToken.None)).Tagged.Status);
        await session.CloseAsync(CancellationToken.None);

        var outcome = await target.Hooks[hook].RunAsync(
            new HookCall(hook, target.Account.User, "box", target.Host, target.Port), CancellationToken.None);
        Assert.True(outcome.Done, outcome.Output);
        Assert.Equal(deletes, outcome.Output.Contains("index files deleted", StringComparison.Ordinal));
        Assert.DoesNotContain("0 index files", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(target.Port, server.Target.Port);
        await session.OpenAsync(logIn: true, CancellationToken.None);
        var select = await session.CommandAsync(Dialogue.Parts("SELECT box"), CancellationToken.None);
        Assert.Contains(select.Responses, r => r is DataResponse { Name: "EXISTS", Number: var count } && count == (hook == "deliver" ? 2 : 1));
    }

    [SkippableFact]
    public async Task A_hook_for_a_mailbox_that_is_not_there_says_so()
    {
        await using var server = await StartAsync();
        var target = server.Target;
        var outcome = await target.Hooks["index-delete"].RunAsync(
            new HookCall("index-delete", target.Account.User, "no-such", target.Host, target.Port), CancellationToken.None);
        Assert.False(outcome.Done);
        Assert.Contains("mailbox-path", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_ends_at_its_start_is_told_with_its_last_words()
    {
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd.exe" : "/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(OperatingSystem.IsWindows() ? "/c" : "-c");
        start.ArgumentList.Add("echo the port is taken>&2; exit 5");
        var failure = await Assert.ThrowsAsync<BuiltInServerException>(
            () => ServerProcess.StartAsync(start, new RecentLines(10), Time, TimeProvider.System, CancellationToken.None));
        Assert.Contains("exit code 5", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_last_lines_are_kept()
    {
        var lines = new RecentLines(3);
        for (var i = 0; i < 10; i++)
            lines.Add($"line {i}");
        lines.Add(null);
        Assert.Equal(["line 7", "line 8", "line 9"], lines.Lines);
        lines.Add(new string('x', 100_000));
        Assert.InRange(lines.Lines[^1].Length, 1, 2000);
    }
}
