using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Reference.Wire;

namespace Reference.Sessions;

/// <summary>The octets of one connection: a reader of commands and a writer that sends what was gathered. Layers are put below both while they
/// rest: TLS first, compression above it (RFC 4978 section 3).</summary>
public sealed class ClientLink : IDisposable
{
    /// <summary>What is handed to the socket at once; the write deadline starts anew with each, so it bounds silence, not size.</summary>
    private const int SliceOctets = 64 * 1024;

    private readonly Offer _offer;
    private readonly Stream _socket;
    private Stream _stream;
    private SslStream? _tls;
    private DeflateLayer? _deflate;
    private PipeReader _input;
    private readonly Deadline _writing = new(CancellationToken.None);

    /// <param name="stream">The caller's, who disposes of it.</param>
    /// <param name="limits">Bounds on what the client sends.</param>
    /// <param name="offer">Which literals there are.</param>
    public ClientLink(Stream stream, Limits limits, Offer offer)
    {
        _stream = _socket = stream;
        _offer = offer;
        Limits = limits;
        _input = Read(stream);
        Reader = new CommandReader(_input, limits, offer);
    }

    public Limits Limits { get; }

    public CommandReader Reader { get; private set; }

    public ResponseWriter Output { get; } = new();

    /// <summary>TLS is active.</summary>
    public bool IsSecure => _tls is not null;

    /// <summary>COMPRESS is active (RFC 4978).</summary>
    public bool IsCompressed => _deflate is not null;

    /// <summary>The client has sent more than the commands that were read. Before a layer begins this must not be: such octets came without its
    /// protection.</summary>
    public bool HasUnreadInput
    {
        get
        {
            if (!_input.TryRead(out var result)) return false;
            _input.AdvanceTo(result.Buffer.Start);
            return !result.Buffer.IsEmpty;
        }
    }

    /// <summary>Does the server's part of a TLS handshake; all later octets go through TLS.</summary>
    /// <exception cref="IOException">It failed, or took longer than <see cref="Limits.LoginTime"/>.</exception>
    public async Task StartTlsAsync(SslServerAuthenticationOptions options, CancellationToken cancellation)
    {
        var tls = new SslStream(_stream, leaveInnerStreamOpen: true);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Limits.LoginTime);
        try
        {
            await tls.AuthenticateAsServerAsync(options, deadline.Token);
        }
        catch (Exception e) when (e is AuthenticationException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            await tls.DisposeAsync();
            throw new IOException($"no TLS came about: {e.InnerException?.Message ?? e.Message}", e);
        }
        _tls = tls;
        Layer(tls);
    }

    /// <summary>All later octets are compressed, in both directions.</summary>
    public void Compress()
    {
        _deflate = new DeflateLayer(_stream);
        Layer(_deflate);
    }

    /// <summary>Ends the compression in both directions: what is sent and received from here on is not compressed (RFC 8437 section 4.1).</summary>
    /// <returns>False when the client went on in plain text at once; it is allowed to, but what it said is lost.</returns>
    public async ValueTask<bool> EndCompressionAsync(CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(Limits.WriteTime);
        var ended = _deflate!;
        await ended.EndAsync(deadline.Token);
        _deflate = null;
        Layer(new AfterDeflate(_tls ?? _socket));
        await ended.DisposeAsync();
        return !ended.HasTextBehind;
    }

    /// <summary>Tells the client that TLS ends here on purpose, so that it need not take the end for an attack.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        if (_tls is not null) await _tls.ShutdownAsync().WaitAsync(cancellation);
    }

    /// <summary>Sends everything written; a client that does not take it in time loses the connection.</summary>
    /// <exception cref="IOException">The connection is gone, or the client did not read for <see cref="Limits.WriteTime"/>.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (Output.Length == 0) return;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            for (var rest = Output.Written; rest.Length > 0; rest = rest[Math.Min(rest.Length, SliceOctets)..])
                await WithinAsync(_stream.WriteAsync(rest[..Math.Min(rest.Length, SliceOctets)], _writing.Token), cancellation);
            await WithinAsync(new ValueTask(_stream.FlushAsync(_writing.Token)), cancellation);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException("the client does not read", e);
        }
        finally
        {
            Output.Clear();
        }
    }

    /// <summary>Sends early when a long response has filled the buffer.</summary>
    public ValueTask FlushIfLargeAsync(CancellationToken cancellation) =>
        Output.Length < Limits.OutputOctets ? ValueTask.CompletedTask : FlushAsync(cancellation);

    /// <summary>One line that is no command, within <paramref name="time"/>.</summary>
    /// <returns>Null when the client closed its side or sent no proper line.</returns>
    /// <exception cref="TimeoutException">The client was silent for too long.</exception>
    public async ValueTask<byte[]?> ReadLineAsync(TimeSpan time, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(time);
        try
        {
            return await Reader.ReadLineAsync(deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException("the client was silent for too long", e);
        }
    }

    public void Dispose()
    {
        _input.Complete();
        Output.Dispose();
        _writing.Dispose();
        _deflate?.Dispose();
        _tls?.Dispose();
    }

    private async ValueTask WithinAsync(ValueTask writing, CancellationToken cancellation)
    {
        // The socket takes most responses at once, and those need neither timer nor registration.
        if (writing.IsCompletedSuccessfully)
        {
            writing.GetAwaiter().GetResult();
            return;
        }

        _writing.Set(Limits.WriteTime);
        try
        {
            using (cancellation.UnsafeRegister(static deadline => ((Deadline)deadline!).Set(TimeSpan.Zero), _writing)) await writing;
        }
        finally
        {
            _writing.Clear();
        }
    }

    /// <summary>Waits without a buffer, so that an idle connection holds none; what is rented then may be large.</summary>
    private static PipeReader Read(Stream stream) =>
        PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 16384, minimumReadSize: 4096, useZeroByteReads: true));

    private void Layer(Stream stream)
    {
        _input.Complete();
        _stream = stream;
        _input = Read(stream);
        Reader = new CommandReader(_input, Limits, _offer);
    }
}
