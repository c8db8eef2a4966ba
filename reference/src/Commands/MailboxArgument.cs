using System.Diagnostics.CodeAnalysis;
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

    /// <summary>The name of a mailbox that is to be made, in the form in which it is kept.</summary>
    /// <param name="session">Its client says what a name may be.</param>
    /// <param name="name">Decoded.</param>
    /// <param name="creating">True for CREATE, where one delimiter at the end only announces inferiors.</param>
    /// <param name="canonical">The name to use, if the result is true.</param>
    /// <param name="problem">What is wrong, if it is false.</param>
    public static bool TryNewName(
        this Session session, string name, bool creating, [NotNullWhen(true)] out string? canonical, [NotNullWhen(false)] out string? problem)
    {
        if (!MailboxName.TryNormalize(name, creating, session.Limits.NameBounds(), out canonical, out problem)) return false;
        // RFC 6855 section 3 and RFC 9051 section 5.1: Net-Unicode. In modified UTF-7 any form is kept as it came.
        if (!session.Utf8 || NetUnicode.IsComposed(name)) return true;
        (canonical, problem) = (null, "A mailbox name in UTF-8 must be in Unicode's normalization form C (RFC 5198).");
        return false;
    }

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
