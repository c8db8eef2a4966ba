using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>What an idle connection costs a server in memory. First of all workloads: later ones leave memory that the connections would reuse unseen.</summary>
public sealed class IdleMemory(int connections) : Workload("idle-memory")
{
    public override string Description => $"resident KiB per idle connection, of {connections}; for servers whose process is known (--pid NAME=PID)";

    public override IReadOnlyList<Metric> Metrics { get; } = [new("", "KiB", false)];

    protected override async Task<ITrial> PrepareAsync(ImapServer server, Random random)
    {
        server.Need("IDLE");
        if (server.Pid is not { } pid) throw new NotOfferedException("no --pid given");
        if (!OperatingSystem.IsLinux()) throw new NotOfferedException("needs Linux");
        await using var connection = await server.ConnectAsync();
        var mailbox = await server.CreateMailboxAsync(connection);
        await new Filler(server, connection).FillAsync(mailbox, 1);
        // One that has come and gone, so that code and buffers which all share are not counted as its price.
        await (await IdleListener.StartAsync(server, mailbox, () => null)).DisposeAsync();
        return new Trial(server, mailbox, pid, ProcessMemory.ResidentKiB(pid), connections);
    }

    private sealed class Trial(ImapServer server, string mailbox, int pid, long before, int connections) : ITrial
    {
        public async Task<double[]> RunAsync(TimeSpan length)
        {
            var listeners = new List<IdleListener>();
            try
            {
                for (var i = 0; i < connections; i++) listeners.Add(await IdleListener.StartAsync(server, mailbox, () => null));
                return [(ProcessMemory.ResidentKiB(pid) - before) / (double)connections];
            }
            finally
            {
                foreach (var listener in listeners) await listener.DisposeAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await using ImapConnection connection = await server.ConnectAsync();
            await server.RemoveMailboxAsync(connection, mailbox);
        }
    }
}
