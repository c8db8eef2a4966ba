using System.IO.Pipelines;
using Reference.Wire;

namespace Reference.Sessions;

/// <summary>The octets of one connection: a reader of commands and a writer that sends what was gathered.</summary>
public sealed class ClientLink : IDisposable
{
    /// <summary>What is handed to the socket at once; the write deadline starts anew with each, so it bounds silence, not size.</summary>
    private const int SliceOctets = 64 * 1024;

    private readonly Stream _stream;
    private readonly PipeReader _input;
    private readonly Deadline _writing = new(CancellationToken.None);

    public ClientLink(Stream stream, Limits limits, Offer offer)
    {
        _stream = stream;
        Limits = limits;
        _input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true, bufferSize: 8192, minimumReadSize: 2048));
        Reader = new CommandReader(_input, limits, offer);
    }

    public Limits Limits { get; }

    public CommandReader Reader { get; }

    public ResponseWriter Output { get; } = new();

    /// <summary>Sends everything written; a client that does not take it in time loses the connection.</summary>
    /// <exception cref="IOException">The connection is gone, or the client did not read for <see cref="Limits.WriteTime"/>.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (Output.Length == 0) return;
        cancellation.ThrowIfCancellationRequested();
        try
        {
            for (var rest = Output.Written; rest.Length > 0; rest = rest[Math.Min(rest.Length, SliceOctets)..])
            {
                var writing = _stream.WriteAsync(rest[..Math.Min(rest.Length, SliceOctets)], _writing.Token);
                // The socket takes most responses at once, and those need neither timer nor registration.
                if (writing.IsCompletedSuccessfully) writing.GetAwaiter().GetResult();
                else await WaitAsync(writing, cancellation);
            }
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

    private async ValueTask WaitAsync(ValueTask writing, CancellationToken cancellation)
    {
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
    }
}
