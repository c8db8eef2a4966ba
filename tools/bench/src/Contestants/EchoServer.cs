namespace Bench.Contestants;

/// <summary>The line-echo server in a process of its own: what one durable answer costs on this machine, without any IMAP.</summary>
public sealed class EchoServer : Contestant
{
    private readonly ServedProcess _process;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _stop;

    private EchoServer(ServedProcess process, TimeSpan limit, CancellationToken stop) : base("echo")
    {
        _process = process;
        _limit = limit;
        _stop = stop;
    }

    /// <param name="directory">Where its file is; on the disk whose limit is meant.</param>
    public static async Task<EchoServer> StartAsync(string directory, TimeSpan limit, CancellationToken stop)
    {
        var program = Environment.ProcessPath ?? throw new BenchException("the bench cannot find its own program to start the echo server");
        return new EchoServer(await ServedProcess.StartAsync(program, ["echo-server", directory], stop), limit, stop);
    }

    public Task<Imap.ImapConnection> ConnectAsync(bool blocks) =>
        Imap.ImapConnection.ConnectAsync(Name, _process.Host, _process.Port, blocks, _limit, _stop);

    public override ValueTask DisposeAsync() => _process.DisposeAsync();
}
