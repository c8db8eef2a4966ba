using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Reference.Commands;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>Listens, and runs one dialogue for each connection.</summary>
public sealed class Server : IAsyncDisposable
{
    private readonly IAccounts _accounts;
    private readonly Offer _offer;
    private readonly Limits _limits;
    private readonly ILoggerFactory _logs;
    private readonly ILogger _log;
    private readonly TimeProvider _clock;
    private readonly Socket _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly ConcurrentDictionary<long, Task> _connections = new();
    private readonly Task _accepting;
    private int _disposed;

    /// <summary>Binds and listens at once.</summary>
    /// <exception cref="SocketException">The address is in use or not this machine's.</exception>
    public Server(IPEndPoint address, IAccounts accounts, Offer offer, Limits limits, ILoggerFactory logs, TimeProvider clock)
    {
        _accounts = accounts;
        _offer = offer;
        _limits = limits;
        _logs = logs;
        _log = logs.CreateLogger("server");
        _clock = clock;
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _listener.Bind(address);
            _listener.Listen(512);
        }
        catch
        {
            _listener.Dispose();
            throw;
        }
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where the server listens, with the port it got.</summary>
    public IPEndPoint Address { get; }

    /// <summary>Stops: no new connections, BYE to each client after its running command, then the end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _aborting.CancelAfter(_limits.StopTime);
        await Task.WhenAll(_connections.Values);
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private async Task AcceptAsync()
    {
        for (long id = 1; !_stopping.IsCancellationRequested; id++)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_stopping.Token);
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
            if (_connections.Count >= _limits.Connections)
            {
                _log.LogWarning("connection refused: {Limit} are open", _limits.Connections);
                Refuse(socket);
                continue;
            }
            var number = id;
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _connections[number] = ServeAsync(number, socket, started.Task);
            started.SetResult();
        }
    }

    /// <summary>One line into the empty send buffer of a new socket: this does not wait for the client.</summary>
    private static void Refuse(Socket socket)
    {
        using (socket)
        {
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
            await Task.WhenAny(_connections.Values.Append(never.Task)).WaitAsync(TimeSpan.FromMilliseconds(100), _clock, _stopping.Token);
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

    private async Task ServeAsync(long id, Socket socket, Task registered)
    {
        await registered;
        var log = _logs.CreateLogger($"c{id}");
        try
        {
            socket.NoDelay = true;
            log.LogInformation("connected from {Client}", socket.RemoteEndPoint);
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            using var link = new ClientLink(stream, _limits, _offer);
            await new Dialogue(new Session(link, _accounts, _offer, log, _clock)).RunAsync(_stopping.Token, _aborting.Token);
            if (socket.Connected) socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            log.LogDebug("closing: {Reason}", e.Message);
        }
        finally
        {
            log.LogInformation("disconnected");
            _connections.TryRemove(id, out _);
        }
    }
}
