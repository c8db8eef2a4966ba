using System.Buffers;

namespace Reference.Wire;

/// <summary>Character classes of RFC 3501 section 9.</summary>
public static class Octets
{
    /// <summary>ATOM-CHAR: CHAR without SP, CTL, "(" ")" "{" "%" "*" DQUOTE "\" "]".</summary>
    public static SearchValues<byte> AtomChar { get; } = SearchValues.Create(Without("(){%*\"\\]"));

    /// <summary>ASTRING-CHAR: ATOM-CHAR / "]".</summary>
    public static SearchValues<byte> AStringChar { get; } = SearchValues.Create(Without("(){%*\"\\"));

    /// <summary>tag: ASTRING-CHAR without "+".</summary>
    public static SearchValues<byte> TagChar { get; } = SearchValues.Create(Without("(){%*\"\\+"));

    /// <summary>list-char: ATOM-CHAR / list-wildcards / "]".</summary>
    public static SearchValues<byte> ListChar { get; } = SearchValues.Create(Without("(){\"\\"));

    public static bool IsDigit(byte octet) => octet is >= (byte)'0' and <= (byte)'9';

    // "}" is in every class: only "{" is an atom-special.
    private static byte[] Without(string specials) =>
        [.. Enumerable.Range(0x21, 0x7E - 0x21 + 1).Select(c => (byte)c).Where(c => !specials.Contains((char)c, StringComparison.Ordinal))];
}
