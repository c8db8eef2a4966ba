using System.Globalization;
using Bench.Contestants;
using Bench.Imap;

namespace Bench.Costs;

/// <summary>What commands cost the disk: syncs, octets and names for each, counted by strace while the reference server does them one by one.</summary>
public sealed class CostsReport(string program, string root, TextWriter output, CancellationToken stop) : IAsyncDisposable
{
    private const int Times = 100;
    private const int MessageOctets = 1024;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly List<(string Name, int Operations, DateTimeOffset From, DateTimeOffset To)> _parts = [];
    private ServedProcess? _process;

    private string Store => Path.Combine(root, "store");

    private string Trace => Path.Combine(root, "trace");

    /// <exception cref="BenchException">The server did not do what was asked, or there is no strace.</exception>
    public async Task RunAsync()
    {
        _process = await ServedProcess.StartAsync(
            "strace", ["-f", "-ttt", "-y", "-s", "0", "-e", "abbrev=none", "-o", Trace, "-e", DiskTrace.Calls, program, "serve", "--root", Store, "--listen", "127.0.0.1:0", "--exit-with-stdin", "--log-level", "Warning"], stop);
        var server = new ImapServer(new ServerAddress("reference", _process.Host, _process.Port, "demo", "demo"), Limit, "costs", stop);
        await server.ExamineAsync();
        await WorkAsync(server);
        await _process.DisposeAsync();
        _process = null;

        var lines = await File.ReadAllLinesAsync(Trace, stop);
        await output.WriteLineAsync($"{"each, of one mailbox",-36}{"syncs",8}{"writes",8}{"octets",10}{"names",8}");
        foreach (var (name, operations, from, to) in _parts)
        {
            var work = DiskTrace.Count(lines, Store, from, to);
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-36}{(double)work.Syncs / operations,8:0.00}{(double)work.Writes / operations,8:0.00}{(double)work.Octets / operations,10:0}{(double)work.Names / operations,8:0.00}"));
        }
    }

    /// <summary>Ends the server.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }

    private async Task WorkAsync(ImapServer server)
    {
        await using var connection = await server.ConnectAsync();
        await connection.DemandAsync("CREATE other");
        await new Filler(server, connection).FillAsync("INBOX", Times);
        await ManyAsync("STORE +FLAGS (\\Flagged)", i => connection.DemandAsync($"STORE {i} +FLAGS (\\Flagged)"));
        await ManyAsync("STORE +FLAGS ($Word)", i => connection.DemandAsync($"STORE {i} +FLAGS ($Word)"));
        await ManyAsync("STORE that changes nothing", i => connection.DemandAsync($"STORE {i} +FLAGS (\\Flagged)"));
        await OnceAsync("STORE of 100 messages", 1, () => connection.DemandAsync("STORE 1:* -FLAGS (\\Flagged)"));
        await ManyAsync("APPEND of 1 KiB", _ => AppendAsync(connection, 1));
        await OnceAsync("MULTIAPPEND of 100, for each 1 KiB", Times, () => AppendAsync(connection, Times));
        await ManyAsync("COPY of one", i => connection.DemandAsync($"COPY {i} other"));
        await connection.DemandAsync("STORE 1:* +FLAGS.SILENT (\\Deleted)");
        await ManyAsync("UID EXPUNGE of one", i => connection.DemandAsync($"UID EXPUNGE {i}"));
        await ManyAsync("MOVE of one", _ => connection.DemandAsync("MOVE 1 other"));
        await OnceAsync("EXPUNGE of 100", 1, () => connection.DemandAsync("EXPUNGE"));
    }

    private Task ManyAsync(string name, Func<int, ValueTask<Completion>> operation) => PartAsync(name, Times, async () =>
    {
        for (var i = 1; i <= Times; i++) await operation(i);
    });

    private Task OnceAsync(string name, int operations, Func<ValueTask<Completion>> operation) =>
        PartAsync(name, operations, async () => await operation());

    private async Task PartAsync(string name, int operations, Func<Task> work)
    {
        var from = DateTimeOffset.UtcNow;
        await work();
        _parts.Add((name, operations, from, DateTimeOffset.UtcNow));
    }

    private static async ValueTask<Completion> AppendAsync(ImapConnection connection, int messages)
    {
        var message = new byte[MessageOctets];
        Array.Fill(message, (byte)'x');
        var tag = connection.NextTag();
        await connection.SendAsync(Filler.Command(tag, "INBOX", Enumerable.Repeat(message, messages)), "APPEND");
        var done = await connection.CompleteAsync(tag, "APPEND");
        done.DemandOk(connection.Server, "APPEND");
        return done;
    }
}
