using System.Text;
using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>APPEND of messages of 1 KiB: one by one, pipelined, or many in one command.</summary>
public sealed class AppendMessages(AppendMessages.Way way) : Workload($"append/{way.ToString().ToLowerInvariant()}")
{
    private const int Window = 64;
    private const int MessageOctets = 1024;

    public enum Way
    {
        One,
        Pipelined,
        Multi,
    }

    public override string Description => way switch
    {
        Way.One => "APPEND of 1 KiB, the next after the answer",
        Way.Pipelined => $"APPEND of 1 KiB, {Window} under way on one connection (LITERAL+ or LITERAL-)",
        _ => $"MULTIAPPEND, {Window} messages of 1 KiB in each command",
    };

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Rate("message/s")];

    protected override async Task<ITrial> PrepareAsync(ImapServer server, Random random)
    {
        if (way == Way.Multi) server.Need("MULTIAPPEND");
        if (way == Way.Pipelined && server.NonSynchronizing < MessageOctets) throw new NotOfferedException("no LITERAL+");
        return new Trial(server, await server.ConnectAsync(blocks: way != Way.Pipelined), way);
    }

    protected override Task<ITrial> EchoAsync(EchoServer echo) => way switch
    {
        Way.One => EchoTrial.PrepareAsync(echo, 1, MessageOctets),
        Way.Pipelined => EchoTrial.PrepareAsync(echo, 1, MessageOctets, Window),
        _ => base.EchoAsync(echo),
    };

    private sealed class Trial(ImapServer server, ImapConnection connection, Way way) : ITrial
    {
        private static readonly byte[] Message = Make();

        /// <summary>Each round has a new mailbox, so that all rounds measure the same.</summary>
        public async Task<double[]> RunAsync(TimeSpan length)
        {
            var mailbox = await server.CreateMailboxAsync(connection);
            var messages = Enumerable.Repeat(Message, way == Way.Multi ? Window : 1).ToList();
            var window = way == Way.Pipelined ? Window : 1;
            var sync = server.NonSynchronizing < MessageOctets;
            var (rate, count) = await Timed.RateAsync(length, [
                moreTime => Pipeline.RunAsync(window, moreTime, () => sync ? SendWaitingAsync(mailbox, messages) : SendAsync(mailbox, messages), async () =>
                {
                    (await connection.AnyTaggedAsync("APPEND")).DemandOk(server.Name, "APPEND");
                    return messages.Count;
                })]);
            await CheckAsync(mailbox, count);
            await server.RemoveMailboxAsync(connection, mailbox);
            return [rate];
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private ValueTask SendAsync(string mailbox, List<byte[]> messages) =>
            connection.SendAsync(Filler.Command(connection.NextTag(), mailbox, messages), "APPEND");

        private async ValueTask SendWaitingAsync(string mailbox, List<byte[]> messages)
        {
            var start = $"{connection.NextTag()} APPEND {mailbox}";
            foreach (var message in messages)
            {
                await connection.SendAsync(Encoding.ASCII.GetBytes($"{start} {{{message.Length}}}\r\n"), "APPEND");
                await connection.ContinueAsync("APPEND");
                await connection.SendAsync(message, "APPEND");
                start = "";
            }
            await connection.SendAsync("\r\n"u8.ToArray(), "APPEND");
        }

        private async Task CheckAsync(string mailbox, long count)
        {
            long? there = null;
            await connection.DemandAsync($"STATUS {mailbox} (MESSAGES)", line =>
            {
                var text = Encoding.UTF8.GetString(line);
                var at = text.LastIndexOf("(MESSAGES ", StringComparison.OrdinalIgnoreCase);
                if (at >= 0 && long.TryParse(text[(at + 10)..].TrimEnd(')', ' '), out var messages)) there = messages;
            });
            if (there != count) throw new BenchException($"{server.Name}: {count} messages were appended with OK, and STATUS tells of {there?.ToString() ?? "none"}");
        }

        private static byte[] Make()
        {
            var text = new StringBuilder("From: bench@example.org\r\nTo: bench@example.org\r\nSubject: bench\r\nMessage-ID: <1@bench.example.org>\r\n\r\n");
            while (text.Length < MessageOctets - 2) text.Append(text.Length % 78 == 76 ? "\r\n" : "x");
            text.Length = MessageOctets - 2;
            return Encoding.ASCII.GetBytes(text.Append("\r\n").ToString());
        }
    }
}
