using System.Diagnostics;
using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>Many idle connections on one mailbox, one writer: how soon are they told?</summary>
public sealed class IdleFanout(int connections, TimeSpan limit) : Workload($"idle-fanout/{connections}")
{
    public override string Description => $"{connections} idle connections on one mailbox: from the writer's OK until the last one (and half of them) was told";

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Milliseconds(), Metric.Milliseconds("half"), Metric.Milliseconds("worst")];

    protected override async Task<ITrial> PrepareAsync(ImapServer server, Random random)
    {
        server.Need("IDLE");
        var trial = new Trial(server, connections, limit);
        try
        {
            await trial.OpenAsync();
            return trial;
        }
        catch
        {
            await trial.DisposeAsync();
            throw;
        }
    }

    private sealed class Trial(ImapServer server, int connections, TimeSpan limit) : ITrial
    {
        private ImapConnection? _writer;
        private string? _mailbox;
        private bool _flagged;
        private Announcement? _announcement;

        public async Task OpenAsync()
        {
            _writer = await server.ConnectAsync();
            _mailbox = await server.CreateMailboxAsync(_writer);
            await new Filler(server, _writer).FillAsync(_mailbox, 1);
        }

        /// <summary>The listeners come and go with each round: those of several servers at once may exceed what one machine lets idle
        /// (on Linux, fs.inotify.max_user_instances), and then servers fall back to looking now and then.</summary>
        public async Task<double[]> RunAsync(TimeSpan length)
        {
            var listeners = new List<IdleListener>();
            try
            {
                for (var i = 0; i < connections; i++) listeners.Add(await IdleListener.StartAsync(server, _mailbox!, () => Volatile.Read(ref _announcement)));
                return await AnnounceAsync(length);
            }
            finally
            {
                Volatile.Write(ref _announcement, null);
                foreach (var listener in listeners) await listener.DisposeAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_writer is not null) await _writer.DisposeAsync();
            if (_mailbox is null) return;
            await using var connection = await server.ConnectAsync();
            await server.RemoveMailboxAsync(connection, _mailbox);
        }

        private async Task<double[]> AnnounceAsync(TimeSpan length)
        {
            var last = new List<double>();
            var half = new List<double>();
            var began = Stopwatch.GetTimestamp();
            while (last.Count < 3 || Stopwatch.GetElapsedTime(began) < length)
            {
                _flagged = !_flagged;
                var announcement = new Announcement(connections, _flagged);
                Volatile.Write(ref _announcement, announcement);
                await _writer!.DemandAsync($"STORE 1 FLAGS.SILENT ({(_flagged ? "\\Flagged" : "")})");
                var since = Stopwatch.GetTimestamp();
                try
                {
                    await announcement.All.WaitAsync(limit);
                }
                catch (TimeoutException)
                {
                    throw new BenchException($"{server.Name}: within {limit.TotalSeconds:0} s only {announcement.Count} of {connections} idle connections were told of a change");
                }
                Volatile.Write(ref _announcement, null);
                last.Add(announcement.Until(1, since));
                half.Add(announcement.Until(0.5, since));
            }
            return [Reporting.Statistics.Median(last), Reporting.Statistics.Median(half), last.Max()];
        }
    }
}
