using Conformance.Checking;

namespace Conformance.Tests.Checking.Matching;

public sealed class MatcherTests
{
    [Theory]
    [InlineData("0001-1-a", Outcome.Fail)]
    [InlineData("0001-1-b", Outcome.Warn)]
    [InlineData("0001-1-c", Outcome.Info)]
    [InlineData("0001-1-d", Outcome.Fail)]
    [InlineData("0001-1-e", Outcome.Fail)]
    [InlineData("0001-1-f", Outcome.Warn)]
    [InlineData("0001-1-g", Outcome.Fail)]
    [InlineData("0001-1-h", Outcome.Fail)]
    [InlineData("0001-1-i", Outcome.Warn)]
    [InlineData("0001-1-j", Outcome.Warn)]
    public void What_is_not_met_weighs_what_the_catalogue_says(string id, Outcome expected)
    {
        Assert.Equal(expected, Assert.Single(Dialogue.Of("a1 OK").Match($"* 1 EXISTS  {id}").Findings).Outcome);
        Assert.Equal(Outcome.Pass, Assert.Single(Dialogue.Of("* 1 EXISTS", "a1 OK").Match($"* 1 EXISTS  {id}").Findings).Outcome);
    }

    [Fact]
    public void Each_id_of_a_line_gets_its_own_finding_and_the_readings_go_with_it()
    {
        var findings = Dialogue.Of("a1 OK").Match("* 1 EXISTS  0001-1-a 0001-1-b A-3").Findings;
        Assert.Equal(["0001-1-a", "0001-1-b"], findings.Select(f => f.RequirementId));
        Assert.Equal([Outcome.Fail, Outcome.Warn], findings.Select(f => f.Outcome));
        Assert.All(findings, f => Assert.Equal(["A-3"], f.Readings));
        Assert.All(findings, f => Assert.Equal(1, f.Line!.Number));
    }

    [Fact]
    public void A_precondition_that_is_not_met_blocks_what_comes_after_it()
    {
        var result = Dialogue.Of("* 2 EXISTS", "a1 OK").Match("* 2 EXISTS  0001-1-a", "* 3 EXISTS", "* 2 EXISTS  0001-1-b");
        Assert.False(result.PreconditionsMet);
        Assert.Equal([("0001-1-a", Outcome.Pass), (null, Outcome.Blocked), ("0001-1-b", Outcome.Blocked)], result.Findings.Select(f => (f.RequirementId, f.Outcome)));
    }

    [Fact]
    public void A_failed_check_blocks_nothing()
    {
        var result = Dialogue.Of("* 2 EXISTS", "a1 OK").Match("* 3 EXISTS  0001-1-a", "* 2 EXISTS  0001-1-b");
        Assert.True(result.PreconditionsMet);
        Assert.Equal([Outcome.Fail, Outcome.Pass], result.Findings.Select(f => f.Outcome));
    }

    [Fact]
    public void A_need_that_is_not_met_skips_and_says_why()
    {
        var result = Dialogue.Of("a1 OK").Match("needs * ENABLED CONDSTORE", "* 3 EXISTS  0001-1-a");
        Assert.Contains("ENABLED", result.SkipReason, StringComparison.Ordinal);
        Assert.Equal(Outcome.Skip, Assert.Single(result.Findings).Outcome);
        Assert.True(result.PreconditionsMet);
        Assert.Null(Dialogue.Of("* ENABLED CONDSTORE", "a1 OK").Match("needs * ENABLED CONDSTORE").SkipReason);
    }

    [Fact]
    public void A_command_must_be_answered_ok_unless_a_line_says_otherwise()
    {
        Assert.False(Dialogue.Of("a1 NO").Match(implicitOk: true).PreconditionsMet);
        Assert.True(Dialogue.Of("a1 OK").Match(implicitOk: true).PreconditionsMet);
        Assert.True(Dialogue.Of("a1 NO").Match(implicitOk: true, "OK | NO").PreconditionsMet);
        Assert.True(Dialogue.Of("a1 BAD").Match(implicitOk: true, "should BAD").PreconditionsMet);
        Assert.False(Dialogue.Of("a1 NO").Match(implicitOk: true, "should OK [HIGHESTMODSEQ $_]").PreconditionsMet);
        Assert.False(Dialogue.Of("a1 NO").Match(implicitOk: true, "never OK [MODIFIED $_]").PreconditionsMet);
        Assert.False(Dialogue.Of("* OK [HIGHESTMODSEQ 3]", "a1 NO").Match(implicitOk: true, "* OK [HIGHESTMODSEQ 3] | OK [HIGHESTMODSEQ 3]").PreconditionsMet);
    }

