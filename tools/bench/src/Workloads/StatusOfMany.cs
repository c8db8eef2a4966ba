using System.Text;
using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>STATUS (HIGHESTMODSEQ) of a hundred mailboxes, as a client asks what is new.</summary>
public sealed class StatusOfMany(bool pipelined) : Workload(pipelined ? "status/100/pipelined" : "status/100/one")
{
    public override string Description => $"STATUS (HIGHESTMODSEQ) of 100 mailboxes, {(pipelined ? "all commands sent at once" : "the next after the answer")}";

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Milliseconds()];

    protected override async Task<ITrial> PrepareAsync(ImapServer server, Random random) =>
        new Trial(server, await server.HundredMailboxesAsync(), await server.ConnectAsync(), pipelined);

    private sealed class Trial(ImapServer server, IReadOnlyList<string> mailboxes, ImapConnection connection, bool pipelined) : ITrial
    {
        public async Task<double[]> RunAsync(TimeSpan length) => [await Timed.MedianAsync(length, pipelined ? AtOnceAsync : OneByOneAsync)];

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private async Task OneByOneAsync()
        {
            var told = 0;
            foreach (var mailbox in mailboxes) await connection.DemandAsync($"STATUS {mailbox} (HIGHESTMODSEQ)", line => told += Tells(line));
            Check(told);
        }

        private async Task AtOnceAsync()
        {
            var commands = new StringBuilder();
            foreach (var mailbox in mailboxes)
            {
                commands.Append(connection.NextTag()).Append(" STATUS ").Append(mailbox).Append(" (HIGHESTMODSEQ)\r\n");
            }
            var told = 0;
            await connection.SendAsync(Encoding.ASCII.GetBytes(commands.ToString()), "STATUS");
            for (var i = 0; i < mailboxes.Count; i++) (await connection.AnyTaggedAsync("STATUS", line => told += Tells(line))).DemandOk(server.Name, "STATUS");
            Check(told);
        }

        private void Check(int told)
        {
            if (told != mailboxes.Count) throw new BenchException($"{server.Name}: STATUS told the HIGHESTMODSEQ of {told} mailboxes instead of {mailboxes.Count}");
        }

        private static int Tells(ReadOnlySpan<byte> line) => line.StartsWith("* STATUS "u8) && line.IndexOf("(HIGHESTMODSEQ "u8) > 0 ? 1 : 0;
    }
}
