using System.Collections.Frozen;
using System.Globalization;

namespace Reference.Wire;

/// <summary>The capabilities that this server plays: all it can, or fewer, to be a lesser server. Whatever belongs to an extension asks
/// here before it takes or tells anything of it.</summary>
public sealed class Offer
{
    /// <summary>Extensions of IMAP4rev1 that IMAP4rev2 demands (RFC 9051 appendix E, items 2 and 3): without one of them it is not there.</summary>
    private static readonly string[] FoldedIntoRev2 = ["ENABLE", "NAMESPACE", "UNSELECT", "UIDPLUS", "ESEARCH", "SEARCHRES", "IDLE", "SASL-IR", "LIST-EXTENDED",
        "LIST-STATUS", "MOVE", "LITERAL-", "BINARY", "STATUS=SIZE"];

    /// <summary>An extension that stands on another one, and falls with it.</summary>
    private static readonly (string Name, string StandsOn)[] Grounds = [("QRESYNC", "CONDSTORE"), ("QRESYNC", "ENABLE"), ("SEARCHRES", "ESEARCH"),
        ("LIST-STATUS", "LIST-EXTENDED"), ("CREATE-SPECIAL-USE", "SPECIAL-USE"),
        ("SORT=DISPLAY", "SORT"), ("ESORT", "SORT"), ("ESORT", "ESEARCH"), ("CONTEXT=SEARCH", "ESEARCH"), ("CONTEXT=SORT", "ESORT"), ("PARTIAL", "ESEARCH"), ("UIDONLY", "ENABLE"), ("UTF8=ACCEPT", "ENABLE"),
        .. FoldedIntoRev2.Select(name => ("IMAP4rev2", name))];

    /// <summary>Two that are never told together (RFC 7888 section 5): the first is told only where the second is left out.</summary>
    private static readonly (string Name, string Hides)[] Lesser = [("LITERAL-", "LITERAL+")];

    private const string MessageLimitPrefix = "MESSAGELIMIT=";

    private readonly FrozenSet<string> _names;
    private readonly string[] _all;

    private Offer(IEnumerable<string> names)
    {
        _all = [.. names];
        var families = _all.Where(name => name.Contains('=', StringComparison.Ordinal)).Select(name => name[..(name.IndexOf('=', StringComparison.Ordinal) + 1)]);
        _names = _all.Concat(families).ToFrozenSet(StringComparer.Ordinal);
        if (_all.FirstOrDefault(name => name.StartsWith(MessageLimitPrefix, StringComparison.Ordinal)) is { } limit)
            MessageLimit = int.Parse(limit.AsSpan(MessageLimitPrefix.Length), CultureInfo.InvariantCulture);
        Names = [.. _all.Where(name => !Lesser.Any(lesser => lesser.Name == name && _names.Contains(lesser.Hides)))];
    }

    /// <summary>A name stands here only when the whole extension is there.</summary>
    public static Offer Everything { get; } = new(
    [
        "IMAP4rev1",
        "IMAP4rev2",
        "STARTTLS",
        "AUTH=PLAIN",
        "AUTH=SCRAM-SHA-256",
        "SASL-IR",
        "LITERAL+",
        "LITERAL-",
        "ENABLE",
        "ID",
        "IDLE",
        "NAMESPACE",
        "CHILDREN",
        "LIST-EXTENDED",
        "LIST-STATUS",
        "STATUS=SIZE",
        "SPECIAL-USE",
        "CREATE-SPECIAL-USE",
        "OBJECTID",
        "METADATA",
        "NOTIFY",
        "UNAUTHENTICATE",
        "COMPRESS=DEFLATE",
        "UIDPLUS",
        "MULTIAPPEND",
        "BINARY",
        "CATENATE",
        "REPLACE",
        "UNSELECT",
        "MOVE",
        "ESEARCH",
        "SEARCHRES",
        "CONDSTORE",
        "QRESYNC",
        "WITHIN",
        "SORT",
        "SORT=DISPLAY",
        "ESORT",
        "THREAD=ORDEREDSUBJECT",
        "THREAD=REFERENCES",
        "CONTEXT=SEARCH",
        "CONTEXT=SORT",
        "PARTIAL",
        "UIDONLY",
        "UTF8=ACCEPT",
    ]);

    /// <summary>In the order in which they are told.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many messages one command may work on (RFC 9738); null where there is no limit.</summary>
    public int? MessageLimit { get; }

    /// <summary>Octets that a non-synchronising literal may have (RFC 7888); -1 where there is none at all.</summary>
    public long NonSynchronisingOctets => Has("LITERAL+") ? uint.MaxValue : Has("LITERAL-") ? 4096 : -1;

    /// <summary>Also of what is not told because a greater one is.</summary>
    /// <param name="name">A capability, or with "=" at its end a family of them ("THREAD="), of which one will do.</param>
    public bool Has(string name) => _names.Contains(name);

    /// <summary>The same offer with MESSAGELIMIT. The RFC asks for 1000 at least (section 3); less is for clients that want to see the limit.</summary>
    /// <exception cref="FormatException">No positive number.</exception>
    public Offer WithMessageLimit(int messages) => messages > 0
        ? new Offer([.. _all, string.Create(CultureInfo.InvariantCulture, $"{MessageLimitPrefix}{messages}")])
        : throw new FormatException($"a message limit of {messages} allows no command anything; give 1000 or more");

    /// <summary>The same offer without some names, and without what stands on them.</summary>
    /// <param name="names">Without regard to case.</param>
    /// <exception cref="FormatException">A name that is not offered, or one that no server can do without.</exception>
    public Offer Without(IEnumerable<string> names)
    {
        var left = _all.ToList();
        foreach (var name in names)
        {
            if (!_all.Contains(name, StringComparer.OrdinalIgnoreCase))
                throw new FormatException($"\"{name}\" is no capability of this server; it has {string.Join(' ', _all)}");
            if (name.Equals("IMAP4rev1", StringComparison.OrdinalIgnoreCase))
                throw new FormatException("IMAP4rev1 is what everything else stands on; it cannot be left out");
            left.RemoveAll(one => one.Equals(name, StringComparison.OrdinalIgnoreCase));
        }
        while (left.RemoveAll(one => Grounds.Any(ground => ground.Name == one && !left.Contains(ground.StandsOn))) > 0)
        {
            // What fell may have carried others.
        }
        return new Offer(left);
    }
}
