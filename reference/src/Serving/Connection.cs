using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Reference.Commands;
using Reference.Sessions;

namespace Reference.Serving;

/// <summary>One client's socket and session, from accept to close.</summary>
/// <param name="id">For the log.</param>
/// <param name="socket">Owned from here on.</param>
/// <param name="tlsAtOnce">TLS begins with the first octet.</param>
/// <param name="settings">The server's.</param>
/// <param name="shared">The log of all connections.</param>
/// <param name="admissions">Counts the users.</param>
/// <param name="left">Called once when the client is to be counted no longer, before it can see that the connection ends.</param>
internal sealed class Connection(
    long id, Socket socket, bool tlsAtOnce, ServerSettings settings, ILogger shared, IAdmissions admissions, Action<Connection> left)
{
    private Session? _session;
    private bool _hasLeft;

    /// <summary>Where the client is; the counts of connections go by it.</summary>
    public IPAddress Client { get; } = ((IPEndPoint)socket.RemoteEndPoint!).Address;

    /// <summary>Who is logged in, empty before login.</summary>
    public string UserName => _session?.UserName ?? "";

    /// <summary>Runs the dialogue to its end. Nothing that a client does makes it throw.</summary>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborting)
    {
        var log = new ConnectionLog(shared, $"c{id}");
        log.LogInformation("connected from {Client}", Client);
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var link = new ClientLink(stream, settings.Limits, settings.Offer);
            _session = new Session(link, settings.Accounts, settings.Offer, log, settings.Clock)
            {
                Admissions = admissions,
                Tls = settings.Tls,
                NeedsTls = settings.RequireTls || (settings.Tls is not null && !IPAddress.IsLoopback(Client)),
            };
            if (tlsAtOnce) await link.StartTlsAsync(settings.Tls!, stopping);
            await new Dialogue(_session).RunAsync(stopping, aborting);
            Leave();
            using var patience = new CancellationTokenSource(settings.Limits.StopTime);
            await link.EndAsync(patience.Token);
            if (socket.Connected) socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            log.LogInformation("closing: {Reason}", e.Message);
        }
        finally
        {
            Leave();
            log.LogInformation("disconnected");
        }
    }

    private void Leave()
    {
        if (_hasLeft) return;
        _hasLeft = true;
        _session?.LogOut();
        left(this);
    }

    /// <summary>Closes the socket under the dialogue, as a lost line does: no BYE, and a reset for the client.</summary>
    public void Cut()
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
        socket.Dispose();
    }
}
