using System.Buffers.Text;

namespace Bench.Imap;

/// <summary>Finds where a response ends: at the CRLF that no literal follows (RFC 3501 section 2.2 and 4.3).</summary>
public static class ResponseFraming
{
    /// <summary>Looks for the end of the first response in <paramref name="octets"/>.</summary>
    /// <param name="resumeAt">In: where to go on looking; out: where to go on when more octets have come.</param>
    /// <returns>The number of octets of the response, its CRLF included, or -1 when it is not all there.</returns>
    public static int Length(ReadOnlySpan<byte> octets, ref int resumeAt)
    {
        while (resumeAt <= octets.Length)
        {
            var lf = octets[resumeAt..].IndexOf((byte)'\n');
            if (lf < 0) return -1;
            var end = resumeAt + lf + 1;
            if (LiteralAtEnd(octets[..end]) is not { } literal) return end;
            if (octets.Length - end < literal) return -1;
            resumeAt = end + literal;
        }
        return -1;
    }

    private static int? LiteralAtEnd(ReadOnlySpan<byte> line)
    {
        line = line[..^1];
        if (line.Length > 0 && line[^1] == '\r') line = line[..^1];
        if (line.Length < 3 || line[^1] != '}') return null;
        // The free text of a greeting, a tagged answer or a continuation is no place for a literal.
        if (line[0] != '*') return null;
        var open = line.LastIndexOf((byte)'{');
        if (open < 0) return null;
        var digits = line[(open + 1)..^1];
        return Utf8Parser.TryParse(digits, out int value, out var used) && used == digits.Length && value >= 0 ? value : null;
    }
}
