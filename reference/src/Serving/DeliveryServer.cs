using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>Listens for LMTP. Nobody is asked for a password there, so it is for the loopback alone.</summary>
public sealed class DeliveryServer : IAsyncDisposable
{
    /// <summary>An agent needs one connection, or a few; each may send a message of the largest size.</summary>
    private const int MaxConnections = 16;

    private readonly Accounts _accounts;
    private readonly Limits _limits;
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _free = new(MaxConnections, MaxConnections);
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;

    /// <summary>Binds and listens at once.</summary>
    /// <exception cref="SocketException">The address is in use or not this machine's.</exception>
    public DeliveryServer(IPEndPoint address, Accounts accounts, Limits limits, ILoggerFactory logs, TimeProvider clock)
    {
        _accounts = accounts;
        _limits = limits;
        _log = logs.CreateLogger("lmtp");
        _clock = clock;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(address);
            _listener.Listen(MaxConnections);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens, with the port it got.</summary>
    public IPEndPoint Address { get; }

    /// <summary>No new connections; a message that was not answered yet was not delivered, and its sender tries again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _free.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _free.WaitAsync(_stopping.Token);
                var socket = await _listener.AcceptAsync(_stopping.Token);
                var serving = ServeAsync(socket);
                _connections[serving] = true;
                _ = serving.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            _log.LogDebug("no more deliveries");
        }
        catch (SocketException e)
        {
            _log.LogError("no more deliveries: {Reason}", e.Message);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var link = new DeliveryLink(stream, _limits.CommandPause);
            await new DeliveryDialogue(link, _accounts, _limits, _log, _clock).RunAsync(_stopping.Token);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            _log.LogInformation("connection lost: {Reason}", e.Message);
        }
        catch (Exception e)
        {
            _log.LogError(e, "connection failed");
        }
        finally
        {
            _free.Release();
        }
    }
}