    [Fact]
    public void Absence_shows_nothing_where_the_command_was_refused_or_not_answered()
    {
        const string Line = "never * $_ EXPUNGE  0001-1-a";
        Assert.Equal(Outcome.Blocked, Dialogue.Of("a1 NO").Match(implicitOk: true, Line).Findings[0].Outcome);
        Assert.Equal(Outcome.Blocked, Dialogue.Of("---").Match(implicitOk: true, Line).Findings[0].Outcome);
        Assert.Equal(Outcome.Blocked, Dialogue.Of().Match(implicitOk: true, Line).Findings[0].Outcome);
        Assert.Equal(Outcome.Blocked, Dialogue.Of("a1 BAD").Match(implicitOk: true, Line).Findings[0].Outcome);
        Assert.Equal(Outcome.Blocked, Dialogue.Of("a1 BAD").Match("OK  0001-1-b", Line).Findings[1].Outcome);
        Assert.Equal(Outcome.Pass, Dialogue.Of("a1 BAD").Match("BAD | info OK  0001-1-b", Line).Findings[1].Outcome);
        Assert.Equal(Outcome.Pass, Dialogue.Of("a1 OK").Match(implicitOk: true, Line).Findings[0].Outcome);
        Assert.Equal(Outcome.Fail, Dialogue.Of("* 1 EXPUNGE", "a1 NO").Match(implicitOk: true, Line).Findings[0].Outcome);
    }

    [Fact]
    public void A_refusal_is_inconclusive_and_bad_is_not()
    {
        const string Line = "* 1 FETCH (MODSEQ ($_))  0001-1-a";
        Assert.Equal(Outcome.Blocked, Dialogue.Of("a1 NO").Match(implicitOk: true, Line).Findings[0].Outcome);
        Assert.Equal(Outcome.Fail, Dialogue.Of("a1 BAD").Match(implicitOk: true, Line).Findings[0].Outcome);
        Assert.Equal(Outcome.Fail, Dialogue.Of("a1 OK").Match(implicitOk: true, Line).Findings[0].Outcome);
        Assert.Equal(Outcome.Blocked, Dialogue.Of("---").Match(implicitOk: true, Line).Findings[0].Outcome);
    }

    [Theory]
    [InlineData("a1 NO [INUSE] later", Outcome.Blocked)]
    [InlineData("a1 NO [UNAVAILABLE] later", Outcome.Blocked)]
    [InlineData("a1 OK [MESSAGELIMIT 1000 7] part of it", Outcome.Blocked)]
    [InlineData("a1 NO [TRYCREATE] no", Outcome.Fail)]
    [InlineData("a1 NO", Outcome.Fail)]
    public void A_server_that_is_short_of_something_is_not_judged(string answer, Outcome expected) =>
        Assert.Equal(expected, Dialogue.Of(answer).Match(implicitOk: true, "OK [MODIFIED 2]  0001-1-a").Findings[0].Outcome);

    [Fact]
    public void Then_goes_on_behind_the_response_that_met_the_line_above()
    {
        var dialogue = Dialogue.Of("* VANISHED (EARLIER) 3", "* 1 FETCH (FLAGS ())", "a1 OK");
        Assert.Equal(Outcome.Pass, dialogue.Match("* VANISHED (EARLIER) 3", "then * 1 FETCH (FLAGS $_)  0001-1-a").Findings[0].Outcome);
        Assert.Equal(Outcome.Fail, dialogue.Match("* 1 FETCH (FLAGS $_)", "then * VANISHED (EARLIER) 3  0001-1-a").Findings[0].Outcome);
        Assert.Equal(Outcome.Pass, dialogue.Match("* 1 FETCH (FLAGS $_)", "then never * VANISHED (EARLIER) $_  0001-1-a").Findings[0].Outcome);
        Assert.Equal(Outcome.Fail, dialogue.Match("* VANISHED (EARLIER) 3", "then never * 1 FETCH (FLAGS $_)  0001-1-a").Findings[0].Outcome);
    }

    [Fact]
    public void Then_counts_from_the_first_response_that_would_do()
    {
        var dialogue = Dialogue.Of("* 1 FETCH (FLAGS ())", "* VANISHED 3", "* 1 FETCH (FLAGS ())", "a1 OK");
        Assert.Equal(Outcome.Pass, dialogue.Match("* $_ FETCH (FLAGS ())", "then * VANISHED 3  0001-1-a").Findings[0].Outcome);
    }

