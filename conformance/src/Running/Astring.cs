namespace Conformance.Running;

/// <summary>Writes a text as an astring (RFC 3501 section 9) on one line.</summary>
public static class Astring
{
    /// <summary>As an atom where it is one, otherwise quoted; null where only a literal will do.</summary>
    public static string? Write(string text)
    {
        if (text.Length > 0 && !text.Equals("NIL", StringComparison.OrdinalIgnoreCase) && text.All(IsAstringChar))
            return text;
        return text.Any(c => c is '\0' or '\r' or '\n' || c > 126) ? null : Quote(text);
    }

    /// <summary>As a quoted string.</summary>
    public static string Quote(string text) =>
        '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    /// <summary>The text of what <see cref="Write"/> wrote.</summary>
    public static string Read(string written)
    {
        if (written.Length < 2 || written[0] != '"')
            return written;
        var text = new System.Text.StringBuilder();
        for (var i = 1; i < written.Length - 1; i++)
            text.Append(written[i] == '\\' ? written[++i] : written[i]);
        return text.ToString();
    }

    private static bool IsAstringChar(char c) => c is > ' ' and < (char)127 && !"(){%*\"\\".Contains(c, StringComparison.Ordinal);
}
