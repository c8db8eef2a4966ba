using System.Text;

namespace Conformance.Grammar;

/// <summary>Which requirement a refused response breaks: from the rules that were being read and the word before the misfit.</summary>
internal static class Blame
{
    public const string FormalSyntax = "3501-9-a";
    public const string MissingText = "7162-3.1.2.1-d";

    public static string Of(ReadOnlySpan<byte> response, Failure failure)
    {
        var word = LastWord(response, failure.Offset);
        bool During(string rule) => failure.Rules.Contains(rule);

        if (During("expunged-resp"))
            return "7162-7-b";
        if (During("fetch-mod-resp"))
            return During("permsg-modsequence") && IsNumberAt(response, failure.Offset) ? "7162-3.1-a" : "7162-7-f";
        if (IsAbout(response, "SEARCH"u8, failure.Offset) || IsAbout(response, "SORT"u8, failure.Offset))
            return "7162-7-f";
        if (During("status-att-val") && word == "HIGHESTMODSEQ" || During("search-return-data") && word == "MODSEQ")
            return "7162-7-f";
        if (During("resp-text") && CodeName(response) is { } code && word == code)
        {
            if (code is "HIGHESTMODSEQ")
                return "7162-3.1.2.1-a";
            if (code is "MODIFIED")
                return "7162-3.1.3-g";
        }
        return FormalSyntax;
    }

    /// <summary>A SEARCH or SORT response, which holds no free text, that goes wrong at or behind its MODSEQ.</summary>
    private static bool IsAbout(ReadOnlySpan<byte> response, ReadOnlySpan<byte> keyword, int offset)
    {
        if (response.Length < 2 + keyword.Length || !Ascii.EqualsIgnoreCase(response.Slice(2, keyword.Length), keyword))
            return false;
        var modSeq = Encoding.Latin1.GetString(response).IndexOf("MODSEQ", StringComparison.OrdinalIgnoreCase);
        return modSeq >= 0 && modSeq <= offset + 1;
    }

    /// <summary>Digits up to the bracket are a value out of range; anything else is a wrong form.</summary>
    private static bool IsNumberAt(ReadOnlySpan<byte> response, int offset)
    {
        var rest = response[Math.Min(offset, response.Length)..];
        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end > 0 && rest[end] == (byte)')';
    }

    /// <summary>The code of a status response, in upper case: the first bracket of "* OK [CODE" or "tag OK [CODE".</summary>
    private static string? CodeName(ReadOnlySpan<byte> response)
    {
        var bracket = response.IndexOf((byte)'[');
        if (bracket < 0)
            return null;
        var rest = response[(bracket + 1)..];
        var end = rest.IndexOfAny(" ]\r"u8);
        return Encoding.Latin1.GetString(end < 0 ? rest : rest[..end]).ToUpperInvariant();
    }

    private static string LastWord(ReadOnlySpan<byte> text, int offset)
    {
        var end = Math.Min(offset, text.Length);
        while (end > 0 && !char.IsAsciiLetter((char)text[end - 1]))
            end--;
        var start = end;
        while (start > 0 && char.IsAsciiLetter((char)text[start - 1]))
            start--;
        return Encoding.Latin1.GetString(text[start..end]).ToUpperInvariant();
    }
}