    [Fact]
    public void A_variable_bound_on_one_line_is_the_same_on_the_next()
    {
        var dialogue = Dialogue.Of("* 1 FETCH (MODSEQ (5))", "* 2 FETCH (MODSEQ (6))", "* OK [HIGHESTMODSEQ 6]", "a1 OK");
        var result = dialogue.Match("* 1 FETCH (MODSEQ ($m))  0001-1-a", "* 2 FETCH (MODSEQ ($m))  0001-1-a", "* 2 FETCH (MODSEQ ($n > $m))  0001-1-a", "* OK [HIGHESTMODSEQ $n]  0001-1-a");
        Assert.Equal([Outcome.Pass, Outcome.Fail, Outcome.Pass, Outcome.Pass], result.Findings.Select(f => f.Outcome));
    }

    [Fact]
    public void What_is_not_met_binds_nothing()
    {
        var dialogue = Dialogue.Of("* 1 FETCH (MODSEQ (5))", "a1 OK");
        dialogue.Match("* 1 FETCH (MODSEQ ($m) FLAGS $_)  0001-1-a");
        Assert.False(dialogue.Bindings.TryGet("m", out _));
    }

    [Fact]
    public void A_line_whose_variable_was_never_bound_is_blocked_even_if_it_says_never()
    {
        var dialogue = Dialogue.Of("* 1 FETCH (MODSEQ (5))", "a1 OK");
        var result = dialogue.Match("* 1 FETCH (MODSEQ (> $lost))  0001-1-a", "never * 1 FETCH (MODSEQ (<= $lost))  0001-1-a");
        Assert.All(result.Findings, f => Assert.Equal(Outcome.Blocked, f.Outcome));
        Assert.All(result.Findings, f => Assert.Contains("$lost has no value", f.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Waiting_ends_when_all_is_met_and_repeating_when_the_eventual_lines_are()
    {
        var early = Dialogue.Of("* 1 EXISTS", "a1 OK").Match("eventually * 2 EXISTS", "should * 1 EXISTS");
        Assert.False(early.AllMet);
        Assert.False(early.EventuallyMet);
        var late = Dialogue.Of("* 1 EXISTS", "* 2 EXISTS", "a1 OK").Match("eventually * 2 EXISTS", "should * 9 EXISTS");
        Assert.True(late.EventuallyMet);
        Assert.False(late.AllMet);
        Assert.True(Dialogue.Of("* 2 EXISTS", "a1 OK").Match("eventually * 2 EXISTS", "never * 9 EXISTS").AllMet);
    }

    [Fact]
    public void Extra_data_of_any_kind_disturbs_nothing()
    {
        var result = Dialogue.Of(
            "* OK [ALERT] hello", "* CAPABILITY IMAP4rev1", "* 9 EXISTS", "* 0 RECENT", "* FLAGS ()", "* 9 FETCH (FLAGS (\\Seen))", "* STATUS x (MESSAGES 1)",
            "* XWHATEVER (a b) \"c\"", "* nonsense (((", "* 2 FETCH (FLAGS (\\Flagged) MODSEQ (7) X-GM-MSGID 12)", "* OK [HIGHESTMODSEQ 7]", "a1 OK [XCODE y] done")
            .Match(implicitOk: true, "* 2 FETCH (MODSEQ (7))  0001-1-a", "never * 3 FETCH (FLAGS $_)  0001-1-a", "OK  0001-1-a");
        Assert.All(result.Findings, f => Assert.Equal(Outcome.Pass, f.Outcome));
        Assert.Equal(3, result.Findings.Count);
    }

    [Fact]
    public void Bytes_of_the_server_are_shown_escaped() =>
        Assert.Equal("* OK \\x1B[31m\\xE9", Dialogue.Of("* OK \u001b[31m\u00e9", "a1 OK").Match("* OK [CLOSED] | * OK [ALERT]  0001-1-a", "never * OK  0001-1-a").Findings[1].Actual);

    [Fact]
    public void Messages_say_what_was_expected_with_its_values_and_what_came()
    {
        var dialogue = Dialogue.Of("* 1 FETCH (MODSEQ (5))", "a1 OK fine").With("start", "7");
        var findings = dialogue.Match("should * 1 FETCH (MODSEQ ($m > $start))  0001-1-a", "BAD | warn OK  0001-1-a", "* 1 FETCH (MODSEQ (5))  0001-1-a").Findings;
        Assert.Equal("expected * 1 FETCH (MODSEQ ($m > $start)) ($start = 7); * 1 FETCH (MODSEQ (5))", findings[0].Message);
        Assert.Equal("of BAD | warn OK the server chose OK: a1 OK fine", findings[1].Message);
        Assert.Equal("held: * 1 FETCH (MODSEQ (5))", findings[2].Message);
    }
}
