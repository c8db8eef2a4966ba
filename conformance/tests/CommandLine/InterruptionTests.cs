using System.Diagnostics;
using Conformance.Running;
using MailKit.Net.Imap;
using MailKit.Security;

namespace Conformance.Tests.CommandLine;

/// <summary>Signals to the real process. What they leave is marked, readable, and nothing stays on the server.</summary>
public sealed class InterruptionTests
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    [SkippableTheory]
    [InlineData("INT", 130, "interrupted")]
    [InlineData("TERM", 143, "terminated")]
    public async Task A_signal_in_the_middle_of_a_run_leaves_marked_reports_and_no_mailboxes(string signal, int exit, string word)
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no such signals on Windows");
        await using var server = await BuiltInServer.StartAsync(StartTime, TimeProvider.System, CancellationToken.None);
        var (target, folder) = (server.Target, TheSuite.Folder());
        using var process = TheSuite.Start(
            new Dictionary<string, string> { ["CONFORMANCE_PASSWORD"] = target.Account.Password },
            "--server", $"{target.Host}:{target.Port}", "--tls", "none", "--user", target.Account.User, "--out", folder, "--verbose", "--jobs", "2", "--prefix", "signalled");
        for (var cases = 0; cases < 3; cases++)
            Assert.NotNull(await process.StandardError.ReadLineAsync());
        await KillAsync(signal, process);
        var ran = await TheSuite.EndAsync(process, process.StandardError.ReadToEndAsync());

        Assert.True(ran.Exit == exit, $"exit {ran.Exit}: {ran.All}");
        Assert.Contains(word, ran.Output, StringComparison.Ordinal);
        var results = TheSuite.Results(folder);
        Assert.False(results.GetProperty("complete").GetBoolean());
        Assert.Equal(exit, results.GetProperty("exit").GetInt32());
        Assert.StartsWith(word, results.GetProperty("interruption").GetString(), StringComparison.Ordinal);
        var done = results.GetProperty("results").EnumerateArray().ToList();
        Assert.True(done.Count >= 3);
        Assert.All(done, r => Assert.True(File.Exists(Path.Combine(folder, r.GetProperty("transcript").GetString()!))));
        Assert.NotEmpty(results.GetProperty("notRun").EnumerateArray());
        Assert.Contains(word, await File.ReadAllTextAsync(Path.Combine(folder, "summary.md")), StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(folder, "junit.xml")));

        using var client = new ImapClient();
        await client.ConnectAsync(target.Host, target.Port, SecureSocketOptions.None);
        await client.AuthenticateAsync(target.Account.User, target.Account.Password);
        var left = await client.GetFoldersAsync(client.PersonalNamespaces[0]);
        Assert.DoesNotContain(left, f => f.FullName.StartsWith("signalled", StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_while_the_server_does_not_answer_ends_the_process_at_once(string signal, int exit)
    {
        Skip.If(OperatingSystem.IsWindows(), "there are no such signals on Windows");
        await using var server = new FakeImap(answer: c => c.StartsWith("LOGIN", StringComparison.Ordinal) ? "SILENCE" : null).Start();
        using var process = TheSuite.Start(
            new Dictionary<string, string>(), "--server", server.Address, "--user", "alice", "--password", "pass", "--timeout", "100", "--out", TheSuite.Folder());
        using (var deadline = new CancellationTokenSource(StartTime))
            await server.Said("LOGIN", deadline.Token);
        var start = Stopwatch.GetTimestamp();
        await KillAsync(signal, process);
        var ran = await TheSuite.EndAsync(process, process.StandardError.ReadToEndAsync());
        Assert.True(ran.Exit == exit, $"exit {ran.Exit}: {ran.All}");
        Assert.Contains("before anything ran", ran.Error, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(20));
    }

    private static async Task KillAsync(string signal, Process process)
    {
        using var kill = Process.Start("/bin/sh", ["-c", $"kill -{signal} {process.Id}"]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }
}
