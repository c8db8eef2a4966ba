using Conformance.Scenarios;

namespace Conformance.Checking.Matching;

/// <summary>What was expected and what came, in words for the report.</summary>
internal static class Wording
{
    // How a line weighs is no part of what it expects.
    private static readonly string[] Weights = ["should ", "may ", "needs ", "eventually "];

    /// <summary>The line, without what it weighs, with the values that its variables had: <c>* 1 FETCH (MODSEQ ($a > $start)) ($start = 715)</c>.</summary>
    public static string Expected(Expectation expectation, Scope scope)
    {
        var values = Variables(expectation)
            .Distinct()
            .Select(name => scope.TryGet(name, out var value) ? $"${name} = {Short(value)}" : null)
            .OfType<string>()
            .ToList();
        var source = expectation.Source;
        while (Weights.FirstOrDefault(w => source.StartsWith(w, StringComparison.Ordinal)) is { } weight)
            source = source[weight.Length..].TrimStart();
        return values.Count == 0 ? source : $"{source} ({string.Join(", ", values)})";
    }

    /// <summary>The nearest of what did come.</summary>
    public static string Actual(Expectation expectation, Slice slice, Scope scope, LineResult result)
    {
        if (expectation.Quantity == Quantity.Never && result.Entry is { } entry)
            return Shown.One(slice.Window.Entries.First(e => e.Number == entry).Response!);
        return string.Join("; ", expectation.Alternatives.Select(a => Line.Units(a.Pattern).Came(slice, scope)).Distinct());
    }

    private static IEnumerable<string> Variables(Expectation expectation) =>
        expectation.Alternatives.SelectMany(a => a.Pattern.Nodes).SelectMany(node => node switch
        {
            WordNode word => word.Text.Variables,
            StringNode text => text.Text.Variables,
            ValueNode value => value.Relations.SelectMany(r => r.Operand.Variables).Concat(value.Name is null ? [] : [value.Name]),
            _ => [],
        });

    private static string Short(string value) => value.Length > 80 ? value[..80] + "…" : value;
}
