using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>Conditional STORE by several connections, each on its own messages of one mailbox, so that none ever fails.</summary>
public sealed class StoreConditional(int connections) : Workload($"store-conditional/{connections}")
{
    private const int MessagesEach = 8;

    // As long as the command on the wire, about.
    private const int EchoOctets = 72;

    public override string Description => $"conditional STORE by {connections} connection(s), each on {MessagesEach} messages of its own in one mailbox";

    public override IReadOnlyList<Metric> Metrics { get; } = [Metric.Rate("STORE/s")];

    protected override async Task<ITrial> PrepareAsync(ImapServer server, Random random)
    {
        var trial = new Trial(server, connections);
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

    protected override Task<ITrial> EchoAsync(EchoServer echo) => EchoTrial.PrepareAsync(echo, connections, EchoOctets);

    private sealed class Trial(ImapServer server, int connections) : ITrial
    {
        private readonly List<Owner> _owners = [];
        private string? _mailbox;

        public async Task OpenAsync()
        {
            await using var connection = await server.ConnectAsync();
            _mailbox = await server.CreateMailboxAsync(connection);
            await new Filler(server, connection).FillAsync(_mailbox, connections * MessagesEach);
            var all = new List<Message>();
            await connection.DemandAsync("UID FETCH 1:* (FLAGS MODSEQ)", line =>
            {
                if (FetchResponse.TryParse(line, out var fetch) && fetch.ModSeq is { } modSeq) all.Add(new Message(fetch.Sequence, fetch.Uid) { ModSeq = modSeq });
            });
            if (all.Count != connections * MessagesEach) throw new BenchException($"{server.Name}: FETCH (MODSEQ) told of {all.Count} messages instead of {connections * MessagesEach}");
            foreach (var own in all.Chunk(MessagesEach)) _owners.Add(new Owner(await server.SelectAsync(_mailbox, blocks: connections == 1), own));
        }

        public async Task<double[]> RunAsync(TimeSpan length) =>
            [(await Timed.RateAsync(length, _owners.Select(owner => (Func<Func<bool>, Task<long>>)owner.RunAsync))).PerSecond];

        public async ValueTask DisposeAsync()
        {
            foreach (var owner in _owners) await owner.Connection.DisposeAsync();
            if (_mailbox is null) return;
            await using var connection = await server.ConnectAsync();
            await server.RemoveMailboxAsync(connection, _mailbox);
        }
    }

    private sealed class Message(uint sequence, uint uid)
    {
        public uint Sequence { get; } = sequence;

        public uint Uid { get; } = uid;

        public ulong ModSeq { get; set; }

        public bool Flagged { get; set; }
    }

    private sealed class Owner(ImapConnection connection, Message[] messages)
    {
        private int _next;

        public ImapConnection Connection => connection;

        public async Task<long> RunAsync(Func<bool> moreTime)
        {
            long done = 0;
            for (; moreTime(); done++) await StoreAsync(messages[_next++ % messages.Length]);
            return done;
        }

        private async Task StoreAsync(Message message)
        {
            var command = $"UID STORE {message.Uid} (UNCHANGEDSINCE {message.ModSeq}) FLAGS.SILENT ({(message.Flagged ? "" : "\\Flagged")})";
            ulong? told = null;
            var done = await connection.DemandAsync(command, line =>
            {
                if (FetchResponse.TryParse(line, out var fetch) && IsOf(fetch, message) && fetch.ModSeq is { } modSeq) told = modSeq;
            });
            if (done.IsModified) throw new BenchException($"{connection.Server}: {command} failed with {done.Text}, although nobody else changes that message");
            message.ModSeq = told ?? throw new BenchException($"{connection.Server}: {command} was answered OK without the message's new MODSEQ (RFC 7162 section 3.1.3)");
            message.Flagged = !message.Flagged;
        }

        // A FETCH about other connections' changes may come without a UID; nothing is expunged here, so numbers stay.
        private static bool IsOf(FetchResponse fetch, Message message) =>
            fetch.Uid == message.Uid || fetch.Uid == 0 && fetch.Sequence == message.Sequence;
    }
}
