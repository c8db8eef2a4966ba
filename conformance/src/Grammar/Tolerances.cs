namespace Conformance.Grammar;

/// <summary>The rules that only exist under a leave: those of tolerance.abnf, for which the judge asks after the strict reading has failed, and UTF-8,
/// which the client has to enable.</summary>
internal static class Tolerances
{
    public static void AttachTo(RuleSet grammar)
    {
        string[] unknown =
        [
            "unknown-payload", "unknown-keyword", "unknown-message-keyword", "unknown-fetch-item", "unknown-status-item",
            "unknown-return-item", "unknown-command",
        ];
        foreach (var name in unknown)
            Demand(grammar, name, Leave.UnknownExtension);
        foreach (var name in (string[])["UTF8-2", "UTF8-3", "UTF8-4"])
            Demand(grammar, name, Leave.Utf8);
        Demand(grammar, "text-missing", Leave.TextMissing);
        Demand(grammar, "text-empty", Leave.TextMissing);
    }

    private static void Demand(RuleSet grammar, string name, Leave leave)
    {
        if (grammar.Find(name) is { } rule)
            rule.Needs = leave;
    }
}
