using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>FETCH of every message's MODSEQ, as a client does that sees a mailbox for the first time.</summary>
public sealed class FetchModSeq(int messages) : Workload($"fetch-modseq/{messages}")
{
    public override string Description => $"FETCH 1:* (UID FLAGS MODSEQ) of {messages} messages";

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Rate("message/s")];

    protected override async Task<ITrial> PrepareAsync(ImapServer server, Random random)
    {
        var mailbox = await server.BigMailboxAsync(messages);
        return new Trial(server, mailbox, await server.SelectAsync(mailbox.Name));
    }

    private sealed class Trial(ImapServer server, BigMailbox mailbox, ImapConnection connection) : ITrial
    {
        public async Task<double[]> RunAsync(TimeSpan length)
        {
            var milliseconds = await Timed.MedianAsync(length, async () =>
            {
                var told = 0;
                await connection.DemandAsync("FETCH 1:* (UID FLAGS MODSEQ)", line =>
                {
                    if (FetchResponse.TryParse(line, out var fetch) && fetch.ModSeq > 0 && fetch.Uid > 0) told++;
                });
                if (told != mailbox.Count) throw new BenchException($"{server.Name}: FETCH 1:* (UID FLAGS MODSEQ) told of {told} messages instead of {mailbox.Count}");
            });
            return [mailbox.Count / milliseconds * 1000];
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();
    }
}
