using System.Text;

namespace Reference.Store;

/// <summary>What may be a mailbox's name, whatever the caller checked: the store's own last line.</summary>
internal static class MailboxNames
{
    public const char Delimiter = '/';

    public const string Inbox = "INBOX";

    /// <summary>Octets of a name in UTF-8, and levels. Enough for any folder tree that people make; both keep paths and walks short.</summary>
    private const int MaxOctets = 1000;
    private const int MaxLevels = 32;

    /// <summary>The name with INBOX in capitals, alone or as the first level (RFC 3501, 5.1).</summary>
    /// <exception cref="StoreException">The name is no mailbox's.</exception>
    public static string Check(string name)
    {
        if (name.Length == 0) throw Invalid("The mailbox name is empty.");
        if (Encoding.UTF8.GetByteCount(name) > MaxOctets) throw Invalid($"The mailbox name is longer than {MaxOctets} octets.");
        var levels = name.Split(Delimiter);
        if (levels.Length > MaxLevels) throw Invalid($"The mailbox name has more than {MaxLevels} levels.");
        if (levels.Contains("")) throw Invalid("The mailbox name has an empty level: it starts or ends with '/', or has two in a row.");
        if (name.Any(char.IsControl)) throw Invalid("The mailbox name has a control character.");
        if (name.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar)) throw Invalid("The mailbox name is not well-formed Unicode.");
        if (levels[0].Equals(Inbox, StringComparison.OrdinalIgnoreCase)) levels[0] = Inbox;
        return string.Join(Delimiter, levels);
    }

    public static bool IsInferior(string name, string superior) =>
        name.Length > superior.Length && name[superior.Length] == Delimiter && name.StartsWith(superior, StringComparison.Ordinal);

    /// <summary>The superiors of a name, the nearest first.</summary>
    public static IEnumerable<string> Superiors(string name)
    {
        for (var at = name.LastIndexOf(Delimiter); at > 0; at = name.LastIndexOf(Delimiter, at - 1)) yield return name[..at];
    }

    private static StoreException Invalid(string message) => new(StoreError.InvalidName, message);
}
