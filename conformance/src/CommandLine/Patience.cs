using System.Net.Sockets;
using Conformance.Running;

namespace Conformance.CommandLine;

/// <summary><c>--wait</c>: a server that is still starting gets time until it accepts connections.</summary>
public static class Patience
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Returns when a connection was accepted, or when the time is up: the probe then says what is wrong.</summary>
    public static async Task WaitAsync(string host, int port, TimeSpan time, TimeProvider clock, TextWriter error, CancellationToken cancel)
    {
        using var deadline = new Deadline(time, clock, cancel);
        using var timer = new PeriodicTimer(Interval, clock);
        var said = false;
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(host, port, deadline.Token);
                return;
            }
            catch (SocketException)
            {
                if (!said)
                    error.WriteLine($"waiting for {host}:{port} …");
                said = true;
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return;
            }

            try
            {
                await timer.WaitForNextTickAsync(deadline.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                return;
            }
        }
    }
}
