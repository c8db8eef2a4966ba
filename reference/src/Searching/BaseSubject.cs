using System.Text;

namespace Reference.Searching;

/// <summary>What is left of a subject without "Re:", "Fwd:", "(fwd)" and blobs in brackets (RFC 5256 section 2.1).</summary>
/// <param name="Text">The base subject; empty if nothing is left.</param>
/// <param name="IsReplyOrForward">A subj-refwd, a "(fwd)" trailer or a "[fwd: ]" around it was removed (section 3, REFERENCES).</param>
public readonly record struct BaseSubject(string Text, bool IsReplyOrForward)
{
    private static readonly string[] Words = ["re", "fwd", "fw"];

    /// <param name="decoded">The subject with encoded words undone and unfolded.</param>
    public static BaseSubject Of(string decoded)
    {
        var text = SingleSpaced(decoded).AsSpan();
        var replied = false;
        while (true)
        {
            text = WithoutTrailers(text, ref replied);
            text = WithoutLeaders(text, ref replied);
            // Step 6.
            if (!text.StartsWith("[fwd:", StringComparison.OrdinalIgnoreCase) || !text.EndsWith("]")) break;
            text = text["[fwd:".Length..^1];
            replied = true;
        }
        return new(text.ToString(), replied);
    }

    /// <summary>Step 1 without the decoding.</summary>
    private static string SingleSpaced(string text)
    {
        var spaced = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var isSpace = character is ' ' or '\t' or '\r' or '\n';
            if (!isSpace) spaced.Append(character);
            else if (spaced.Length == 0 || spaced[^1] != ' ') spaced.Append(' ');
        }
        return spaced.ToString();
    }

    /// <summary>Step 2: subj-trailer = "(fwd)" / WSP, as often as there is one.</summary>
    private static ReadOnlySpan<char> WithoutTrailers(ReadOnlySpan<char> text, scoped ref bool replied)
    {
        while (true)
        {
            text = text.TrimEnd(' ');
            if (!text.EndsWith("(fwd)", StringComparison.OrdinalIgnoreCase)) return text;
            text = text[..^"(fwd)".Length];
            replied = true;
        }
    }

    /// <summary>Steps 3 to 5: subj-leader = (*subj-blob subj-refwd) / WSP, and blobs that leave something. One walk over a run of blobs
    /// decides about all of them, for a long run must not cost the square of its length.</summary>
    private static ReadOnlySpan<char> WithoutLeaders(ReadOnlySpan<char> text, scoped ref bool replied)
    {
        while (true)
        {
            text = text.TrimStart(' ');
            int end = 0, last = 0;
            while (Blob(text[end..]) is > 0 and var blob) (last, end) = (end, end + blob);
            if (ReFwd(text[end..]) is > 0 and var length)
            {
                text = text[(end + length)..];
                replied = true;
                continue;
            }
            return text[(end < text.Length ? end : last)..];
        }
    }

    /// <summary>subj-refwd = ("re" / ("fw" ["d"])) *WSP [subj-blob] ":".</summary>
    /// <returns>Characters, 0 if there is none.</returns>
    private static int ReFwd(ReadOnlySpan<char> text)
    {
        foreach (var word in Words)
        {
            if (!text.StartsWith(word, StringComparison.OrdinalIgnoreCase)) continue;
            var end = word.Length;
            while (end < text.Length && text[end] == ' ') end++;
            end += Blob(text[end..]);
            if (end < text.Length && text[end] == ':') return end + 1;
        }
        return 0;
    }

    /// <summary>subj-blob = "[" *BLOBCHAR "]" *WSP, where BLOBCHAR is no bracket.</summary>
    private static int Blob(ReadOnlySpan<char> text)
    {
        if (!text.StartsWith("[")) return 0;
        var end = text[1..].IndexOfAny('[', ']') + 1;
        if (end == 0 || text[end] != ']') return 0;
        end++;
        while (end < text.Length && text[end] == ' ') end++;
        return end;
    }
}
