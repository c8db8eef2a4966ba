using System.Text;

namespace Conformance.Grammar;

/// <summary>
/// RFC 3501 and 4466 end their lists with a generic alternative for extensions, which by the letter also derives a wrong use of a known
/// name: [HIGHESTMODSEQ 0] as "atom SP text", (CHANGEDSINCE 0) as "label SP value". RFC 4315 and 8474 say how it is meant: known names
/// come before the generic alternative. So a name with a rule of its own demands that rule.
/// </summary>
internal sealed class ReservedNames
{
    /// <summary>
    /// Codes whose shape clients act on. Codes of RFC 5530 and others stay open to arguments: servers add detail there, and the generic
    /// alternative allows it.
    /// </summary>
    private static readonly HashSet<string> StrictCodes = new(StringComparer.OrdinalIgnoreCase)
    {
        "HIGHESTMODSEQ", "NOMODSEQ", "MODIFIED", "CLOSED", "APPENDUID", "COPYUID", "UIDNOTSTICKY", "UIDVALIDITY", "UIDNEXT", "UNSEEN",
        "PERMANENTFLAGS", "CAPABILITY", "BADCHARSET", "READ-ONLY", "READ-WRITE", "TRYCREATE", "MAILBOXID",
    };

    private readonly Dictionary<string, HashSet<string>> _heads = new(StringComparer.OrdinalIgnoreCase);

    public static ReservedNames AttachTo(RuleSet grammar)
    {
        var names = new ReservedNames();
        if (grammar.Find("resp-text-code-atom") is { } generic)
            generic.Guard = rest => !StrictCodes.Contains(FirstAtom(rest));
        if (grammar.Find("resp-text-plain") is { } plain)
            plain.Guard = rest => !names.BeginsWithKnownCode(rest);
        Attach(grammar, "select-param-name", text => !names.Knows("select-param", text));
        Attach(grammar, "fetch-modifier-name", text => !names.Knows("fetch-modifier", text));
        Attach(grammar, "store-modifier-name", text => !names.Knows("store-modifier", text));
        Attach(grammar, "unknown-keyword", text => !names.Knows("response-data", text));
        Attach(grammar, "unknown-message-keyword", text => !names.Knows("response-data", text));
        Attach(grammar, "unknown-fetch-name", text => !names.Knows("msg-att-dynamic", text) && !names.Knows("msg-att-static", text));
        Attach(grammar, "unknown-status-name", text => !names.Knows("status-att-val", text));
        Attach(grammar, "unknown-return-name", text => !names.Knows("search-return-data", text));
        Attach(grammar, "unknown-command-name", text => !names.Knows("command", text));
        return names;
    }

    /// <summary>Reads the names off the linked grammar: what each alternative begins with.</summary>
    public void Collect(RuleSet grammar)
    {
        string[] lists =
        [
            "resp-text-code", "select-param", "fetch-modifier", "store-modifier", "response-data", "msg-att-dynamic", "msg-att-static",
            "status-att-val", "search-return-data",
        ];
        foreach (var list in lists)
        {
            if (grammar.Find(list) is { } rule)
                _heads[list] = Heads.Of(rule);
        }
        var commands = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var list in (string[])["command-any", "command-auth", "command-nonauth", "command-select"])
        {
            if (grammar.Find(list) is { } rule)
                commands.UnionWith(Heads.Of(rule));
        }
        _heads["command"] = commands;
    }

    /// <summary>True if <paramref name="name"/> begins one of the alternatives of the rule.</summary>
    public bool Knows(string list, ReadOnlySpan<byte> name) =>
        _heads.TryGetValue(list, out var heads) && heads.Contains(Encoding.Latin1.GetString(name));

    /// <summary>The text in brackets at the start of resp-text names a code that no loaded grammar has.</summary>
    public bool BeginsWithUnknownCode(ReadOnlySpan<byte> respText) =>
        respText.StartsWith("["u8) && respText.Contains((byte)']') && FirstAtom(respText[1..]) is { Length: > 0 } name
        && !Knows("resp-text-code", Encoding.Latin1.GetBytes(name));

    private bool BeginsWithKnownCode(ReadOnlySpan<byte> text) =>
        text.StartsWith("["u8) && Knows("resp-text-code", Encoding.Latin1.GetBytes(FirstAtom(text[1..])));

    /// <summary>The first word: up to a space or a closing bracket.</summary>
    private static string FirstAtom(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny(" ]\r"u8);
        return Encoding.Latin1.GetString(end < 0 ? text : text[..end]);
    }

    private static void Attach(RuleSet grammar, string name, RuleCondition condition)
    {
        if (grammar.Find(name) is { } rule)
            rule.Condition = condition;
    }
}
