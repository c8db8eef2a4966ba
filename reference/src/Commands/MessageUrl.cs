using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Reference.Mime;
using Reference.Naming;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>A relative IMAP URL of a message or a part of one (RFC 5092 section 11: <c>iabsolute-path</c> or <c>irelative-path</c>), the
/// only kind that RFC 4469 section 3 has for CATENATE.</summary>
/// <param name="Mailbox">In Unicode.</param>
/// <param name="UidValidity">What the UID is valid for, or null.</param>
/// <param name="Uid">The message.</param>
/// <param name="Section">The part of it.</param>
/// <param name="Partial">First octet and number of octets, or null.</param>
public sealed record MessageUrl(string Mailbox, uint? UidValidity, uint Uid, SectionSpec Section, (uint First, uint Count)? Partial)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <param name="url">As sent.</param>
    /// <param name="selected">The selected mailbox, against which a path without "/" in front is resolved; null for none.</param>
    /// <param name="limits">For the section's syntax.</param>
    /// <returns>Null for what is no such URL.</returns>
    public static MessageUrl? Parse(string url, string? selected, Limits limits)
    {
        // The iuid begins at the last "/;UID=", or at the start of a path that names no mailbox.
        var at = url.StartsWith(";UID=", StringComparison.OrdinalIgnoreCase) ? 0 : url.IndexOf("/;UID=", StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        uint? validity = null;
        var mailbox = selected;
        if (at > 0 && !TryMailbox(url[..at], selected, out mailbox, out validity)) return null;
        if (mailbox is null) return null;

        var uid = 0u;
        var section = SectionSpec.Whole;
        (uint, uint)? partial = null;
        // iuid [isection] [ipartial], each once and in this order.
        string[] order = ["UID", "SECTION", "PARTIAL"];
        var step = 0;
        foreach (var piece in url[at..].TrimStart('/').Split("/;"))
        {
            var (name, value) = piece.TrimStart(';').Split('=', 2) is [var n, var v] ? (n.ToUpperInvariant(), v) : ("", "");
            var place = Array.IndexOf(order, name);
            if (place < step) return null;
            step = place + 1;
            var readable = name switch
            {
                "UID" => TryNumber(value, out uid) && uid > 0,
                "SECTION" => TrySection(value, limits, out section),
                _ => TryPartial(value, out partial),
            };
            if (!readable) return null;
        }
        return uid == 0 ? null : new MessageUrl(mailbox, validity, uid, section, partial);
    }

    /// <summary>["/"] enc-mailbox [";UIDVALIDITY=" nz-number].</summary>
    private static bool TryMailbox(string path, string? selected, [NotNullWhen(true)] out string? mailbox, out uint? validity)
    {
        (mailbox, validity) = (null, null);
        var at = path.IndexOf(';', StringComparison.Ordinal);
        if (at >= 0)
        {
            const string Name = ";UIDVALIDITY=";
            if (!path.AsSpan(at).StartsWith(Name, StringComparison.OrdinalIgnoreCase) || !TryNumber(path[(at + Name.Length)..].TrimEnd('/'), out var number))
                return false;
            validity = number;
            path = path[..at];
        }
        var isAbsolute = path.StartsWith('/');
        // "//" begins a server's name, and a scheme is none of a relative URL.
        if (path.StartsWith("//", StringComparison.Ordinal) || (!isAbsolute && path.Split('/')[0].Contains(':', StringComparison.Ordinal))) return false;
        if (!TryDecode(path.Trim('/'), out var name) || name.Length == 0) return false;
        // RFC 3986 section 5.2.3: the last level of the base is replaced.
        var above = isAbsolute || selected is null ? -1 : selected.LastIndexOf(MailboxName.Delimiter);
        mailbox = above < 0 ? name : selected![..(above + 1)] + name;
        if (MailboxName.IsInbox(mailbox)) mailbox = MailboxName.Inbox;
        return true;
    }

    private static bool TrySection(string value, Limits limits, out SectionSpec section)
    {
        section = SectionSpec.Whole;
        if (value.Length == 0 || !TryDecode(value, out var text)) return false;
        try
        {
            var scanner = new CommandScanner(Encoding.UTF8.GetBytes(text), limits);
            section = SectionArgument.Parse(scanner);
            return scanner.AtEnd;
        }
        catch (SyntaxException)
        {
            return false;
        }
    }

    /// <summary>partial-range = number ["." nz-number].</summary>
    private static bool TryPartial(string value, out (uint First, uint Count)? partial)
    {
        partial = null;
        var numbers = value.Split('.');
        var count = uint.MaxValue;
        if (numbers.Length > 2 || !TryNumber(numbers[0], out var first)) return false;
        if (numbers.Length == 2 && (!TryNumber(numbers[1], out count) || count == 0)) return false;
        partial = (first, count);
        return true;
    }

    private static bool TryNumber(string text, out uint number) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>Percent encoding of UTF-8 (RFC 5092 section 3.2).</summary>
    private static bool TryDecode(string encoded, out string text)
    {
        text = "";
        var octets = new List<byte>(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                if (encoded[i] is <= ' ' or > '~') return false;
                octets.Add((byte)encoded[i]);
                continue;
            }
            if (i + 2 >= encoded.Length || !byte.TryParse(encoded.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
                return false;
            octets.Add(octet);
            i += 2;
        }
        try
        {
            text = StrictUtf8.GetString([.. octets]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
