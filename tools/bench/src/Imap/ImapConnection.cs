using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Bench.Imap;

/// <summary>Sees the untagged responses to a command, without their last CRLF.</summary>
public delegate void Untagged(ReadOnlySpan<byte> response);

/// <summary>One connection to an IMAP server: commands out, whole responses in, each command within a time limit.</summary>
/// <remarks>
/// Used by one command at a time, except that one task may send while another receives (pipelining). A connection that blocks waits in the
/// calling thread, and at first awake, for to be woken up takes about as long as a quick answer: what the bench itself costs between an answer and the
/// next command is least so, and with one connection nothing else hides it. Where many connections wait, each in a thread, the threads themselves
/// would be in the servers' way, and so would be one that is awake on the only processor.
/// </remarks>
public sealed class ImapConnection : IAsyncDisposable
{
    // A response of the bench's own tiny messages is far smaller; a server gone mad shall not take the memory.
    private const int MaxResponseOctets = 64 * 1024 * 1024;

    /// <summary>How long a connection that blocks waits awake before it sleeps.</summary>
    private static readonly TimeSpan Awake = TimeSpan.FromMilliseconds(1);

    private readonly Socket _socket;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _deadline;
    private readonly bool _blocks;
    private readonly CancellationTokenRegistration _unblock;
    private byte[] _buffer = new byte[32 * 1024];
    private int _start;
    private int _end;
    private int _tag;
    private string _lastWords = "";

    private ImapConnection(string server, Socket socket, bool blocks, TimeSpan limit, CancellationToken stop)
    {
        Server = server;
        _socket = socket;
        _limit = limit;
        _stop = stop;
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _blocks = blocks;
        if (!blocks) return;
        socket.SendTimeout = socket.ReceiveTimeout = (int)limit.TotalMilliseconds;
        _unblock = stop.UnsafeRegister(static socket => ((Socket)socket!).Dispose(), socket);
    }

    /// <summary>The server's name in messages.</summary>
    public string Server { get; }

    /// <param name="blocks">Whether it waits in the calling thread.</param>
    /// <param name="limit">For connecting, and then for each command.</param>
    /// <param name="stop">Ends whatever the connection is doing.</param>
    /// <exception cref="BenchException">Nobody listens there, or it takes too long.</exception>
    public static async Task<ImapConnection> ConnectAsync(string server, string host, int port, bool blocks, TimeSpan limit, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connection = new ImapConnection(server, socket, blocks, limit, stop);
        try
        {
            connection._deadline.CancelAfter(limit);
            // A socket on which anything was ever asynchronous cannot wait in the thread any more.
            if (blocks) socket.Connect(host, port);
            else await socket.ConnectAsync(host, port, connection._deadline.Token);
            return connection;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            await connection.DisposeAsync();
            var why = e is SocketException ? e.Message : $"no connection within {limit.TotalSeconds:0} s";
            throw new BenchException($"{server}: cannot connect to {host} port {port}: {why}. Is the server running?", e);
        }
    }

    public string NextTag() => string.Create(CultureInfo.InvariantCulture, $"b{++_tag}");

    /// <summary>Sends a command and reads up to its tagged answer.</summary>
    public async ValueTask<Completion> RunAsync(string command, Untagged? untagged = null)
    {
        var tag = NextTag();
        await SendAsync(Encoding.ASCII.GetBytes($"{tag} {command}\r\n"), command);
        return await CompleteAsync(tag, command, untagged);
    }

