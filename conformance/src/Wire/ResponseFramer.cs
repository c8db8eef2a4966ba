namespace Conformance.Wire;

/// <summary>Cuts a stream of bytes into complete responses: lines, with the literals that they announce. A bare LF ends a line as CRLF does.</summary>
public sealed class ResponseFramer(Limits limits)
{
    private byte[] buffer = new byte[4096];
    private int length;
    private int lineStart;
    private int scanned;
    private int literals;

    /// <summary>How many line ends have been seen, those inside literals not counted.</summary>
    public long Lines { get; private set; }

    /// <summary>How many octets have been taken in.</summary>
    public long Octets { get; private set; }

    /// <summary>The beginning of a response whose end has not come.</summary>
    public ReadOnlyMemory<byte> Unfinished => buffer.AsMemory(0, length).ToArray();

    /// <summary>Where in a response the stream stands, in words; null between two responses.</summary>
    public string? Position
    {
        get
        {
            if (length == 0)
                return null;
            // lineStart is the literal's end while the literal is being read.
            return lineStart > length
                ? $"inside a literal, {literalSize - (lineStart - length)} of {literalSize} bytes had come"
                : $"in the middle of a line, {length - lineStart} bytes had come";
        }
    }

    private int literalSize;

    /// <summary>Takes in what came from the network.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - length < bytes.Length)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes.Length));
        Octets += bytes.Length;
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }

    /// <summary>The next complete response; false if more bytes are needed.</summary>
    /// <exception cref="WireException">A limit was passed.</exception>
    public bool TryNext(out ReadOnlyMemory<byte> response) => TryNext(long.MaxValue, out response);

    /// <summary>The same, but not beyond the line of that number (counted as <see cref="Lines"/>).</summary>
    public bool TryNext(long lastLine, out ReadOnlyMemory<byte> response)
    {
        response = default;
        while (scanned < length && Lines < lastLine)
        {
            var lf = buffer.AsSpan(scanned, length - scanned).IndexOf((byte)'\n');
            var end = lf < 0 ? length : scanned + lf + 1;
            if (end - lineStart > limits.LineBytes)
                throw new WireException(WireFault.Flood, $"the server sent a line of more than {limits.LineBytes} bytes");
            scanned = end;
            if (lf < 0)
                return false;

            Lines++;
            if (!LiteralHeader.Announces(buffer.AsSpan(0, end), lineStart, out var size))
            {
                response = buffer.AsMemory(0, end).ToArray();
                Forget(end);
                return true;
            }

            if (size > limits.LiteralBytes)
                throw new WireException(WireFault.Flood, $"the server announced a literal of {size} bytes, more than {limits.LiteralBytes} are not taken");
            if (++literals > limits.Literals)
                throw new WireException(WireFault.Flood, $"the server sent more than {limits.Literals} literals in one response");
            literalSize = (int)size;
            lineStart = scanned = end + literalSize;
        }

        return false;
    }

    private void Forget(int end)
    {
        buffer.AsSpan(end, length - end).CopyTo(buffer);
        length -= end;
        lineStart = scanned = literals = 0;
        // A single big answer must not hold its buffer for the life of the connection.
        if (length == 0 && buffer.Length > 1 << 16)
            buffer = new byte[4096];
    }
}
