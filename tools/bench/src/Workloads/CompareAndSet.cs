using System.Collections.Concurrent;
using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>Several connections toggle one flag of one message by compare-and-set; what fails is tried again.</summary>
/// <remarks>A mod-sequence can be won by one STORE only (RFC 7162 section 3.1.3). A second success with the same UNCHANGEDSINCE
/// has overwritten the first unseen: it is counted as lost, not as a success.</remarks>
public sealed class CompareAndSet(int connections) : Workload($"compare-and-set/{connections}")
{
    public override string Description => $"{connections} connections on one message: read MODSEQ, conditional STORE, again when it failed";

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Rate("success/s"), new("failed", "per success", false, IsCompared: false), new("lost", "per success", false, IsCompared: false)];

    protected override async Task<ITrial> PrepareAsync(ImapServer server, Random random)
    {
        var trial = new Trial(server);
        try
        {
            await trial.OpenAsync(connections);
            return trial;
        }
        catch
        {
            await trial.DisposeAsync();
            throw;
        }
    }

    private sealed class Trial(ImapServer server) : ITrial
    {
        private readonly List<ImapConnection> _connections = [];
        private string? _mailbox;
        private uint _uid;
        private readonly ConcurrentDictionary<ulong, bool> _won = new();
        private long _failed;
        private long _lost;

        public async Task OpenAsync(int count)
        {
            await using (var connection = await server.ConnectAsync())
            {
                _mailbox = await server.CreateMailboxAsync(connection);
                await new Filler(server, connection).FillAsync(_mailbox, 1);
                await connection.DemandAsync("UID FETCH 1:* (UID)", line =>
                {
                    if (FetchResponse.TryParse(line, out var fetch)) _uid = fetch.Uid;
                });
            }
            for (var i = 0; i < count; i++) _connections.Add(await server.SelectAsync(_mailbox));
        }

        public async Task<double[]> RunAsync(TimeSpan length)
        {
            _failed = _lost = 0;
            var (rate, successes) = await Timed.RateAsync(length, _connections.Select(connection => (Func<Func<bool>, Task<long>>)(moreTime => RunAsync(connection, moreTime))));
            return [rate, _failed / (double)successes, _lost / (double)successes];
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in _connections) await connection.DisposeAsync();
            if (_mailbox is null) return;
            await using var last = await server.ConnectAsync();
            await server.RemoveMailboxAsync(last, _mailbox);
        }

        private async Task<long> RunAsync(ImapConnection connection, Func<bool> moreTime)
        {
            long successes = 0;
            while (moreTime())
            {
                var (flagged, modSeq) = await ReadAsync(connection);
                var command = $"UID STORE {_uid} (UNCHANGEDSINCE {modSeq}) FLAGS.SILENT ({(flagged ? "" : "\\Flagged")})";
                var done = await connection.RunAsync(command);
                if (done.IsModified) Interlocked.Increment(ref _failed);
                else
                {
                    done.DemandOk(server.Name, command);
                    if (_won.TryAdd(modSeq, true)) successes++;
                    else Interlocked.Increment(ref _lost);
                }
            }
            return successes;
        }

        private async Task<(bool Flagged, ulong ModSeq)> ReadAsync(ImapConnection connection)
        {
            // Others' changes may be told before the answer; the answer itself is the last, and the highest, for this message.
            ulong best = 0;
            var flagged = false;
            await connection.DemandAsync($"UID FETCH {_uid} (FLAGS MODSEQ)", line =>
            {
                if (!FetchResponse.TryParse(line, out var fetch) || !fetch.HasFlags || fetch.ModSeq is not { } modSeq || modSeq < best) return;
                best = modSeq;
                flagged = fetch.IsFlagged;
            });
            return best > 0 ? (flagged, best) : throw new BenchException($"{server.Name}: UID FETCH {_uid} (FLAGS MODSEQ) told no MODSEQ");
        }
    }
}
