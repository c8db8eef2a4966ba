using System.Text;
using Reference.Naming;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>mailbox = "INBOX" / astring, in modified UTF-7 on the wire (RFC 3501 section 5.1.3), or UTF-8 where that is enabled (RFC 6855
/// section 3), and Unicode inside.</summary>
internal static class MailboxArgument
{
    public static string Mailbox(this CommandScanner scanner)
    {
        var start = scanner.Offset;
        return scanner.Decode(scanner.AString("mailbox"), start);
    }

    /// <summary>A reference or pattern of LIST: the same encoding, not necessarily a name.</summary>
    public static string ListName(this CommandScanner scanner, bool pattern)
    {
        var start = scanner.Offset;
        return scanner.Decode(pattern ? scanner.ListMailbox() : scanner.AString("mailbox"), start);
    }

    public static NameBounds NameBounds(this Limits limits) => new(limits.MailboxNameLength, limits.MailboxLevelOctets, limits.MailboxNameDepth);

    public static ResponseWriter Mailbox(this ResponseWriter output, string name) =>
        output.Utf8 ? output.Utf8AString(name) : output.AString(ModifiedUtf7.Encode(name));

    /// <summary>Opens a mailbox so that its \Recent mark exists before anything is appended.</summary>
    public static async Task<Mailbox> OpenAsync(this Session session, string name)
    {
        var mailbox = await session.User!.OpenAsync(name);
        RecentMark.Of(mailbox);
        return mailbox;
    }

    private static string Decode(this CommandScanner scanner, ReadOnlyMemory<byte> octets, int start)
    {
        var name = scanner.Utf8 ? Utf8(octets.Span, start) : Utf7(octets.Span, start);
        return MailboxName.IsInbox(name) ? MailboxName.Inbox : name;
    }

    private static string Utf7(ReadOnlySpan<byte> octets, int start) =>
        octets.IndexOfAnyInRange((byte)0x80, (byte)0xFF) < 0 && ModifiedUtf7.TryDecode(Encoding.ASCII.GetString(octets), out var name)
            ? name
            : throw new SyntaxException("mailbox in modified UTF-7 (RFC 3501 section 5.1.3)", start);

    private static string Utf8(ReadOnlySpan<byte> octets, int start) =>
        System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : throw new SyntaxException("mailbox in UTF-8", start);
}
