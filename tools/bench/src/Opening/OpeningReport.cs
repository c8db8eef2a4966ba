using System.Diagnostics;
using System.Globalization;
using Bench.Contestants;
using Bench.Workloads;

namespace Bench.Opening;

/// <summary>How long the reference server takes to open a mailbox, as a client sees it: the time of the first SELECT after a start. Code that runs for the
/// first time is warmed up on another mailbox before.</summary>
public sealed class OpeningReport(string program, string root, TextWriter output, CancellationToken stop) : IAsyncDisposable
{
    private const int LogOctets = 1 << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private ServedProcess? _process;
    private ImapServer? _server;

    /// <param name="sizes">Messages of the mailboxes.</param>
    /// <exception cref="BenchException">The server did not do what was asked.</exception>
    public async Task RunAsync(IReadOnlyList<int> sizes)
    {
        await StartAsync();
        await FillAsync("warm", 100);
        foreach (var size in sizes) await FillAsync($"m{size}", size);
        await FillAsync("log", 1000);
        await RestartAsync();

        await output.WriteLineAsync($"{"messages",-12}{"SELECT",10}{"memory",12}");
        foreach (var size in sizes)
        {
            var before = Memory;
            var time = await SelectAsync($"m{size}");
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{size,-12}{time,7:0.0} ms{Memory - before,8:0.0} MiB"));
        }

        await ChangeAsync("log");
        await _process!.KillAsync();
        _process = null;
        await StartAsync();
        await SelectAsync("warm");
        await TellAsync("after kill -9, a log of 1 MiB");
        await RestartAsync();
        foreach (var file in Directory.EnumerateFiles(root, "dovecot.index*", SearchOption.AllDirectories).Where(file => file.Contains("-log", StringComparison.Ordinal))) File.Delete(file);
        await TellAsync("after the deletion of its index files");
    }

    /// <summary>Ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    private double Memory => ProcessMemory.ResidentKiB(_process!.Pid) / 1024.0;

    private async Task TellAsync(string what)
    {
        var time = await SelectAsync("log");
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{time,7:0.0} ms  SELECT of 1000 messages {what}"));
    }

    private async Task StartAsync()
    {
        _process = await ServedProcess.StartAsync(program, ["serve", "--root", root, "--listen", "127.0.0.1:0", "--exit-with-stdin", "--log-level", "Warning"], stop);
        _server = new ImapServer(new ServerAddress("reference", _process.Host, _process.Port, "demo", "demo"), Limit, "opening", stop);
        await _server.ExamineAsync();
    }

    private async Task RestartAsync()
    {
        await _process!.DisposeAsync();
        await StartAsync();
        await SelectAsync("warm");
    }

    private async Task FillAsync(string mailbox, int messages)
    {
        await using var connection = await _server!.ConnectAsync();
        await connection.DemandAsync($"CREATE {mailbox}");
        await new Filler(_server, connection).FillAsync(mailbox, messages);
    }

    /// <summary>Changes flags, each by a commit of its own, until the log has that many octets since it was last left.</summary>
    private async Task ChangeAsync(string mailbox)
    {
        await using var connection = await _server!.SelectAsync(mailbox);
        var log = Directory.EnumerateFiles(root, "dovecot.index.log", SearchOption.AllDirectories).Single(file => file.Contains("-log", StringComparison.Ordinal));
        var target = new FileInfo(log).Length + LogOctets;
        for (var i = 0; new FileInfo(log).Length < target; i++)
            await connection.DemandAsync($"STORE {i % 1000 + 1} {(i / 1000 % 2 == 0 ? '+' : '-')}FLAGS.SILENT (\\Flagged)");
    }

    private async Task<double> SelectAsync(string mailbox)
    {
        await using var connection = await _server!.ConnectAsync();
        var start = Stopwatch.GetTimestamp();
        await connection.DemandAsync($"SELECT {mailbox}");
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
