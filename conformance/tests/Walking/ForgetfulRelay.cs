using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Conformance.Tests.Walking;

/// <summary>Stands between the suite and a server, and changes each line that the server says: a server with a fault.</summary>
internal sealed class ForgetfulRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint server;
    private readonly Regex taken;
    private readonly CancellationTokenSource end = new();
    private readonly Task accepting;

    /// <param name="taken">What is taken out of the server's lines.</param>
    public ForgetfulRelay(string host, int port, Regex taken)
    {
        server = new IPEndPoint(IPAddress.Parse(host), port);
        this.taken = taken;
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
                running.Add(RelayAsync(await listener.AcceptTcpClientAsync(end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var there = new TcpClient { NoDelay = true };
        try
        {
            using (client)
            {
                client.NoDelay = true;
                await there.ConnectAsync(server, end.Token);
                var (up, down) = (client.GetStream(), there.GetStream());
                await Task.WhenAny(up.CopyToAsync(down, end.Token), LinesAsync(down, up));
                there.Close();
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone, and the other goes with it.
        }
    }

    private async Task LinesAsync(NetworkStream from, NetworkStream to)
    {
        using var reader = new StreamReader(from, Encoding.Latin1, leaveOpen: true);
        while (await reader.ReadLineAsync(end.Token) is { } line)
            await to.WriteAsync(Encoding.Latin1.GetBytes(taken.Replace(line, "") + "\r\n"), end.Token);
    }
}
