using Conformance.Scenarios;

namespace Conformance.Tests.Scenarios;

public sealed class ScenariosOfTheProjectTests
{
    [Fact]
    public void Every_scenario_of_the_project_can_be_read_and_names_only_known_requirements()
    {
        var set = ScenarioSet.Load(Folders.Scenarios);
        Assert.NotEmpty(set.Cases);
        Assert.Equal(set.Cases.Count, set.Cases.Select(c => c.Id).Distinct().Count());
    }

    [Fact]
    public void Every_scenario_of_the_project_checks_some_requirement() =>
        Assert.DoesNotContain(ScenarioSet.Load(Folders.Scenarios).Scenarios, s => s.Requirements.Count == 0);
}
