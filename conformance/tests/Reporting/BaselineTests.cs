using Conformance.Checking;
using Conformance.CommandLine;
using Conformance.Reporting;
using Conformance.Reporting.Baselines;
using Conformance.Scenarios;
using Conformance.Tests.CommandLine;

namespace Conformance.Tests.Reporting;

/// <summary>A known failure must fail as described, and only what is described is excused.</summary>
public sealed class BaselineTests
{
    private const string Case = "condstore/store/condition-twice";
    private const string Requirement = "7162-3.1.3-f";

    private static readonly ScenarioSet Set = ScenarioSet.Load(Home.Scenarios);

    [Fact]
    public void An_expected_failure_is_known_and_the_run_passes()
    {
        var run = Apply($"fail  {Requirement}  {Case}", Outcome.Fail);
        Assert.Equal(Outcome.Known, Assert.Single(run.Cases).Outcome);
        Assert.Equal(new Verdict("CONFORMANT (with known failures)", ExitCode.Passed), Verdict.Of(run, failOnShould: false));
    }

    [Theory]
    [InlineData(Outcome.Pass)]
    [InlineData(Outcome.Info)]
    [InlineData(Outcome.Warn)]
    public void An_expected_failure_that_does_not_come_fails_the_run(Outcome seen)
    {
        var run = Apply($"fail  {Requirement}  {Case}", seen);
        Assert.Equal(ExitCode.NonConformant, Verdict.Of(run, failOnShould: false).Exit);
        Assert.Contains("take the line out", run.Cases[0].Checks[0].Findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fail", Outcome.Fail, Outcome.Known)]
    [InlineData("fail", Outcome.Pass, Outcome.Pass)]
    [InlineData("warn", Outcome.Fail, Outcome.Fail)]
    public void What_depends_on_timing_may_hold_and_may_not_be_worse(string expected, Outcome seen, Outcome outcome) =>
        Assert.Equal(outcome, Apply($"{expected}  {Requirement}  {Case}  sometimes", seen).Cases[0].Outcome);

    [Theory]
    [InlineData(Outcome.Blocked)]
    [InlineData(Outcome.Error)]
    public void Blocks_and_errors_are_never_excused(Outcome seen)
    {
        var run = Apply($"fail  {Requirement}  {Case}", seen);
        Assert.Equal(seen, run.Cases[0].Outcome);
        Assert.Equal(ExitCode.Inconclusive, Verdict.Of(run, failOnShould: false).Exit);
    }

    [Fact]
    public void What_was_skipped_says_nothing_about_what_was_expected() =>
        Assert.Equal(Outcome.Skip, Apply($"fail  {Requirement}  {Case}", Outcome.Skip).Cases[0].Outcome);

    [Fact]
    public void Another_requirement_in_the_same_case_is_not_excused() =>
        Assert.Equal(Outcome.Fail, Apply($"fail  7162-3.1.3-d  {Case}  sometimes", Outcome.Fail).Cases[0].Outcome);

    [Theory]
    [InlineData("fail  7162-3.1.3-zz  condstore/store/condition-twice", "found '7162-3.1.3-zz'")]
    [InlineData("fail  7162-3.1.3-f  condstore/store/condition-twcie", "did you mean 'condstore/store/condition-twice'?")]
    [InlineData("fails  7162-3.1.3-f  condstore/store/condition-twice", "expected 'fail' or 'warn'")]
    [InlineData("fail  7162-3.1.3-f  condstore/store/condition-twice  often", "expected 'fail' or 'warn'")]
    [InlineData("fail 7162-3.1.3-f condstore/store/condition-twice", "two spaces between")]
    public void A_line_that_cannot_be_is_an_error_with_its_place(string line, string message)
    {
        var error = Assert.Throws<ScenarioException>(() => BaselineParser.Parse("x.known-failing", $"Why.\n    {line}\n", Set));
        Assert.StartsWith("x.known-failing:2", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_needs_a_reason() =>
        Assert.Contains("a reason", Assert.Throws<ScenarioException>(() => BaselineParser.Parse("x", $"   fail  {Requirement}  {Case}\n", Set)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_written_is_read_again_and_reasons_are_kept()
    {
        SeenCheck[] seen = [new(Case, Outcome.Fail, Requirement, Outcome.Fail, "seen so"), new(Case, Outcome.Fail, "7162-3.1.3-d", Outcome.Fail, "and so")];
        var earlier = BaselineParser.Parse("x", $"Argued by RFC 7162 section 3.1.3,\nover two lines.\r\n\tfail\t{Requirement}\t{Case}\n", Set);
        var written = BaselineParser.Parse("x", BaselineWriter.Write(seen, earlier), Set);
        Assert.Equal("Argued by RFC 7162 section 3.1.3, over two lines.", written.Find(Case, Requirement, Outcome.Fail)!.Reason);
        Assert.StartsWith(BaselineWriter.Unargued, written.Find(Case, "7162-3.1.3-d", Outcome.Fail)!.Reason, StringComparison.Ordinal);
        Assert.Equal(2, written.Entries.Count);
        Assert.Empty(BaselineParser.Parse("x", BaselineWriter.Write([seen[1]], null), Set).Surprises(seen));
    }

    [Fact]
    public void Every_baseline_of_the_repository_can_be_read_and_argues_each_line()
    {
        var files = Directory.GetFiles(Path.Combine(Home.Scenarios, "targets"), "*.known-failing");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.All(Baseline.Load(file, Set).Entries, entry => Assert.Matches("RFC [0-9]+ section", entry.Reason)));
    }

    [Fact]
    public async Task A_baseline_that_is_not_there_is_a_usage_error()
    {
        var ran = await TheSuite.RunAsync("--baseline", "no-such.known-failing", "--dry-run");
        Assert.Equal(4, ran.Exit);
        Assert.Contains("baseline write", ran.Error, StringComparison.Ordinal);
    }

    private static RunResult Apply(string line, Outcome seen)
    {
        var run = SampleRun.Of(seen);
        var @case = run.Cases[0] with
        {
            Case = Set.Cases.First(c => c.Id == Case),
            Checks = [new Check(Requirement, seen, [new Finding(Requirement, seen, "what was seen")])],
        };
        return BaselineParser.Parse("x", $"Why.\n    {line}\n", Set).Apply(run with { Cases = [@case] });
    }
}
