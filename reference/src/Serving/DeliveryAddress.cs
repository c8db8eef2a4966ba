using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Reference.Serving;

/// <summary>A recipient of LMTP: the user, and behind a "+" the mailbox if it is not INBOX (RFC 5233 names this a detail).</summary>
/// <param name="User">As at login.</param>
/// <param name="Mailbox">In Unicode.</param>
internal readonly record struct DeliveryAddress(string User, string Mailbox)
{
    /// <summary>Reads a Path of RFC 5321 section 4.1.2 without a source route: <c>&lt;user+mailbox@domain&gt;</c>; the local part may be quoted,
    /// the domain is whatever it is, or missing.</summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out DeliveryAddress? address)
    {
        address = null;
        if (path.Length < 3 || path[0] != '<' || path[^1] != '>') return false;
        var rest = path[1..^1];
        if (LocalPart(rest) is not { Length: > 0 } local) return false;
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        address = plus < 0 ? new DeliveryAddress(local, "INBOX") : new DeliveryAddress(local[..plus], local[(plus + 1)..]);
        return address.Value is { User.Length: > 0, Mailbox.Length: > 0 };
    }

    private static string? LocalPart(string text)
    {
        if (!text.StartsWith('"'))
        {
            var at = text.LastIndexOf('@');
            return at < 0 ? text : text[..at];
        }
        var local = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '"') return i + 1 == text.Length || text[i + 1] == '@' ? local.ToString() : null;
            if (text[i] == '\\' && ++i == text.Length) return null;
            local.Append(text[i]);
        }
        return null;
    }
}
