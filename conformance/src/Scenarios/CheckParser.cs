namespace Conformance.Scenarios;

/// <summary>Reads <c>check converged A</c> and <c>check [should | may] $b &gt; $a</c>.</summary>
internal static class CheckParser
{
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

        AlternativeLevel? level = words.TryTake("should") ? AlternativeLevel.Warn : words.TryTake("may") ? AlternativeLevel.Info : null;
        if (words.Peek is "one" or "at" or "no" or "modified" or "distinct")
            throw new LineException($"expected 'check {words.Rest}' inside a race");
        var scanner = new PatternScanner(words.Rest);
        var left = scanner.TryWord() ?? throw LineException.Expected("a value: check $b > $a, or check converged A", scanner.Rest);
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
