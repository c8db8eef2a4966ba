using System.Text;

namespace Reference.Mime;

/// <summary>Finds msg-id (RFC 5322, 3.6.4) in a field, in a form that is the same however it was quoted.</summary>
internal static class MessageId
{
    /// <summary>What stands between "&lt;" and "&gt;" and has an "@", in order.</summary>
    public static IEnumerable<string> All(byte[] field)
    {
        var text = Encoding.Latin1.GetString(field);
        for (var at = text.IndexOf('<', StringComparison.Ordinal); at >= 0 && at < text.Length; at = text.IndexOf('<', at))
        {
            at = Read(text, at + 1, out var id);
            if (id is not null) yield return id;
        }
    }

    /// <returns>The place after the msg-id, or of the "&lt;" that begins another one.</returns>
    private static int Read(string text, int at, out string? id)
    {
        var read = new StringBuilder();
        var quoted = false;
        id = null;
        for (; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '"') quoted = !quoted;
            else if (character == '\\' && quoted && at + 1 < text.Length) read.Append(text[++at]);
            else if (character == '<' && !quoted) return at;
            else if (character == '>' && !quoted)
            {
                var whole = read.ToString();
                var sign = whole.LastIndexOf('@');
                if (sign > 0 && sign < whole.Length - 1) id = whole;
                return at + 1;
            }
            else if (quoted || character is not (' ' or '\t')) read.Append(character);
        }
        return at;
    }
}
