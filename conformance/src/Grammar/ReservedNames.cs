using System.Collections.Concurrent;
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
        "PERMANENTFLAGS", "CAPABILITY", "BADCHARSET", "READ-ONLY", "READ-WRITE", "TRYCREATE", "MAILBOXID", "MESSAGELIMIT",
    };

    private readonly RuleSet _rules;
    private readonly ConcurrentDictionary<string, HashSet<string>> _heads = new(StringComparer.Ordinal);

    public ReservedNames(RuleSet rules)
    {
        _rules = rules;
        Guard("resp-text-code-atom", rest => !StrictCodes.Contains(FirstAtom(rest)));
        Guard("resp-text-plain", rest => !BeginsWithKnownCode(rest));
        Reserve("select-param-name", "select-param");
        Reserve("fetch-modifier-name", "fetch-modifier");
        Reserve("store-modifier-name", "store-modifier");
        Reserve("unknown-keyword", "response-data");
        Reserve("unknown-message-keyword", "response-data");
        Reserve("unknown-fetch-name", "msg-att-dynamic", "msg-att-static");
        Reserve("unknown-status-name", "status-att-val");
        Reserve("unknown-return-name", "search-return-data");
        Reserve("unknown-command-name", "command-any", "command-auth", "command-nonauth", "command-select");
    }

    /// <summary>The text in brackets at the start of resp-text names a code that no loaded grammar has.</summary>
    public bool BeginsWithUnknownCode(ReadOnlySpan<byte> respText) =>
        respText.StartsWith("["u8) && respText.Contains((byte)']') && FirstAtom(respText[1..]) is { Length: > 0 } name
        && !HeadsOf("resp-text-code").Contains(name);

    private bool BeginsWithKnownCode(ReadOnlySpan<byte> text) =>
        text.StartsWith("["u8) && HeadsOf("resp-text-code").Contains(FirstAtom(text[1..]));

    /// <summary>The rule stands for no name that one of the lists has an alternative for.</summary>
    private void Reserve(string ruleName, params string[] lists)
    {
        if (_rules.Find(ruleName) is { } rule)
            rule.Condition = text => !IsIn(lists, Encoding.Latin1.GetString(text));
    }

    private bool IsIn(string[] lists, string name)
    {
        foreach (var list in lists)
        {
            if (HeadsOf(list).Contains(name))
                return true;
        }
        return false;
    }

    private void Guard(string ruleName, RuleCondition guard)
    {
        if (_rules.Find(ruleName) is { } rule)
            rule.Guard = guard;
    }

    private HashSet<string> HeadsOf(string list) =>
        _heads.GetOrAdd(list, static (name, rules) => rules.Find(name) is { } rule ? Heads.Of(rule) : [], _rules);

    /// <summary>The first word: up to a space or a closing bracket.</summary>
    private static string FirstAtom(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny(" ]\r"u8);
        return Encoding.Latin1.GetString(end < 0 ? text : text[..end]);
    }
}
