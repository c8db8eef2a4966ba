using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Reference.Serving;

/// <summary>Lines of an LMTP connection, each within a time and a length.</summary>
internal sealed class DeliveryLink(Stream stream, TimeSpan patience) : IDisposable
{
    /// <summary>RFC 5321 section 4.5.3.1 asks for 512 octets of command and 1000 of text; real mail has longer lines.</summary>
    private const int LineOctets = 65_536;

    private readonly PipeReader _input = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    /// <summary>A line without its end, be that CRLF or LF; null at the end of the connection.</summary>
    /// <exception cref="IOException">The line is too long, or none came in time.</exception>
    public async ValueTask<byte[]?> ReadLineAsync(CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        try
        {
            while (true)
            {
                var read = await _input.ReadAsync(deadline.Token);
                if (read.Buffer.PositionOf((byte)'\n') is { } end)
                {
                    var line = read.Buffer.Slice(0, end).ToArray();
                    _input.AdvanceTo(read.Buffer.GetPosition(1, end));
                    return line is [.. var text, (byte)'\r'] ? text : line;
                }
                if (read.Buffer.Length > LineOctets) throw new IOException($"a line is longer than {LineOctets} octets");
                if (read.IsCompleted) return null;
                _input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException("the other side was silent for too long", e);
        }
    }

    public async ValueTask WriteLineAsync(string line, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException("the other side does not read", e);
        }
    }

    public void Dispose() => _input.Complete();
}
