using System.Buffers;
using System.IO.Pipelines;

namespace Reference.Wire;

/// <summary>Reads one whole command, literals included, within <see cref="Limits"/>; knows framing (RFC 3501 section 4.3, RFC 7888), no
/// grammar.</summary>
public sealed class CommandReader(PipeReader input, Limits limits, Offer offer)
{
    private byte[] _buffer = [];
    private int _length;

    /// <summary>Waits for the first octet of the next command, so that idle time and command time are told apart.</summary>
    /// <returns>False when the client closed its side.</returns>
    public async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        var result = await input.ReadAsync(cancellation);
        input.AdvanceTo(result.Buffer.Start);
        return !result.Buffer.IsEmpty;
    }

    /// <param name="literalOctets">The largest literal allowed now.</param>
    /// <param name="sendContinuation">Sends "+ …" when the client waits for it.</param>
    /// <param name="progress">Called after each arrival of octets, to push a pause deadline back.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <remarks>The octets stay valid until the next call.</remarks>
    public async ValueTask<ReceivedCommand> ReadAsync(
        int literalOctets, Func<ValueTask> sendContinuation, Action progress, CancellationToken cancellation)
    {
        _length = 0;
        if (_buffer.Length > limits.LineOctets) _buffer = [];
        var lineOctets = 0;
        var literals = 0L;
        while (true)
        {
            var start = _length;
            var end = await ReadLineAsync(limits.LineOctets - lineOctets, progress, cancellation);
            if (end == LineEnd.Closed) return new(Received.EndOfStream, default);
            if (end == LineEnd.TooFar) return new(Received.OutOfStep, Kept, "line far too long");
            if (end == LineEnd.TooLong) return new(Received.Refused, Kept, $"line longer than {limits.LineOctets} octets");
            lineOctets += _length - start;
            if (end == LineEnd.BareLf) return new(Received.Refused, Kept, "expected CRLF at the end of the line, found a bare LF");
            if (!TryLiteral(_buffer.AsSpan(start, _length - start), out var size, out var synchronising))
                return new(Received.Command, Kept);
            // To a server without LITERAL+ this is a line like any other, and the parser refuses it.
            if (!synchronising && offer.NonSynchronisingOctets < 0) return new(Received.Command, Kept);

            if (!synchronising && size > offer.NonSynchronisingOctets)
            {
                var most = $"literal of {size} octets, at most {offer.NonSynchronisingOctets} are taken unasked (LITERAL-); send {{{size}}} and wait for \"+\"";
                return new(Received.OutOfStep, Kept, most, TooBig: true);
            }
            if (size > literalOctets || literals + size > limits.CommandLiteralOctets)
            {
                var reason = size > literalOctets
                    ? $"literal of {size} octets, at most {literalOctets} are taken here"
                    : $"literals of {literals + size} octets in one command, at most {limits.CommandLiteralOctets} are taken";
                return synchronising
                    ? new(Received.Refused, Kept, reason, TooBig: true)
                    : new(Received.OutOfStep, Kept, reason, TooBig: true);
            }
            literals += size;
            if (synchronising) await sendContinuation();
            Append("\r\n"u8);
            if (!await ReadOctetsAsync((int)size, progress, cancellation)) return new(Received.EndOfStream, default);
        }
    }

    /// <summary>One line that is no command: DONE, or an answer to a continuation request.</summary>
    /// <returns>Null when the client closed its side or the line is no line (too long, bare LF).</returns>
    public async ValueTask<byte[]?> ReadLineAsync(CancellationToken cancellation)
    {
        _length = 0;
        var end = await ReadLineAsync(limits.LineOctets, static () => { }, cancellation);
        return end == LineEnd.CrLf ? Kept.ToArray() : null;
    }

    private ReadOnlyMemory<byte> Kept => _buffer.AsMemory(0, _length);

    private enum LineEnd
    {
        CrLf,
        BareLf,
        TooLong,
        TooFar,
        Closed,
    }

    private async ValueTask<LineEnd> ReadLineAsync(int room, Action progress, CancellationToken cancellation)
    {
        // What stands before is a literal's, whose last octet is no part of this line's end.
        var start = _length;
        var discarded = 0L;
        var overlong = false;
        while (true)
        {
            var result = await input.ReadAsync(cancellation);
            var buffer = result.Buffer;
            var lf = buffer.PositionOf((byte)'\n');
            var part = lf is null ? buffer : buffer.Slice(0, lf.Value);
            if (!overlong && part.Length > room + 1L)
            {
                overlong = true;
                Append(part.Slice(0, Math.Max(room, 0)));
                discarded = part.Length;
            }
            else if (overlong)
            {
                discarded += part.Length;
            }
            else
            {
                Append(part);
                room -= (int)part.Length;
            }
            if (lf is not null)
            {
                input.AdvanceTo(buffer.GetPosition(1, lf.Value));
                if (overlong) return LineEnd.TooLong;
                if (_length == start || _buffer[_length - 1] != '\r') return LineEnd.BareLf;
                _length--;
                return LineEnd.CrLf;
            }
            input.AdvanceTo(buffer.End);
            if (discarded > limits.DiscardedOctets) return LineEnd.TooFar;
            if (result.IsCompleted) return LineEnd.Closed;
            if (!buffer.IsEmpty) progress();
        }
    }

    private async ValueTask<bool> ReadOctetsAsync(int count, Action progress, CancellationToken cancellation)
    {
        while (count > 0)
        {
            var result = await input.ReadAsync(cancellation);
            var part = result.Buffer.Slice(0, Math.Min(count, result.Buffer.Length));
            Append(part);
            count -= (int)part.Length;
            input.AdvanceTo(part.End);
            if (result.IsCompleted && part.IsEmpty && count > 0) return false;
            progress();
        }
        return true;
    }

    /// <summary>"{" number ["+"] "}" at the very end of a line announces a literal.</summary>
    internal static bool TryLiteral(ReadOnlySpan<byte> line, out long size, out bool synchronising)
    {
        size = 0;
        synchronising = true;
        if (line.Length < 3 || line[^1] != '}') return false;
        var at = line.Length - 2;
        if (line[at] == '+')
        {
            synchronising = false;
            at--;
        }
        var last = at;
        while (at >= 0 && Octets.IsDigit(line[at])) at--;
        if (at < 0 || line[at] != '{' || at == last) return false;
        foreach (var digit in line[(at + 1)..(last + 1)])
        {
            if (size < uint.MaxValue) size = size * 10 + (digit - '0');
        }
        return true;
    }

    private void Append(ReadOnlySequence<byte> octets)
    {
        foreach (var segment in octets) Append(segment.Span);
    }

    private void Append(ReadOnlySpan<byte> octets)
    {
        if (_buffer.Length - _length < octets.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Math.Max(256, _length + octets.Length)));
        octets.CopyTo(_buffer.AsSpan(_length));
        _length += octets.Length;
    }
}
