using System.Buffers.Text;

namespace Conformance.Wire;

/// <summary>The head of a literal in a response: <c>{n}</c> and the line end (RFC 3501 section 4.3), or <c>~{n}</c> (RFC 3516).</summary>
public static class LiteralHeader
{
    /// <summary>Reads a head that stands at the beginning of <paramref name="bytes"/>.</summary>
    /// <param name="size">How many bytes the literal has; any 64-bit size is read, so that absurd ones can be refused by name.</param>
    /// <param name="length">How long the head is, line end included (a bare LF is tolerated).</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out long size, out int length)
    {
        size = 0;
        length = 0;
        var digits = bytes.StartsWith("~{"u8) ? 2 : 1;
        if (digits == 1 && !bytes.StartsWith("{"u8))
            return false;
        if (bytes.Length == digits || !char.IsAsciiDigit((char)bytes[digits]))
            return false;
        if (!Utf8Parser.TryParse(bytes[digits..], out size, out int consumed))
            return false;
        var rest = bytes[(digits + consumed)..];
        var end = rest.StartsWith("}\r\n"u8) ? 3 : rest.StartsWith("}\n"u8) ? 2 : 0;
        length = digits + consumed + end;
        return end > 0;
    }

    /// <summary>
    /// Whether a line announces a literal with its last characters. The text of a status response may end in <c>{3}</c> without meaning it: there
    /// a literal can only stand inside the brackets of a code.
    /// </summary>
    /// <param name="response">All of the response so far; the line in question is its end, line end included.</param>
    /// <param name="lineStart">Where that line begins (behind the literal before it).</param>
    public static bool Announces(ReadOnlySpan<byte> response, int lineStart, out long size)
    {
        size = 0;
        var line = response[lineStart..];
        var brace = line.LastIndexOf((byte)'{');
        if (brace < 0 || !TryRead(line[brace..], out size, out var length) || brace + length != line.Length)
            return false;
        return !EndsInFreeText(response);
    }

    private static bool EndsInFreeText(ReadOnlySpan<byte> response)
    {
        if (response.StartsWith("+"u8))
            return true;
        var space = response.IndexOf((byte)' ');
        if (space < 0)
            return true;
        var rest = response[(space + 1)..];
        var end = rest.IndexOfAny((byte)' ', (byte)'\r', (byte)'\n');
        var word = end < 0 ? rest : rest[..end];
        foreach (var condition in (ReadOnlySpan<string>)["OK", "NO", "BAD", "BYE", "PREAUTH"])
        {
            if (System.Text.Ascii.EqualsIgnoreCase(word, condition))
            {
                var text = rest[word.Length..].TrimStart((byte)' ');
                return !text.StartsWith("["u8) || text.Contains((byte)']');
            }
        }

        return false;
    }
}
