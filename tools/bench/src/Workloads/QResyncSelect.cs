using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>SELECT (QRESYNC …) (RFC 7162 section 3.2.5) of a large mailbox with few changes.</summary>
public sealed class QResyncSelect(int messages) : Workload($"qresync/{messages}")
{
    public override string Description => $"SELECT (QRESYNC (uidvalidity m)) of {messages} messages, after ten flag changes and ten expunges";

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Milliseconds()];

    protected override async Task<ITrial> PrepareAsync(ImapServer server, Random random)
    {
        server.Need("QRESYNC");
        var mailbox = await server.BigMailboxAsync(messages);
        var connection = await server.ConnectAsync(blocks: true);
        try
        {
            await connection.DemandAsync("ENABLE QRESYNC");
            return new Trial(server, mailbox, connection, random);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private sealed class Trial(ImapServer server, BigMailbox mailbox, ImapConnection connection, Random random) : ITrial
    {
        public async Task<double[]> RunAsync(TimeSpan length)
        {
            var changes = await mailbox.ChangeAsync(connection, random);
            var command = $"SELECT {mailbox.Name} (QRESYNC ({changes.UidValidity} {changes.ModSeq}))";
            var told = new HashSet<uint>();
            return [await Timed.MedianAsync(length, async () =>
            {
                told.Clear();
                var vanished = new UidSet();
                await connection.DemandAsync(command, line =>
                {
                    if (FetchResponse.TryParse(line, out var fetch)) told.Add(fetch.Uid);
                    else vanished.TryAddVanished(line);
                });
                if (!told.IsSupersetOf(changes.Changed)) throw new BenchException($"{server.Name}: {command} told of {told.Count} messages, not all of the {changes.Changed.Count} that were changed");
                if (!changes.Expunged.All(vanished.Contains)) throw new BenchException($"{server.Name}: {command} did not tell of all expunged messages");
            })];
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
