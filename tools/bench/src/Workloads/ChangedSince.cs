using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>UID FETCH CHANGEDSINCE (RFC 7162 section 3.1.4.1) in a large mailbox with few changes.</summary>
public sealed class ChangedSince(int messages) : Workload($"changedsince/{messages}")
{
    public override string Description => $"UID FETCH 1:* (FLAGS) (CHANGEDSINCE m) of {messages} messages, after ten flag changes and ten expunges";

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Milliseconds()];

    protected override async Task<ITrial> PrepareAsync(ImapServer server, Random random) =>
        new Trial(server, await server.BigMailboxAsync(messages), await server.ConnectAsync(blocks: true), random);

    private sealed class Trial(ImapServer server, BigMailbox mailbox, ImapConnection connection, Random random) : ITrial
    {
        public async Task<double[]> RunAsync(TimeSpan length)
        {
            var changes = await mailbox.ChangeAsync(connection, random);
            var command = $"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {changes.ModSeq})";
            var told = new HashSet<uint>();
            return [await Timed.MedianAsync(length, async () =>
            {
                told.Clear();
                await connection.DemandAsync(command, line =>
                {
                    if (FetchResponse.TryParse(line, out var fetch)) told.Add(fetch.Uid);
                });
                if (!told.IsSupersetOf(changes.Changed)) throw new BenchException($"{server.Name}: {command} told of {told.Count} messages, not all of the {changes.Changed.Count} that were changed");
                if (told.Overlaps(changes.Expunged)) throw new BenchException($"{server.Name}: {command} told of a message that was expunged");
            })];
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
