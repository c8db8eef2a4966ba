namespace Reference.Mime;

/// <summary>Line ends of text as the wire has them.</summary>
internal static class LineEnds
{
    /// <summary>The text with CRLF where a line ends with LF alone; other octets, lone CR included, stay.</summary>
    public static byte[] ToCrLf(byte[] text)
    {
        var bare = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (IsBare(text, i)) bare++;
        }

        if (bare == 0) return text;
        var converted = new byte[text.Length + bare];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (IsBare(text, i)) converted[length++] = (byte)'\r';
            converted[length++] = text[i];
        }

        return converted;
    }

    private static bool IsBare(byte[] text, int at) => text[at] == '\n' && (at == 0 || text[at - 1] != '\r');
}
