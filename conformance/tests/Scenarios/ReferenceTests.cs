using System.Text.RegularExpressions;
using Conformance.Scenarios;

namespace Conformance.Tests.Scenarios;

/// <summary>What scenarios/README.md shows is what the parser reads.</summary>
public sealed partial class ReferenceTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Folders.Scenarios, "README.md"));

    [Fact]
    public void The_example_on_top_is_a_scenario_of_the_language()
    {
        var example = string.Join('\n', Text.Split('\n').SkipWhile(l => !l.StartsWith("    ", StringComparison.Ordinal))
            .TakeWhile(l => l.Length == 0 || l.StartsWith("    ", StringComparison.Ordinal)).Select(l => l.Length == 0 ? l : l[4..]));
        var scenario = ScenarioParser.Parse("example", "example", example, Catalogue.Load(Path.Combine(Folders.Scenarios, "requirements")));
        Assert.Equal(4, scenario.Steps.Count);
        Assert.Equal(["7162-3.1.3-c", "7162-3.1.3-d", "7162-3.1.3-f"], scenario.Requirements);
    }

    [Fact]
    public void Every_pattern_that_the_tables_show_can_be_read()
    {
        var shown = Text.Split('\n')
            .Where(l => l.StartsWith('|'))
            .SelectMany(l => Code().Matches(l).Select(m => m.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal)))
            .Where(c => Begins().IsMatch(c) && !c.Contains('…', StringComparison.Ordinal))
            .Distinct()
            .ToList();
        Assert.True(shown.Count > 20, $"only {shown.Count} patterns were found");
        Assert.All(shown, code => ExpectationParser.Parse(code, new SourceLine("README.md", 1)));
    }

    [Fact]
    public void Every_hook_of_the_table_is_one_that_scenarios_may_use() =>
        Assert.All(Hooks.Names, hook => Assert.Contains($"`{hook}`", Text, StringComparison.Ordinal));

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"^(\* |OK|NO$|BAD|EOF$|\+$|never |only |then |eventually |x1 )")]
    private static partial Regex Begins();
}
