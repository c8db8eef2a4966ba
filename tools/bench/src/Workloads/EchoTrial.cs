using Bench.Contestants;
using Bench.Imap;

namespace Bench.Workloads;

/// <summary>Durable lines on the echo server, as many connections and as many lines under way as the workload that it is the limit of.</summary>
public sealed class EchoTrial : ITrial
{
    private readonly List<ImapConnection> _connections;
    private readonly byte[] _line;
    private readonly int _window;

    private EchoTrial(List<ImapConnection> connections, int octets, int window)
    {
        _connections = connections;
        _line = [.. Enumerable.Repeat((byte)'x', octets - 2), (byte)'\r', (byte)'\n'];
        _window = window;
    }

    /// <param name="octets">Of one line.</param>
    /// <param name="window">Lines that one connection sends before it waits.</param>
    public static async Task<ITrial> PrepareAsync(EchoServer echo, int connections, int octets, int window = 1)
    {
        var open = new List<ImapConnection>();
        for (var i = 0; i < connections; i++) open.Add(await echo.ConnectAsync(blocks: window == 1 && connections == 1));
        return new EchoTrial(open, octets, window);
    }

    public async Task<double[]> RunAsync(TimeSpan length) =>
        [(await Timed.RateAsync(length, _connections.Select(Loop))).PerSecond];

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
    }

    private Func<Func<bool>, Task<long>> Loop(ImapConnection connection) =>
        moreTime => Pipeline.RunAsync(_window, moreTime, () => connection.SendAsync(_line, "a line"), async () =>
        {
            var answer = await connection.ReceiveAsync("a line");
            if (!answer.Span.SequenceEqual("OK"u8)) throw new BenchException("echo: the answer is not OK");
            return 1;
        });
}
