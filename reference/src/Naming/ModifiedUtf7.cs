using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Reference.Naming;

/// <summary>The modified UTF-7 in which IMAP4rev1 sends mailbox names (RFC 3501, 5.1.3).</summary>
public static class ModifiedUtf7
{
    /// <summary>The one form of a name that the RFC allows: shifts only where they are needed.</summary>
    public static string Encode(string name)
    {
        var encoded = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length;)
        {
            if (IsDirect(name[i]))
            {
                encoded.Append(name[i]);
                if (name[i++] == '&') encoded.Append('-');
                continue;
            }

            var start = i;
            while (i < name.Length && !IsDirect(name[i])) i++;
            encoded.Append('&');
            encoded.Append(Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[start..i])).TrimEnd('=').Replace('/', ','));
            encoded.Append('-');
        }

        return encoded.ToString();
    }

    /// <summary>
    /// Decodes a name strictly: false for octets that must be encoded, for text in base64 that represents itself, null or
    /// superfluous shifts, a missing shift back, stray bits, and half a surrogate pair.
    /// </summary>
    /// <param name="encoded">The name as received, one character an octet.</param>
    /// <param name="name">The name in Unicode.</param>
    public static bool TryDecode(string encoded, [NotNullWhen(true)] out string? name)
    {
        name = null;
        var decoded = new StringBuilder(encoded.Length);
        for (var i = 0; i < encoded.Length;)
        {
            if (encoded[i] != '&')
            {
                decoded.Append(encoded[i++]);
                continue;
            }

            var end = encoded.IndexOf('-', i);
            if (end < 0) return false;
            if (end == i + 1) decoded.Append('&');
            else if (Shifted(encoded[(i + 1)..end]) is { } text) decoded.Append(text);
            else return false;
            i = end + 1;
        }

        var candidate = decoded.ToString();
        // Every name has exactly one right form, so the strictest test is to write it again. Half a surrogate pair has become U+FFFD.
        if (Encode(candidate) != encoded) return false;
        name = candidate;
        return true;
    }

    private static string? Shifted(string base64)
    {
        if (base64.Contains('/', StringComparison.Ordinal)) return null;
        var padded = base64.Replace(',', '/') + new string('=', (4 - base64.Length % 4) % 4);
        var octets = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, octets, out var length) && length % 2 == 0
            ? Encoding.BigEndianUnicode.GetString(octets, 0, length)
            : null;
    }

    private static bool IsDirect(char c) => c is >= ' ' and <= '~';
}
