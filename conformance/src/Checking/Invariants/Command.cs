using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>Whether a command makes its client a CONDSTORE-aware one (RFC 7162 section 3.1).</summary>
public enum Enabling
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>It may: refused, not on the list but close to it, or not understood.</summary>
    Perhaps,

    /// <summary>It does, once it succeeded.</summary>
    Yes,
}

/// <summary>One command that was sent, as far as it can be understood.</summary>
/// <param name="Tag">Its tag; empty for bytes that show none.</param>
/// <param name="Sent">Where it began in the transcript.</param>
/// <param name="IsRaw">It went out as bare bytes: what the server makes of it is open.</param>
public sealed record Command(string Tag, Entry Sent, bool IsRaw)
{
    /// <summary>The command's name in upper case, without UID; empty while it is not read.</summary>
    public string Name { get; init; } = "";

    /// <summary>The UID form.</summary>
    public bool IsUid { get; init; }

    public IReadOnlyList<Value> Arguments { get; init; } = [];

    /// <summary>All of it went out, literals included; before that it is not in progress (RFC 7162 section 3.2.10.2).</summary>
    public bool IsComplete { get; init; }

    /// <summary>It could be taken apart into a name and values.</summary>
    public bool IsReadable { get; init; }

    public Enabling Enabling { get; init; }

    /// <summary>Name and form as written: <c>UID FETCH</c>.</summary>
    public string Title => IsUid ? $"UID {Name}" : Name;

    public bool Is(params ReadOnlySpan<string> names) => IsReadable && names.Contains(Name);

    /// <summary>The mailbox that SELECT, EXAMINE, STATUS, CREATE, DELETE or RENAME names; INBOX in upper case.</summary>
    public string? Mailbox => Arguments is [var name, ..] ? NameOf(name.ToText()) : null;

    /// <summary>A parameter of SELECT, a modifier of FETCH or STORE: whether that word stands in the list behind the set or name.</summary>
    public bool HasModifier(string word)
    {
        var list = Name switch
        {
            "SELECT" or "EXAMINE" or "STORE" => Arguments.ElementAtOrDefault(1),
            "FETCH" => Arguments.Count > 2 ? Arguments[^1] : null,
            _ => null,
        };
        return list is ListValue { Items: var items } && items.Any(i => Same(i, word));
    }

    /// <summary>Whether FETCH asks for an item (in a list or alone), or STATUS for one.</summary>
    public bool AsksFor(string item) => Arguments.ElementAtOrDefault(1) switch
    {
        ListValue list => list.Items.Any(i => Same(i, item)),
        { } one => Same(one, item),
        null => false,
    };

    internal static bool Same(Value value, string word) => value is AtomValue atom && atom.Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    internal static string? NameOf(string? mailbox) => mailbox is not null && mailbox.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? "INBOX" : mailbox;
}
