namespace Reference.Mime;

/// <summary>
/// Reads the tokens of structured header fields (RFC 5322, 3.2 and RFC 2045, 5.1) out of an unfolded value. It never
/// fails: an open quote or comment ends with the text, and every read of a token that finds one moves on.
/// </summary>
internal ref struct Lexer(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> text = text;
    private int at;

    public readonly bool AtEnd => at >= text.Length;

    /// <summary>The next octet, or 0 at the end.</summary>
    public readonly byte Next => at < text.Length ? text[at] : (byte)0;

    /// <summary>The content of the last comment that was skipped; null if there was none yet.</summary>
    public byte[]? Comment { get; private set; }

    public void Skip() => at = Math.Min(at + 1, text.Length);

    public bool Take(char octet)
    {
        if (AtEnd || text[at] != (byte)octet) return false;
        at++;
        return true;
    }

    /// <summary>Skips white space and comments; says whether there was any.</summary>
    public bool SkipCfws()
    {
        var start = at;
        while (at < text.Length)
        {
            if (IsSpace(text[at])) at++;
            else if (text[at] == '(') Comment = ReadComment();
            else break;
        }

        return at > start;
    }

    /// <summary>A quoted-string's content without the quoting; the lexer stands at its opening quote.</summary>
    public byte[] QuotedString()
    {
        var start = ++at;
        while (at < text.Length && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
        return Closed(start);
    }

    /// <summary>A domain-literal with its brackets; the lexer stands at the opening one.</summary>
    public byte[] DomainLiteral()
    {
        var rest = text[at..];
        var end = rest.IndexOf((byte)']');
        var literal = end < 0 ? rest : rest[..(end + 1)];
        at += literal.Length;
        return literal.ToArray();
    }

    /// <summary>Everything up to white space or one of <paramref name="stops"/>; may be empty.</summary>
    public ReadOnlySpan<byte> Until(ReadOnlySpan<byte> stops)
    {
        var start = at;
        while (at < text.Length && !IsSpace(text[at]) && !stops.Contains(text[at])) at++;
        return text[start..at];
    }

    /// <summary>Moves on to <paramref name="stop"/> outside quotes and comments, or to the end.</summary>
    public void SkipTo(char stop)
    {
        while (!AtEnd && text[at] != (byte)stop)
        {
            if (text[at] == '"') QuotedString();
            else if (!SkipCfws()) at++;
        }
    }

    private static bool IsSpace(byte octet) => octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    // Comments nest; counting keeps the nesting off the stack.
    private byte[] ReadComment()
    {
        var start = ++at;
        for (var depth = 1; at < text.Length; at += text[at] == '\\' ? 2 : 1)
        {
            if (text[at] == '(') depth++;
            else if (text[at] == ')' && --depth == 0) break;
        }

        return Closed(start).AsSpan().Trim((byte)' ').ToArray();
    }

    // What was read up to the closing octet, which is skipped if the text has it at all.
    private byte[] Closed(int start)
    {
        at = Math.Min(at, text.Length);
        var content = WithoutQuoting(text[start..at]);
        Skip();
        return content;
    }

    // The end is known before anything is allocated: a header full of quotes costs no more than its length.
    private static byte[] WithoutQuoting(ReadOnlySpan<byte> quoted)
    {
        if (!quoted.Contains((byte)'\\')) return quoted.ToArray();
        var content = new byte[quoted.Length];
        var length = 0;
        for (var i = 0; i < quoted.Length; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length) i++;
            content[length++] = quoted[i];
        }

        return content[..length];
    }
}
