using Conformance.CommandLine;
using Conformance.Reporting;
using Conformance.Scenarios;

namespace Conformance.Tests.Reporting;

public sealed class CoverageTests
{
    private static readonly ScenarioSet Set = ScenarioSet.Load(Home.Scenarios);

    [Fact]
    public void COVERAGE_says_of_each_requirement_what_is_so()
    {
        var written = File.ReadAllLines(Path.Combine(Home.Directory, "COVERAGE.md")).Where(l => l.StartsWith("| ", StringComparison.Ordinal)).ToList();
        var scenarios = CoverageTable.ScenariosOf(Set);
        var wrong = Set.Catalogue.Requirements.Select(r => CoverageTable.Row(r, scenarios)).Where(row => !written.Exists(l => l.StartsWith(row, StringComparison.Ordinal))).ToList();
        Assert.True(wrong.Count == 0, "write it anew (coverage --write COVERAGE.md --results …):\n" + string.Join('\n', wrong));
        Assert.Equal(Set.Catalogue.Requirements.Count, written.Count(l => l.StartsWith("| requirement", StringComparison.Ordinal) is false));
    }

    [Fact]
    public void At_most_fifteen_requirements_show_nothing_on_the_wire_and_no_scenario_asks_for_those()
    {
        var scenarios = CoverageTable.ScenariosOf(Set);
        var excluded = Set.Catalogue.Requirements.Where(r => r.Unobservable is not null).ToList();
        Assert.InRange(excluded.Count, 0, 15);
        Assert.All(excluded, r => Assert.False(scenarios.Contains(r.Id), $"{r.Id} is asked for by {string.Join(", ", scenarios[r.Id])}"));
    }
}
