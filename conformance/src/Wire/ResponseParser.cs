using System.Globalization;

namespace Conformance.Wire;

/// <summary>
/// Reads one complete response (line ends and literals included) as tolerantly as its meaning allows; it never throws. Whether the bytes follow the
/// formal syntax is another judge's business, so that a server with a slip in its grammar can still be examined for everything else.
/// </summary>
public static class ResponseParser
{
    private static readonly string[] Conditions = ["OK", "NO", "BAD", "BYE", "PREAUTH"];

    /// <summary>Reads a response. What cannot be read comes back as <see cref="UnreadableResponse"/> with the reason and the byte.</summary>
    public static Response Parse(ReadOnlyMemory<byte> raw)
    {
        var cursor = new ValueReader(raw[..EndOfContent(raw.Span)]);
        try
        {
            return Parse(raw, cursor);
        }
        catch (UnreadableException e)
        {
            return new UnreadableResponse(raw, $"{e.Message} at byte {e.Offset}");
        }
    }

    private static Response Parse(ReadOnlyMemory<byte> raw, ValueReader cursor)
    {
        if (cursor.AtEnd)
            throw cursor.Unreadable("an empty line");

        if (cursor.Peek == '+')
        {
            cursor.Skip(1);
            cursor.SkipSpaces();
            return new ContinuationResponse(raw, cursor.RestAsText());
        }

        var tag = cursor.Word();
        if (tag.Length == 0)
            throw cursor.Unreadable("a response that begins with neither a tag, '*' nor '+'");
        cursor.SkipSpaces();

        var start = cursor.Offset;
        var word = cursor.Word().ToUpperInvariant();
        if (Conditions.Contains(word))
            return Status(raw, cursor, tag, word);
        if (tag != "*")
            throw new UnreadableException("a tag that is followed by neither OK, NO nor BAD", start);
        if (word.Length == 0)
            throw cursor.Unreadable("an untagged response without a keyword");

        if (!word.All(char.IsAsciiDigit))
            return new DataResponse(raw, null, word, cursor.RestAsValues());

        if (!uint.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new UnreadableException("a message number beyond 32 bits", start);
        cursor.SkipSpaces();
        var name = cursor.Word().ToUpperInvariant();
        if (name.Length == 0)
            throw cursor.Unreadable("a number without a keyword");
        return new DataResponse(raw, number, name, cursor.RestAsValues());
    }

    private static StatusResponse Status(ReadOnlyMemory<byte> raw, ValueReader cursor, string tag, string status)
    {
        cursor.SkipSpaces();
        var code = !cursor.AtEnd && cursor.Peek == '[' ? cursor.Code() : null;
        if (code is not null)
            cursor.SkipSpaces();
        return new StatusResponse(raw, tag, status, code, cursor.RestAsText());
    }

    /// <summary>Without the final CRLF, or LF alone.</summary>
    private static int EndOfContent(ReadOnlySpan<byte> raw)
    {
        if (raw.EndsWith("\r\n"u8))
            return raw.Length - 2;
        return raw.EndsWith("\n"u8) ? raw.Length - 1 : raw.Length;
    }
}

/// <summary>Stops the reading of a response; never leaves <see cref="ResponseParser"/>.</summary>
internal sealed class UnreadableException(string message, int offset) : Exception(message)
{
    public int Offset { get; } = offset;
}
