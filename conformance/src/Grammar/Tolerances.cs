namespace Conformance.Grammar;

/// <summary>The rules of tolerance.abnf that only exist under a leave: the judge asks for it after the strict reading has failed.</summary>
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
        Demand(grammar, "text-missing", Leave.TextMissing);
        Demand(grammar, "text-empty", Leave.TextMissing);
    }

    private static void Demand(RuleSet grammar, string name, Leave leave)
    {
        if (grammar.Find(name) is { } rule)
            rule.Needs = leave;
    }
}
