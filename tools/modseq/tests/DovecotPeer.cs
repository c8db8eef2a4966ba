using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Inspector.Tests;

/// <summary>A real Dovecot on loopback, started with tools/peers, whose logs are rotated often.</summary>
internal sealed partial class DovecotPeer : IAsyncDisposable
{
    public const string User = "alice";
    public const string Password = "pass";

    private readonly string directory;

    private DovecotPeer(string directory, int port)
    {
        this.directory = directory;
        Port = port;
    }

    public int Port { get; }

    public string Inbox(string format) => Path.Combine(directory, "home", User, "mail", format == "maildir" ? "" : "mailboxes/INBOX/dbox-Mails");

    public static async Task<DovecotPeer> StartAsync(string format)
    {
        if (Environment.UserName != "root" && Environment.GetEnvironmentVariable("CI") != "true") Skip.If(true, "Dovecot is started by root only.");
        // The peers' directories have no spaces.
        var directory = Path.Combine("/tmp", "modseq-peer." + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal));
        await PeerAsync("start", "dovecot", "--format", format, "--dir", directory);
        await File.AppendAllTextAsync(Path.Combine(directory, "dovecot.conf"),
            "\nmail_index_log_rotate_min_size = 8k\nmail_index_log_rotate_max_size = 16k\nmail_index_log_rotate_min_age = 1s\n");
        var said = await PeerAsync("restart", directory);
        return new DovecotPeer(directory, int.Parse(Ready().Match(said).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await PeerAsync("stop", directory);
        if (Directory.Exists(directory)) Directory.Delete(directory, recursive: true);
    }

    private static async Task<string> PeerAsync(params string[] arguments)
    {
        // The server goes on living with the pipe, so its output goes to a file.
        var log = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("bash") { RedirectStandardInput = true };
            foreach (var argument in new[] { "-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1", "bash", log, Peer() }.Concat(arguments)) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
            var said = await File.ReadAllTextAsync(log);
            Assert.True(process.ExitCode == 0, said);
            return said;
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static string Peer([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../peers/peer"));

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)")]
    private static partial Regex Ready();
}
