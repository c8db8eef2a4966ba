using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;

namespace Conformance.Wire;

/// <summary>
/// One TCP connection to a server. A reader in the background cuts what comes into responses, records each with its time, and hands them on in order;
/// it stops at the first byte beyond the <see cref="Limits"/>. Everything that goes out is recorded before it is sent. No wait is without a token.
/// </summary>
public sealed class ImapConnection : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly Limits limits;
    private readonly ResponseFramer framer;
    private readonly CancellationTokenSource cut = new();
    private readonly Channel<Entry> received = Channel.CreateUnbounded<Entry>(new() { SingleWriter = true });
    private readonly Lock gate = new();
    private Stream stream;
    private Task reading = Task.CompletedTask;
    private (Transcript Transcript, string Lane, int Number) record;
    private string? cutReason;
    private bool closedRecorded;
    private byte[]? secret;
    private string? upgradeTag;
    private long lastLine = long.MaxValue;
    private long lastOctet = long.MaxValue;
    private int bytesSinceCommand;
    private int responsesSinceCommand;

    private ImapConnection(Socket socket, Limits limits, Transcript transcript, string lane, int number)
    {
        this.socket = socket;
        this.limits = limits;
        stream = new NetworkStream(socket, ownsSocket: true);
        framer = new ResponseFramer(limits);
        record = (transcript, lane, number);
    }

    /// <summary>Whether the bytes are encrypted.</summary>
    public bool IsEncrypted => stream is SslStream;

    /// <summary>Nothing more will come; what came may still be taken.</summary>
    public bool HasEnded
    {
        get
        {
            lock (gate)
                return closedRecorded;
        }
    }

    /// <summary>
    /// Connects; with implicit TLS the handshake is done too. Nothing is read yet: the greeting is the first that <see cref="ReceiveAsync"/> gives.
    /// </summary>
    /// <param name="host">Name or address, IPv6 without brackets.</param>
    /// <param name="lane">Under which session it is recorded; <paramref name="number"/> counts the lane's connections from 1.</param>
    /// <exception cref="WireException">NotConnected or Tls.</exception>
    public static async Task<ImapConnection> ConnectAsync(
        string host, int port, TlsOptions tls, Limits limits, Transcript transcript, string lane, int number, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancel);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new WireException(WireFault.NotConnected, $"no connection to {host} port {port}: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        var connection = new ImapConnection(socket, limits, transcript, lane, number);
        transcript.Add(lane, number, EntryKind.Connected, text: $"connected to {Address(socket)}");
        try
        {
            if (tls.IsImplicit(port))
                await connection.HandshakeAsync(host, tls, cancel);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        connection.reading = connection.ReadAllAsync();
        return connection;
    }

    /// <summary>From here on everything is recorded there (a connection that outlives a scenario).</summary>
    public void RecordIn(Transcript transcript, string lane, int number)
    {
        lock (gate)
            record = (transcript, lane, number);
    }

    /// <summary>
    /// While a password is set, what goes out is recorded as a credential, and so is what the server asks for in between and whatever repeats
    /// the password.
    /// </summary>
    public void KeepSecret(byte[]? password) => Volatile.Write(ref secret, password);

    /// <summary>Sends pieces in one write and records each as an entry. One with a tag is a command, and what may come in answer is counted anew.</summary>
    /// <exception cref="WireException">HungUp: they could not be written.</exception>
    public async Task SendAsync(IReadOnlyList<(ReadOnlyMemory<byte> Bytes, string? Tag)> pieces, CancellationToken cancel)
    {
        if (pieces.Any(p => p.Tag is not null))
        {
            Volatile.Write(ref bytesSinceCommand, 0);
            Volatile.Write(ref responsesSinceCommand, 0);
        }

        foreach (var (bytes, tag) in pieces)
            Add(EntryKind.Sent, bytes, tag: tag, isSecret: Volatile.Read(ref secret) is not null);
        var all = pieces is [var only] ? only.Bytes : pieces.SelectMany(p => p.Bytes.ToArray()).ToArray();
        try
        {
            await stream.WriteAsync(all, cancel);
            await stream.FlushAsync(cancel);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new WireException(cutReason is null ? WireFault.HungUp : WireFault.Ended, cutReason ?? "the server had closed the connection", e);
        }
    }

    /// <summary>The next response.</summary>
    /// <exception cref="WireException">HungUp, Flood or Ended, once everything before has been given out.</exception>
    public async ValueTask<Entry> ReceiveAsync(CancellationToken cancel)
    {
        try
        {
            return await received.Reader.ReadAsync(cancel);
        }
        catch (ChannelClosedException e)
        {
            throw e.InnerException as WireException ?? new WireException(WireFault.Ended, "the suite closed the connection");
        }
    }

    /// <summary>A response that is already there.</summary>
    public bool TryReceive(out Entry? entry) => received.Reader.TryRead(out entry);

    /// <summary>Cuts the connection without a word.</summary>
    public void Cut(string reason)
    {
        lock (gate)
            cutReason ??= reason;
        cut.Cancel();
        try
        {
            // A reset, not a polite end: what a client that vanishes looks like.
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is ObjectDisposedException or SocketException)
        {
            // It was closed already.
        }

        socket.Close();
    }

    /// <summary>Arms: the connection is cut when that many lines (1 or more) have come from now on.</summary>
    public void CutAfterLines(int count) => Volatile.Write(ref lastLine, framer.Lines + count);

    /// <summary>Arms: the connection is cut when that many octets (1 or more) have come from now on, be it in the middle of a line or of a literal.</summary>
    public void CutAfterOctets(int count) => Volatile.Write(ref lastOctet, framer.Octets + count);

    /// <summary>How many octets have come, from the greeting on.</summary>
    public long Octets => framer.Octets;

    /// <summary>How many lines have come, from the greeting on.</summary>
    public long Lines => framer.Lines;

    /// <summary>It was cut where <see cref="CutAfterLines"/> or <see cref="CutAfterOctets"/> said.</summary>
    public bool IsCutOff => framer.Lines >= Volatile.Read(ref lastLine) || framer.Octets >= Volatile.Read(ref lastOctet);

    /// <summary>Says that after this command's tagged OK the connection becomes encrypted: the reader stops there.</summary>
    public void ExpectUpgrade(string tag) => Volatile.Write(ref upgradeTag, tag);

    /// <summary>The handshake after STARTTLS was answered OK.</summary>
    /// <exception cref="WireException">Tls.</exception>
    public async Task UpgradeAsync(string host, TlsOptions tls, CancellationToken cancel)
    {
        await reading.WaitAsync(cancel);
        if (framer.Position is not null)
            throw new WireException(WireFault.Tls, "the server sent bytes in plain text behind its answer to STARTTLS");
        await HandshakeAsync(host, tls, cancel);
        reading = ReadAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate)
            cutReason ??= "the suite closed the connection";
        await cut.CancelAsync();
        try
        {
            await stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The other side may be gone already; there is nothing left to say goodbye to.
        }

        await reading;
        RecordClosed(default, cutReason!);
        cut.Dispose();
    }

    private static IPEndPoint Address(Socket socket)
    {
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        // A dual-mode socket shows IPv4 as ::ffff:a.b.c.d.
        return remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port) : remote;
    }

    private async Task HandshakeAsync(string host, TlsOptions tls, CancellationToken cancel)
    {
        var ssl = new SslStream(stream);
        try
        {
            await ssl.AuthenticateAsClientAsync(tls.For(host), cancel);
        }
        catch (Exception e) when (e is AuthenticationException or IOException or System.Security.Cryptography.CryptographicException)
        {
            await ssl.DisposeAsync();
            var advice = e is AuthenticationException && !tls.Insecure ? " (--ca-file names the authority to trust, --tls-insecure trusts any)" : "";
            throw new WireException(WireFault.Tls, $"TLS with {host} failed: {e.Message}{advice}", e);
        }

        stream = ssl;
        Add(EntryKind.Note, default, text: $"{ssl.SslProtocol} established");
    }

    private async Task ReadAllAsync()
    {
        var chunk = new byte[16 << 10];
        try
        {
            while (true)
            {
                var count = await stream.ReadAsync(chunk, cut.Token);
                if (count == 0)
                {
                    var where = framer.Position;
                    throw new WireException(WireFault.HungUp, where is null ? "the server closed the connection" : $"the server closed the connection {where}");
                }

                count = (int)Math.Min(count, Volatile.Read(ref lastOctet) - framer.Octets);
                framer.Append(chunk.AsSpan(0, count));
                if (Interlocked.Add(ref bytesSinceCommand, count) > limits.CommandBytes)
                    throw new WireException(WireFault.Flood, $"the server sent more than {limits.CommandBytes} bytes in answer to one command");
                while (framer.TryNext(Volatile.Read(ref lastLine), out var raw))
                {
                    if (Take(raw))
                        return;
                }

                if (IsCutOff)
                    throw new WireException(WireFault.Ended, "the suite cut the connection in the middle of the answer");
            }
        }
        catch (WireException e)
        {
            End(e);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Disposing the stream ends a pending read in whichever of these ways the platform likes.
            End(cutReason is { } reason ? new WireException(WireFault.Ended, reason) : new WireException(WireFault.HungUp, $"the connection broke: {e.Message}", e));
        }
    }

    /// <summary>Records and hands on one response; true if the reader has to stop because TLS begins.</summary>
    private bool Take(ReadOnlyMemory<byte> raw)
    {
        var response = ResponseParser.Parse(raw);
        var entry = Add(EntryKind.Received, raw, response, isSecret: IsSecret(response));
        if (Interlocked.Increment(ref responsesSinceCommand) > limits.CommandResponses)
            throw new WireException(WireFault.Flood, $"the server sent more than {limits.CommandResponses} responses in answer to one command");
        var upgrade = Volatile.Read(ref upgradeTag);
        var stop = upgrade is not null && response is StatusResponse { Status: "OK" } status && status.Tag == upgrade;
        received.Writer.TryWrite(entry);
        return stop;
    }

    private bool IsSecret(Response response) =>
        Volatile.Read(ref secret) is { } password
        && (response is ContinuationResponse || (password.Length > 0 && response.Raw.Span.IndexOf(password) >= 0));

    private void End(WireException e)
    {
        RecordClosed(framer.Unfinished, e.Message);
        if (e.Fault is WireFault.Flood or WireFault.Ended)
            socket.Close();
        received.Writer.TryComplete(e);
    }

    private void RecordClosed(ReadOnlyMemory<byte> unfinished, string text)
    {
        lock (gate)
        {
            if (closedRecorded)
                return;
            closedRecorded = true;
        }

        Add(EntryKind.Closed, unfinished, text: text);
    }

    private Entry Add(EntryKind kind, ReadOnlyMemory<byte> bytes, Response? response = null, string? tag = null, string? text = null, bool isSecret = false)
    {
        lock (gate)
            return record.Transcript.Add(record.Lane, record.Number, kind, bytes, response, tag, text, isSecret);
    }
}
