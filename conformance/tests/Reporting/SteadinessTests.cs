using Conformance.Checking;
using Conformance.Reporting;

namespace Conformance.Tests.Reporting;

/// <summary>A verdict that changes from run to run is told, with how often.</summary>
public sealed class SteadinessTests
{
    [Fact]
    public void Repetitions_that_agree_have_nothing_to_tell() => Assert.Empty(Steadiness.Differing(Run(Outcome.Pass, Outcome.Pass, Outcome.Pass)));

    [Fact]
    public void A_check_that_failed_once_in_three_is_told_with_its_counts()
    {
        var differing = Steadiness.Differing(Run(Outcome.Pass, Outcome.Fail, Outcome.Pass));
        var check = Assert.Single(differing, c => c.RequirementId == "7162-3.1.3-f");
        Assert.Equal("sample/case", check.CaseId);
        Assert.Equal([KeyValuePair.Create(Outcome.Pass, 2), KeyValuePair.Create(Outcome.Fail, 1)], check.Outcomes);
    }

    [Fact]
    public void A_case_that_was_once_blocked_is_told() =>
        Assert.Contains(Steadiness.Differing(Run(Outcome.Pass, Outcome.Blocked)), c => c.RequirementId.Length == 0);

    [Fact]
    public void Different_cases_may_differ() => Assert.Empty(Steadiness.Differing(SampleRun.Of(Outcome.Pass, Outcome.Fail)));

    [Fact]
    public void The_console_names_what_differs_and_what_was_slow()
    {
        using var output = new StringWriter();
        var run = Run(Outcome.Pass, Outcome.Fail);
        new ConsoleReport(output, color: false).Write(run, Verdict.Of(run, failOnShould: false), "out", quiet: false, verbose: false);
        Assert.Contains("7162-3.1.3-f  sample/case: 1 times pass, 1 times fail", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("slowest: sample/case 1.0 s", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_race_that_the_baseline_expects_sometimes_is_told_apart_from_what_is_not_steady()
    {
        var run = Run(Outcome.Pass, Outcome.Fail, Outcome.Pass) with { Sometimes = new HashSet<(string, string)> { ("sample/case", "7162-3.1.3-f") } };
        Assert.All(Steadiness.Differing(run), c => Assert.True(c.IsRace));
        using var output = new StringWriter();
        new ConsoleReport(output, color: false).Write(run, Verdict.Of(run, failOnShould: false), "out", quiet: false, verbose: false);
        Assert.Contains("7162-3.1.3-f  sample/case: 2 times pass, 1 times fail", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Not the same", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("the same in all of 3 repetitions: every other check of 1 cases", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_was_blocked_once_is_no_race_whatever_its_checks() => Assert.Contains(
        Steadiness.Differing(Run(Outcome.Pass, Outcome.Blocked) with { Sometimes = new HashSet<(string, string)> { ("sample/case", "7162-3.1.3-s") } }), c => !c.IsRace);

    private static RunResult Run(params Outcome[] outcomes) => SampleRun.Of([.. outcomes.Select(o => SampleRun.Case("sample/case", o, "seen"))]);
}
