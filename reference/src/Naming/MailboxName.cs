using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Reference.Naming;

/// <summary>How large a mailbox name may be.</summary>
/// <param name="Length">UTF-16 units in a whole name.</param>
/// <param name="LevelOctets">UTF-8 octets in one level.</param>
/// <param name="Depth">Levels in a name.</param>
public readonly record struct NameBounds(int Length, int LevelOctets, int Depth);

/// <summary>
/// Which mailbox names there can be. Levels are parted by <c>/</c>; INBOX is itself in any case, also as the first level of
/// a longer name, so that there is never an <c>inbox/x</c> beside <c>INBOX/x</c>.
/// </summary>
public static class MailboxName
{
    /// <summary>The hierarchy delimiter.</summary>
    public const char Delimiter = '/';

    /// <summary>The name that every user has (RFC 3501, 5.1).</summary>
    public const string Inbox = "INBOX";

    /// <summary>Checks a decoded name and brings it into the one form in which it is kept.</summary>
    /// <param name="name">The name as asked for, in Unicode.</param>
    /// <param name="creating">True for CREATE, where one delimiter at the end only announces inferiors (RFC 3501, 6.3.3).</param>
    /// <param name="bounds">How long and deep it may be.</param>
    /// <param name="canonical">The name to use, if the result is true.</param>
    /// <param name="problem">What is wrong, as a sentence for the user, if the result is false.</param>
    public static bool TryNormalize(
        string name, bool creating, NameBounds bounds, [NotNullWhen(true)] out string? canonical, [NotNullWhen(false)] out string? problem)
    {
        canonical = null;
        if (creating && name.Length > 1 && name.EndsWith(Delimiter)) name = name[..^1];
        problem = Problem(name, bounds);
        if (problem is not null) return false;
        canonical = Canonical(name);
        return true;
    }

    /// <summary>Whether this is INBOX, in any case.</summary>
    public static bool IsInbox(string name) => name.Equals(Inbox, StringComparison.OrdinalIgnoreCase);

    /// <summary>The levels above a name, the nearest last: <c>a</c> and <c>a/b</c> for <c>a/b/c</c>.</summary>
    public static IEnumerable<string> Superiors(string name)
    {
        for (var at = name.IndexOf(Delimiter, StringComparison.Ordinal); at >= 0; at = name.IndexOf(Delimiter, at + 1))
        {
            if (at > 0) yield return name[..at];
        }
    }

    /// <summary>The one form of a name: INBOX in capitals, also as the first level.</summary>
    public static string Canonical(string name)
    {
        var first = name.Split(Delimiter, 2)[0];
        return IsInbox(first) ? Inbox + name[first.Length..] : name;
    }

    private static string? Problem(string name, NameBounds bounds)
    {
        if (name.Length == 0) return "A mailbox name cannot be empty.";
        if (name.Length > bounds.Length) return $"A mailbox name has at most {bounds.Length} characters.";
        if (name.Any(IsControl)) return "A mailbox name cannot contain control characters.";
        if (name.AsSpan().ContainsAny('*', '%')) return "A mailbox name cannot contain the wildcards of LIST, * and %.";
        if (!IsWellFormed(name)) return "A mailbox name cannot contain half of a surrogate pair.";
        var levels = name.Split(Delimiter);
        if (levels.Length > bounds.Depth) return $"A mailbox name has at most {bounds.Depth} levels.";
        if (levels.Contains(string.Empty)) return $"A mailbox name cannot begin or end with {Delimiter} or have an empty level.";
        // They are safe here, where no level is a file's name as it is; but nobody means a mailbox by them.
        if (Array.Exists(levels, level => level is "." or "..")) return "A level of a mailbox name cannot be . or ..";
        return Array.Exists(levels, level => Encoding.UTF8.GetByteCount(level) > bounds.LevelOctets)
            ? $"A level of a mailbox name has at most {bounds.LevelOctets} octets in UTF-8."
            : null;
    }

    // The line and paragraph separators count too (RFC 5198, 2 and RFC 9051, 5.1).
    private static bool IsControl(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>Whether every surrogate has its other half.</summary>
    internal static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune)) return false;
            i += rune.Utf16SequenceLength - 1;
        }

        return true;
    }
}
