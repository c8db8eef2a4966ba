using Conformance.Checking;
using Conformance.Reporting;

namespace Conformance.Tests.Reporting;

/// <summary>The table of exit codes, row by row. A run never is what it was not shown to be.</summary>
public sealed class VerdictTests
{
    [Theory]
    [InlineData(ExitCode.Passed, "CONFORMANT", Outcome.Pass)]
    [InlineData(ExitCode.Passed, "CONFORMANT", Outcome.Pass, Outcome.Info)]
    [InlineData(ExitCode.Passed, "CONFORMANT", Outcome.Pass, Outcome.Warn)]
    [InlineData(ExitCode.Passed, "CONFORMANT (partial: QRESYNC not offered)", Outcome.Pass, Outcome.Skip)]
    [InlineData(ExitCode.NonConformant, "NON-CONFORMANT", Outcome.Pass, Outcome.Fail)]
    [InlineData(ExitCode.NonConformant, "NON-CONFORMANT", Outcome.Fail, Outcome.Blocked, Outcome.Error, Outcome.Skip)]
    [InlineData(ExitCode.Inconclusive, "INCONCLUSIVE", Outcome.Pass, Outcome.Blocked)]
    [InlineData(ExitCode.Inconclusive, "INCONCLUSIVE", Outcome.Pass, Outcome.Error)]
    [InlineData(ExitCode.Inconclusive, "INCONCLUSIVE", Outcome.Blocked)]
    [InlineData(ExitCode.Inconclusive, "INCONCLUSIVE", Outcome.Skip, Outcome.Error)]
    [InlineData(ExitCode.NothingVerified, "NOTHING VERIFIED", Outcome.Skip)]
    [InlineData(ExitCode.NothingVerified, "NOTHING VERIFIED")]
    public void Outcomes_fold_into_a_verdict(ExitCode exit, string text, params Outcome[] outcomes) =>
        Assert.Equal(new Verdict(text, exit), Verdict.Of(SampleRun.Of(outcomes), failOnShould: false));

    [Fact]
    public void Warnings_fail_the_run_where_that_is_asked_for()
    {
        Assert.Equal(ExitCode.NonConformant, Verdict.Of(SampleRun.Of(Outcome.Pass, Outcome.Warn), failOnShould: true).Exit);
        Assert.Equal(ExitCode.Passed, Verdict.Of(SampleRun.Of(Outcome.Pass, Outcome.Info), failOnShould: true).Exit);
    }

    [Fact]
    public void A_required_capability_that_is_missing_fails_the_run()
    {
        var verdict = Verdict.Of(SampleRun.Of(Outcome.Pass) with { Required = ["condstore", "QRESYNC"] }, failOnShould: false);
        Assert.Equal(new Verdict("NON-CONFORMANT (required, not offered: QRESYNC)", ExitCode.NonConformant), verdict);
    }

    [Fact]
    public void What_ended_early_is_never_conformant()
    {
        var early = SampleRun.Of(Outcome.Pass) with { Interruption = "out of time, 3 cases not run" };
        Assert.Equal(new Verdict("INCONCLUSIVE (out of time, 3 cases not run)", ExitCode.Inconclusive), Verdict.Of(early, failOnShould: false));
        var failed = SampleRun.Of(Outcome.Fail) with { Interruption = "out of time, 3 cases not run" };
        Assert.Equal(new Verdict("NON-CONFORMANT (out of time, 3 cases not run)", ExitCode.NonConformant), Verdict.Of(failed, failOnShould: false));
    }
}
