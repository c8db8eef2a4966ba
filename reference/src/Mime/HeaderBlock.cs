using System.Text;

namespace Reference.Mime;

/// <summary>One field of a header: where its octets are, with continuation lines and the last line end.</summary>
/// <param name="Whole">The field as it stands in the message.</param>
/// <param name="NameLength">Octets of the name before the colon; -1 when the line has no colon and so is no field.</param>
/// <param name="Colon">Where the colon is in <paramref name="Whole"/>.</param>
internal readonly record struct HeaderField(ReadOnlyMemory<byte> Whole, int NameLength, int Colon)
{
    public ReadOnlySpan<byte> Name => NameLength < 0 ? default : Whole.Span[..NameLength];

    /// <summary>What follows the colon, unfolded as RFC 5322, 2.2.3 says (only line ends go) and without white space around it.</summary>
    public byte[] Value()
    {
        var raw = Whole.Span[(Colon + 1)..].Trim(" \t\r\n"u8);
        if (raw.IndexOfAny((byte)'\r', (byte)'\n') < 0) return raw.ToArray();
        var unfolded = new byte[raw.Length];
        var length = 0;
        foreach (var octet in raw)
        {
            if (octet is not ((byte)'\r' or (byte)'\n')) unfolded[length++] = octet;
        }

        return unfolded[..length];
    }

    public bool IsNamed(string name) => NameLength == name.Length && Ascii.EqualsIgnoreCase(Name, name);
}

/// <summary>
/// The header of a message or part, as octets of the message: the fields and, if there is one, the blank line. Fields are
/// found anew on every pass, so that a header of a million fields costs time in proportion and no memory.
/// </summary>
internal sealed class HeaderBlock(ReadOnlyMemory<byte> bytes)
{
    public ReadOnlyMemory<byte> Bytes { get; } = bytes;

    /// <summary>The header of a message: up to and with its first blank line, or all of it.</summary>
    public static HeaderBlock Of(ReadOnlyMemory<byte> message)
    {
        var at = 0;
        while (at < message.Length)
        {
            var length = LineLength(message.Span[at..]);
            var blank = IsBlank(message.Span.Slice(at, length));
            at += length;
            if (blank) break;
        }

        return new(message[..at]);
    }

    public IEnumerable<HeaderField> Fields()
    {
        var rest = Bytes;
        while (rest.Length > 0)
        {
            var length = FieldLength(rest.Span);
            if (IsBlank(rest.Span[..length])) yield break;
            yield return Field(rest[..length]);
            rest = rest[length..];
        }
    }

    /// <summary>The first field of that name, or null. RFC 5322, 3.6 allows one of most; the first is what people are shown.</summary>
    public byte[]? Value(string name)
    {
        foreach (var field in Fields())
        {
            if (field.IsNamed(name)) return field.Value();
        }

        return null;
    }

    public IEnumerable<byte[]> Values(string name) => Fields().Where(field => field.IsNamed(name)).Select(field => field.Value());

    /// <summary>
    /// The fields that <paramref name="wanted"/> chooses, in order, and the blank line if the header has one (RFC 3501, 6.4.5).
    /// </summary>
    public byte[] Subset(Func<HeaderField, bool> wanted)
    {
        var subset = new MemoryStream();
        var read = 0;
        foreach (var field in Fields())
        {
            read += field.Whole.Length;
            if (wanted(field)) subset.Write(field.Whole.Span);
        }

        subset.Write(Bytes.Span[read..]);
        return subset.ToArray();
    }

    public static bool IsBlank(ReadOnlySpan<byte> line) => line is [(byte)'\n'] or [(byte)'\r', (byte)'\n'];

    /// <summary>The length of the first line, its line end included. Only LF ends a line: a lone CR is text.</summary>
    public static int LineLength(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)'\n');
        return end < 0 ? text.Length : end + 1;
    }

    private static int FieldLength(ReadOnlySpan<byte> text)
    {
        var length = LineLength(text);
        if (IsBlank(text[..length])) return length;
        while (length < text.Length && (text[length] is (byte)' ' or (byte)'\t')) length += LineLength(text[length..]);
        return length;
    }

    private static HeaderField Field(ReadOnlyMemory<byte> whole)
    {
        var colon = whole.Span.IndexOf((byte)':');
        // RFC 5322, 4.5: obsolete syntax has white space between the name and the colon.
        return colon < 0 ? new(whole, -1, -1) : new(whole, whole.Span[..colon].TrimEnd(" \t"u8).Length, colon);
    }
}