    /// <summary>The same, and the answer has to be OK.</summary>
    public async ValueTask<Completion> DemandAsync(string command, Untagged? untagged = null)
    {
        var completion = await RunAsync(command, untagged);
        completion.DemandOk(Server, command);
        return completion;
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> octets, string command)
    {
        try
        {
            while (octets.Length > 0)
                octets = octets[(_blocks ? _socket.Send(octets.Span) : await _socket.SendAsync(octets, SocketFlags.None, _stop))..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _stop.ThrowIfCancellationRequested();
            throw Gone(command, e);
        }
    }

    /// <summary>Reads responses up to the tagged answer to <paramref name="tag"/>.</summary>
    public async ValueTask<Completion> CompleteAsync(string tag, string command, Untagged? untagged = null)
    {
        while (true)
        {
            var response = await ReceiveAsync(command);
            if (response.Span.StartsWith("* "u8)) untagged?.Invoke(response.Span);
            else if (TryTagged(response.Span, out var of, out var completion) && of == tag) return completion;
            else throw new BenchException($"{Server}: {Completion.Shown(command)} was answered out of turn: {Completion.Shown(Encoding.UTF8.GetString(response.Span))}");
        }
    }

    /// <summary>Reads up to the continuation request of a command (RFC 3501 section 7.5).</summary>
    public async ValueTask ContinueAsync(string command)
    {
        while (true)
        {
            var response = await ReceiveAsync(command);
            if (response.Span.StartsWith("+"u8)) return;
            if (!response.Span.StartsWith("* "u8))
                throw new BenchException($"{Server}: {Completion.Shown(command)} was answered {Encoding.UTF8.GetString(response.Span)} instead of a continuation");
        }
    }

    /// <summary>Reads tagged answers whatever their tags, for pipelined commands.</summary>
    public async ValueTask<Completion> AnyTaggedAsync(string command, Untagged? untagged = null)
    {
        while (true)
        {
            var response = await ReceiveAsync(command);
            if (TryTagged(response.Span, out _, out var completion)) return completion;
            untagged?.Invoke(response.Span);
        }
    }

    /// <summary>The next response without its CRLF; valid until the next one is read.</summary>
    /// <param name="bounded">False while idling, when silence is all right.</param>
    public async ValueTask<ReadOnlyMemory<byte>> ReceiveAsync(string command, bool bounded = true)
    {
        var resumeAt = 0;
        while (true)
        {
            var length = ResponseFraming.Length(_buffer.AsSpan(_start, _end - _start), ref resumeAt);
            if (length > 0)
            {
                var response = _buffer.AsMemory(_start, length - 1);
                _start += length;
                if (response.Length > 0 && response.Span[^1] == '\r') response = response[..^1];
                if (response.Span.StartsWith("* BYE"u8)) _lastWords = Encoding.UTF8.GetString(response.Span);
                return response;
            }
            MakeRoom();
            await FillAsync(command, bounded);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _deadline.Dispose();
        await _unblock.DisposeAsync();
    }

    private async ValueTask FillAsync(string command, bool bounded)
    {
        if (bounded && !_blocks) _deadline.CancelAfter(_limit);
        int count;
        try
        {
            if (_blocks) WaitAwake();
            count = _blocks
                ? _socket.Receive(_buffer.AsSpan(_end))
                : await _socket.ReceiveAsync(_buffer.AsMemory(_end), SocketFlags.None, bounded ? _deadline.Token : _stop);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested && e is OperationCanceledException or SocketException { SocketErrorCode: SocketError.TimedOut })
        {
            throw new BenchException($"{Server}: no answer within {_limit.TotalSeconds:0} s to {Completion.Shown(command)} (--timeout sets the limit)");
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            _stop.ThrowIfCancellationRequested();
            throw Gone(command, e);
        }
        if (bounded && !_blocks) _deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        if (count == 0) throw Gone(command, null);
        _end += count;
    }

    private void WaitAwake()
    {
        if (Environment.ProcessorCount == 1) return;
        var started = Stopwatch.GetTimestamp();
        while (_socket.Available == 0 && Stopwatch.GetElapsedTime(started) < Awake) Thread.SpinWait(10);
    }

    private void MakeRoom()
    {
        if (_start == _end) _start = _end = 0;
        if (_end < _buffer.Length) return;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            if (_end <= _buffer.Length / 2) return;
        }
        if (_buffer.Length >= MaxResponseOctets) throw new BenchException($"{Server}: a response is longer than {MaxResponseOctets} octets");
        Array.Resize(ref _buffer, _buffer.Length * 2);
    }

    private static bool TryTagged(ReadOnlySpan<byte> response, out string tag, out Completion completion)
    {
        tag = "";
        completion = default;
        if (response.Length == 0 || response[0] != 'b') return false;
        var text = Encoding.UTF8.GetString(response);
        var parts = text.Split(' ', 3);
        if (parts.Length < 2) return false;
        tag = parts[0];
        completion = new Completion(parts[1].ToUpperInvariant(), parts.Length > 2 ? parts[2] : "");
        return true;
    }

    private BenchException Gone(string command, Exception? why)
    {
        var words = _lastWords.Length > 0 ? $", saying {_lastWords}" : "";
        return new BenchException($"{Server}: the server closed the connection{words}, during {Completion.Shown(command)}", why);
    }
}
