using System.Diagnostics;
using Conformance.CommandLine;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Wire;
using Xunit.Abstractions;

namespace Conformance.Tests.Foreign;

/// <summary>
/// The foreign client against a foreign server: shows that what the client is asked to do here is right, whatever our own server says. It needs Debian's
/// Dovecot (<c>tools/peers/peer install</c>); without it it is skipped, and fails where CI is set.
/// </summary>
public sealed class DovecotTests(ITestOutputHelper output)
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(60);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disconnected_client_catches_up_with_Dovecot(bool quickResync)
    {
        var there = File.Exists("/usr/sbin/dovecot") && Environment.UserName == "root";
        Assert.False(!there && Environment.GetEnvironmentVariable("CI") == "true", "CI is set, and there is no Dovecot to run as root: tools/peers/peer install");
        Skip.If(!there, "needs Debian's Dovecot, as root: tools/peers/peer install");

        using var peer = Process.Start(new ProcessStartInfo(
            Path.Combine(Home.Directory, "tools", "peers", "peer"),
            ["with", "dovecot", "--", "/bin/sh", "-c", "echo peer $CONFORMANCE_SERVER $CONFORMANCE_USER $CONFORMANCE_PASSWORD; cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        peer.BeginErrorReadLine();
        try
        {
            using var deadline = new CancellationTokenSource(StartTime);
            string[] words;
            do
            {
                var line = await peer.StandardOutput.ReadLineAsync(deadline.Token);
                Assert.NotNull(line);
                words = line.Split(' ');
            }
            while (words is not ["peer", _, _, _]);

            var address = ServerAddress.Parse(words[1]);
            await MailKitSync.RunAsync(
                new Target(address.Host, address.Port, new TlsOptions(TlsMode.None), new Account(words[2], words[3]), null, null, new Dictionary<string, IHook>()),
                Seed(), quickResync, output);
        }
        finally
        {
            // The server ends with the command that it was started around.
            peer.StandardInput.Close();
            using var deadline = new CancellationTokenSource(StartTime);
            await peer.WaitForExitAsync(deadline.Token);
        }
    }

    private static int Seed() => int.TryParse(Environment.GetEnvironmentVariable("CONFORMANCE_SEED"), out var seed) ? seed : Random.Shared.Next(1, int.MaxValue);
}
