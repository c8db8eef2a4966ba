using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>Listens, and runs one dialogue for each connection.</summary>
public sealed class Server : IAsyncDisposable
{
    private readonly ServerSettings _settings;
    private readonly Limits _limits;
    private readonly ILogger _log;
    private readonly ILogger _connectionLog;
    private readonly Socket _listener;
    private readonly Socket? _tlsListener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly ConcurrentDictionary<Connection, Task> _connections = new();
    private readonly Crowd<IPAddress> _addresses;
    private readonly Admissions _users;
    private readonly Task _accepting;
    private long _lastId;
    private int _disposed;

    /// <summary>Binds and listens at once.</summary>
    /// <exception cref="SocketException">The address is in use or not this machine's.</exception>
    public Server(ServerSettings settings)
    {
        _settings = settings;
        _limits = settings.Limits;
        _log = settings.Logs.CreateLogger("server");
        _connectionLog = settings.Logs.CreateLogger("connection");
        _addresses = new Crowd<IPAddress>(_limits.ConnectionsPerAddress);
        _users = new Admissions(_limits.ConnectionsPerUser);
        _listener = Listen(settings.Listen);
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        if (settings.TlsListen is not null)
        {
            if (settings.Tls is null) throw new ArgumentException("An address for TLS needs a certificate.", nameof(settings));
            try
            {
                _tlsListener = Listen(settings.TlsListen);
            }
            catch
            {
                _listener.Dispose();
                throw;
            }
            TlsAddress = (IPEndPoint)_tlsListener.LocalEndPoint!;
        }
        _accepting = Task.WhenAll(AcceptAsync(_listener, tlsAtOnce: false), _tlsListener is null ? Task.CompletedTask : AcceptAsync(_tlsListener, tlsAtOnce: true));
    }

    /// <summary>Where the server listens, with the port it got.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Where TLS begins with the first octet; null for nowhere.</summary>
    public IPEndPoint? TlsAddress { get; }

    /// <summary>Connections that are open now.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Cuts connections off without a word, as a failing network does.</summary>
    /// <param name="user">Only those where this user is logged in; null for all.</param>
    /// <returns>How many there were, when their sessions have ended.</returns>
    public async Task<int> CutAsync(string? user)
    {
        var cut = _connections.Where(one => user is null || one.Key.UserName == user).ToList();
        foreach (var (connection, _) in cut) connection.Cut();
        await Task.WhenAll(cut.Select(one => one.Value));
        return cut.Count;
    }

    /// <summary>Stops: no new connections, BYE to each client after its running command, then the end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stopping.CancelAsync();
        _listener.Dispose();
        _tlsListener?.Dispose();
        await _accepting;
        _aborting.CancelAfter(_limits.StopTime);
        await Task.WhenAll(_connections.Values);
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private static Socket Listen(IPEndPoint address)
    {
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(address);
            listener.Listen(512);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync(Socket listener, bool tlsAtOnce)
    {
        while (!_stopping.IsCancellationRequested)
        {
            Socket socket;
            try
            {
                socket = await listener.AcceptAsync(_stopping.Token);
                socket.NoDelay = true;
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                // A client that vanished between SYN and accept, or no file handles: the listener itself goes on.
                _log.LogWarning("accept failed: {Reason}", e.Message);
                await PauseAsync();
                continue;
            }
            Take(socket, tlsAtOnce);
        }
    }

    private void Take(Socket socket, bool tlsAtOnce)
    {
        Connection connection;
        try
        {
            connection = new Connection(Interlocked.Increment(ref _lastId), socket, tlsAtOnce, _settings, _connectionLog, _users, left => _addresses.Leave(left.Client));
        }
        catch (SocketException e)
        {
            _log.LogDebug("gone before it was greeted: {Reason}", e.Message);
            socket.Dispose();
            return;
        }
        if (_connections.Count >= _limits.Connections)
        {
            _log.LogWarning("connection refused: {Limit} are open", _limits.Connections);
            Refuse(socket, tlsAtOnce);
            return;
        }
        if (!_addresses.TryEnter(connection.Client))
        {
            _log.LogWarning("connection refused: {Client} has {Limit} open", connection.Client, _limits.ConnectionsPerAddress);
            Refuse(socket, tlsAtOnce);
            return;
        }
        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = ServeAsync(connection, registered.Task);
        registered.SetResult();
    }

    /// <summary>One line into the empty send buffer of a new socket: this does not wait for the client.</summary>
    private static void Refuse(Socket socket, bool tlsAtOnce)
    {
        using (socket)
        {
            if (tlsAtOnce) return;
            try
            {
                socket.Blocking = false;
                socket.Send("* BYE Too many connections, try again later\r\n"u8);
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // Gone already; there is nobody to tell.
            }
        }
    }

    /// <summary>Without file handles accept fails at once and again; others get time to close theirs.</summary>
    private async Task PauseAsync()
    {
        try
        {
            var never = new TaskCompletionSource();
            await Task.WhenAny(_connections.Values.Append(never.Task))
                .WaitAsync(TimeSpan.FromMilliseconds(100), _settings.Clock, _stopping.Token);
        }
        catch (TimeoutException)
        {
            _log.LogDebug("nobody closed a connection while accept was failing");
        }
        catch (OperationCanceledException)
        {
            _log.LogDebug("stopped while accept was failing");
        }
    }

    private async Task ServeAsync(Connection connection, Task registered)
    {
        await registered;
        try
        {
            await connection.RunAsync(_stopping.Token, _aborting.Token);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }
}
