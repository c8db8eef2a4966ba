using System.Text;
using Endurance.Wire;

namespace Endurance.Mixed;

/// <summary>One command of a session.</summary>
/// <param name="Name">As it is counted: "UID STORE".</param>
/// <param name="Text">Without tag and line end, one character an octet; a literal's octets stand behind its {n}CRLF or {n+}CRLF.</param>
public sealed record Command(string Name, string Text)
{
    /// <summary>Response codes with which NO is a right answer, "" for NO without a code.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>Done once it is answered OK, before what was told goes into the view.</summary>
    public Action<IReadOnlyList<Response>>? Answered { get; init; }

    /// <summary>The name is taken from the text.</summary>
    public static Command Of(string text)
    {
        var words = text.Split(' ', 3);
        return new Command(words[0] == "UID" ? $"UID {words[1]}" : words[0], text);
    }

    /// <summary>The octets up to where the server has to be waited for, piece by piece.</summary>
    public IEnumerable<byte[]> Pieces(string tag)
    {
        var rest = $"{tag} {Text}\r\n";
        while (true)
        {
            var at = NextWait(rest);
            yield return Encoding.Latin1.GetBytes(at < 0 ? rest : rest[..at]);
            if (at < 0) yield break;
            rest = rest[at..];
        }
    }

    /// <summary>Whether it can be sent together with others.</summary>
    public bool IsOnePiece => NextWait(Text + "\r\n") < 0;

    /// <summary>Octets as a literal; <paramref name="waits"/>: a synchronising one.</summary>
    public static string Literal(ReadOnlySpan<byte> octets, bool waits) => $"{{{octets.Length}{(waits ? "" : "+")}}}\r\n{Encoding.Latin1.GetString(octets)}";

    /// <summary>Behind the first synchronising literal's CRLF, -1 without one.</summary>
    private static int NextWait(string text)
    {
        for (var from = 0; ;)
        {
            var end = text.IndexOf("}\r\n", from, StringComparison.Ordinal);
            var open = end < 0 ? -1 : text.LastIndexOf('{', end);
            if (open < 0) return -1;
            var size = text.AsSpan(open + 1, end - open - 1);
            var waits = !size.EndsWith("+");
            if (!int.TryParse(waits ? size : size[..^1], out var octets)) return -1;
            if (waits) return end + 3 == text.Length ? -1 : end + 3;
            from = end + 3 + octets;
        }
    }
}
