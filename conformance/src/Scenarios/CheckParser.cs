namespace Conformance.Scenarios;

/// <summary>Reads <c>check converged A</c>, <c>check ladder A</c>, <c>check status equals select</c> and its like, and <c>check [should | may] $b &gt; $a</c>.</summary>
internal static class CheckParser
{
    private static readonly (string First, string Second, Agreement Agreement)[] Agreements =
    [
        ("status", "select", Agreement.StatusSelect), ("search", "changedsince", Agreement.SearchChangedSince), ("uid", "sequence", Agreement.UidSequence),
    ];

    /// <param name="text">What follows the word <c>check</c>.</param>
    /// <exception cref="LineException">It cannot be read.</exception>
    public static Step Parse(string text, SourceLine at)
    {
        var margin = Margin.Split(" " + text);
        var words = new Words(margin.Text);
        if (words.TryTake("converged"))
        {
            var session = words.Session();
            words.End();
            return new ConvergedStep(at, session, margin.Requirements, margin.Readings);
        }

        if (words.TryTake("ladder"))
        {
            var session = words.Session();
            words.End();
            return new LadderStep(at, session, margin.Requirements, margin.Readings);
        }

        foreach (var (first, second, agreement) in Agreements)
        {
            if (!words.TryTake(first))
                continue;
            words.Require("equals");
            words.Require(second);
            words.End();
            return new AgreementStep(at, agreement, margin.Requirements, margin.Readings);
        }

        AlternativeLevel? level = words.TryTake("should") ? AlternativeLevel.Warn : words.TryTake("may") ? AlternativeLevel.Info : null;
        if (words.Peek is "one" or "at" or "no" or "modified" or "distinct")
            throw new LineException($"expected 'check {words.Rest}' inside a race");
        var scanner = new PatternScanner(words.Rest);
        var left = scanner.TryWord() ?? throw LineException.Expected("a value: check $b > $a, check converged A, check ladder A, or check status equals select", scanner.Rest);
        var relations = scanner.Relations();
        if (relations.Count == 0)
            throw LineException.Expected("a relation (< <= = != >= >) and a value, or 'check converged A'", scanner.Rest);
        if (!scanner.IsAtEnd)
            throw LineException.Expected("the end of the line", scanner.Rest);
        var template = TemplateParser.Parse(left, allowLiterals: false);
        if (!template.Variables.Any() && !relations.Any(r => r.Operand.Variables.Any()))
            throw new LineException("expected a variable in the comparison");
        return new CompareStep(at, template, relations, level, margin.Requirements, margin.Readings);
    }
}
