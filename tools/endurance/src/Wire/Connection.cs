using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Endurance.Wire;

/// <summary>A connection to the server. A lost connection is an <see cref="IOException"/>; a silent server, after two minutes, an
/// <see cref="InconclusiveException"/>.</summary>
public sealed class Connection : IDisposable
{
    private const int MostOctets = 64 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Socket _socket;
    private readonly NetworkStream _plain;
    private (Stream In, Stream Out) _layer;
    private readonly byte[] _buffer = new byte[32 << 10];
    private int _start;
    private int _end;
    private int _tags;

    private Connection(Socket socket)
    {
        _socket = socket;
        _plain = new NetworkStream(socket);
        _layer = (_plain, _plain);
    }

    /// <summary>COMPRESS is active (RFC 4978).</summary>
    public bool IsCompressed => _layer.In != _plain;

    /// <summary>Connects, logs in and enables QRESYNC.</summary>
    public static async Task<Connection> OpenAsync(IPEndPoint address, string user, string password, CancellationToken cancellation)
    {
        var (connection, _) = await ConnectAsync(address, cancellation);
        try
        {
            await connection.AskAsync($"LOGIN {user} {password}", cancellation);
            await connection.AskAsync("ENABLE QRESYNC", cancellation);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Connects and takes the greeting.</summary>
    public static async Task<(Connection Connection, Response Greeting)> ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Connection? connection = null;
        try
        {
            await socket.ConnectAsync(address, cancellation);
            connection = new Connection(socket);
            return (connection, await connection.ReadAsync(cancellation));
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException(e.Message, e);
        }
        catch
        {
            socket.Dispose();
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>All later octets are compressed, both ways.</summary>
    public void Compress() => _layer =
        (new DeflateStream(_plain, CompressionMode.Decompress, leaveOpen: true), new DeflateStream(_plain, CompressionLevel.Fastest, leaveOpen: true));

    /// <summary>Sends a line and ends the own direction's compression right behind it (RFC 8437 section 4.1), in one piece.</summary>
    public async Task SendLastCompressedAsync(string line, CancellationToken cancellation)
    {
        await _layer.Out.WriteAsync(Encoding.Latin1.GetBytes(line + "\r\n"), cancellation);
        await _layer.Out.DisposeAsync();
    }

    /// <summary>Reads the end of what the server compressed; all later octets are plain, both ways.</summary>
    public async Task EndCompressionAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        if (_start != _end || await _layer.In.ReadAsync(_buffer, patience.Token) > 0)
            throw new InconclusiveException("octets behind the end of the compression");
        await _layer.In.DisposeAsync();
        _layer = (_plain, _plain);
    }

    public string NextTag() => string.Create(CultureInfo.InvariantCulture, $"t{++_tags}");

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        await _layer.Out.WriteAsync(bytes, cancellation);
        await _layer.Out.FlushAsync(cancellation);
    }

    public Task SendAsync(string line, CancellationToken cancellation) => SendAsync(Encoding.Latin1.GetBytes(line + "\r\n"), cancellation);

    /// <summary>One command and all responses up to its tagged one, which must be OK.</summary>
    /// <exception cref="RefusedException">It was NO or BAD.</exception>
    public async Task<List<Response>> AskAsync(string command, CancellationToken cancellation)
    {
        var tag = NextTag();
        await SendAsync($"{tag} {command}", cancellation);
        return await FinishAsync(tag, command, cancellation);
    }

    /// <summary>All responses up to the tagged one, which must be OK.</summary>
    /// <exception cref="RefusedException">It was NO or BAD.</exception>
    public async Task<List<Response>> FinishAsync(string tag, string command, CancellationToken cancellation)
    {
        var responses = new List<Response>();
        do responses.Add(await ReadAsync(cancellation));
        while (responses[^1].Tag != tag);
        return responses[^1].Status == "OK" ? responses : throw new RefusedException($"{command}: {responses[^1].Text}");
    }

    /// <summary>The next response.</summary>
    public async Task<Response> ReadAsync(CancellationToken cancellation)
    {
        var text = new StringBuilder();
        var literals = new List<byte[]>();
        while (true)
        {
            var line = await ReadLineAsync(cancellation);
            var open = line.EndsWith('}') ? line.LastIndexOf('{') : -1;
            if (open < 0 || !int.TryParse(line.AsSpan(open + 1, line.Length - open - 2), CultureInfo.InvariantCulture, out var size))
            {
                text.Append(line);
                return text.Length == 0 ? throw new InconclusiveException("an empty line") : new Response(text.ToString(), literals);
            }
            text.Append(line, 0, open).Append("{}");
            literals.Add(await ReadOctetsAsync(size, cancellation));
        }
    }

    public void Dispose()
    {
        // First: a compressed stream that is closed writes its end.
        _socket.Dispose();
        if (!IsCompressed) return;
        _layer.In.Dispose();
        try
        {
            _layer.Out.Dispose();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Nobody is there to read it.
        }
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellation)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_start == _end) await FillAsync(cancellation);
            var end = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            var stop = end < 0 ? _end : end;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, stop - _start));
            if (line.Length > MostOctets) throw new InconclusiveException("a line without end");
            _start = end < 0 ? _end : end + 1;
            if (end >= 0) return line.ToString().TrimEnd('\r');
        }
    }

    private async Task<byte[]> ReadOctetsAsync(int size, CancellationToken cancellation)
    {
        if (size is < 0 or > MostOctets) throw new InconclusiveException($"a literal of {size} octets");
        var octets = new byte[size];
        for (var at = 0; at < size;)
        {
            if (_start == _end) await FillAsync(cancellation);
            var part = Math.Min(size - at, _end - _start);
            _buffer.AsSpan(_start, part).CopyTo(octets.AsSpan(at));
            _start += part;
            at += part;
        }
        return octets;
    }

    private async Task FillAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            _start = _end = 0;
            _end = await _layer.In.ReadAsync(_buffer, patience.Token);
            if (_end == 0) throw new IOException("The server closed the connection.");
        }
        catch (ObjectDisposedException e)
        {
            throw new IOException(e.Message, e);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new InconclusiveException("the server was silent for two minutes");
        }
    }
}

/// <summary>A command was answered with NO or BAD.</summary>
public sealed class RefusedException(string message) : Exception(message);
