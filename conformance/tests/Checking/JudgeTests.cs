using Conformance.Checking;
using Conformance.Scenarios;

namespace Conformance.Tests.Checking;

public sealed class JudgeTests
{
    private static readonly Catalogue Catalogue = new(
        [Of("must", RequirementLevel.Must), Of("should", RequirementLevel.Should), Of("may", RequirementLevel.May), Of("capped", RequirementLevel.Must, AlternativeLevel.Warn)], []);

    private static Requirement Of(string id, RequirementLevel level, AlternativeLevel? atMost = null) =>
        new(id, "RFC 7162 section 1", level, "s", "t", "", "1c", new SourceLine("f", 1), atMost);

    private static Finding Found(string? id, Outcome outcome, string message = "m") => new(id, outcome, message);

    [Theory]
    [InlineData(Outcome.Pass, Outcome.Pass, Outcome.Pass)]
    [InlineData(Outcome.Pass, Outcome.Fail, Outcome.Fail)]
    [InlineData(Outcome.Fail, Outcome.Pass, Outcome.Fail)]
    [InlineData(Outcome.Warn, Outcome.Info, Outcome.Warn)]
    [InlineData(Outcome.Error, Outcome.Warn, Outcome.Error)]
    public void The_worst_finding_of_a_requirement_counts(Outcome first, Outcome second, Outcome folded)
    {
        var check = Assert.Single(Judge.Fold([Found("must", first), Found("must", second)], Catalogue));
        Assert.Equal((folded, 2), (check.Outcome, check.Findings.Count));
    }

    [Theory]
    [InlineData("must", Outcome.Fail)]
    [InlineData("should", Outcome.Warn)]
    [InlineData("may", Outcome.Info)]
    [InlineData("capped", Outcome.Warn)]
    public void An_invariant_is_never_judged_worse_than_the_catalogue_allows(string id, Outcome outcome) =>
        Assert.Equal(outcome, Assert.Single(Judge.Fold([Found(id, Outcome.Fail) with { Invariant = "i" }], Catalogue)).Outcome);

    [Fact]
    public void A_scenario_line_says_its_level_itself() =>
        Assert.Equal(Outcome.Warn, Assert.Single(Judge.Fold([Found("may", Outcome.Warn)], Catalogue)).Outcome);

    [Fact]
    public void An_unknown_requirement_is_our_own_error() =>
        Assert.Equal(Outcome.Error, Assert.Single(Judge.Fold([Found("nope", Outcome.Pass)], Catalogue)).Outcome);

    [Fact]
    public void A_precondition_blocks_what_the_scenario_never_came_to()
    {
        var judgement = Judge.Case([Found("must", Outcome.Pass), Found(null, Outcome.Blocked, "STORE was refused")], Catalogue, ["must", "should"]);
        Assert.Equal((Outcome.Blocked, "STORE was refused"), (judgement.Outcome, judgement.Reason));
        Assert.Equal([Outcome.Pass, Outcome.Blocked], judgement.Checks.Select(c => c.Outcome));
    }

    [Fact]
    public void A_failure_weighs_more_than_a_block() =>
        Assert.Equal(Outcome.Fail, Judge.Case([Found("must", Outcome.Fail), Found(null, Outcome.Blocked)], Catalogue, ["must"]).Outcome);

    [Fact]
    public void A_skipped_case_skips_its_requirements()
    {
        var judgement = Judge.Case([], Catalogue, ["must", "must"], skipped: "no QRESYNC");
        Assert.Equal((Outcome.Skip, "no QRESYNC"), (judgement.Outcome, judgement.Reason));
        Assert.Equal(Outcome.Skip, Assert.Single(judgement.Checks).Outcome);
    }

    [Fact]
    public void Our_own_defect_is_an_error() => Assert.Equal(Outcome.Error, Judge.Case([Found("must", Outcome.Pass)], Catalogue, ["must"], error: "bug").Outcome);

    [Fact]
    public void A_case_that_exercised_nothing_has_not_passed() => Assert.Equal(Outcome.Skip, Judge.Case([], Catalogue, []).Outcome);

    [Fact]
    public void A_case_passes_if_all_its_checks_do() => Assert.Equal(Outcome.Pass, Judge.Case([Found("must", Outcome.Pass), Found(null, Outcome.Pass)], Catalogue, ["must"]).Outcome);
}
