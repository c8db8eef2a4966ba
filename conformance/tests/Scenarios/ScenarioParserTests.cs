using Conformance.Scenarios;

namespace Conformance.Tests.Scenarios;

public sealed class ScenarioParserTests
{
    [Fact]
    public void Prose_headers_and_steps_are_told_apart()
    {
        var scenario = Parse(
            """
            First paragraph,
            in two lines.
            # not prose

            Second paragraph.

            needs    CONDSTORE LITERAL+, not:QRESYNC hook:restart user2
            # a comment
            mailbox  3 messages shifted
            mailbox  other 0 messages
            mailbox  missing absent
            session  B user2
            deadline 20s

            A  SELECT $mailbox
            	* OK [CLOSED]
            hook restart
            reconnect A
            B  NOOP
            """);
        Assert.Equal("First paragraph, in two lines.\nSecond paragraph.", scenario.Prose);
        Assert.Equal(["CONDSTORE", "LITERAL+"], scenario.Needs.Capabilities);
        Assert.Equal(["QRESYNC"], scenario.Needs.Without);
        Assert.Equal(["restart"], scenario.Needs.Hooks);
        Assert.True(scenario.Needs.SecondUser);
        Assert.Equal([("mailbox", 3, true, false), ("other", 0, false, false), ("missing", 0, false, true)], scenario.Mailboxes.Select(m => (m.Name, m.Messages, m.Shifted, m.Absent)));
        Assert.Equal(["mailbox", "uidvalidity", "uidnext", "uid1", "uid2", "uid3"], scenario.Mailboxes[0].Variables);
        Assert.Equal(["other", "other.uidvalidity", "other.uidnext"], scenario.Mailboxes[1].Variables);
        Assert.Equal(2, scenario.SessionUsers['B']);
        Assert.Equal(TimeSpan.FromSeconds(20), scenario.Deadline);
        Assert.Equal([15, 17, 18, 19], scenario.Steps.Select(s => s.Line.Number));
        Assert.Equal(['A', 'B'], scenario.Sessions);
    }

    [Theory]
    [InlineData("A  FETCH 1 (FLAGS)", Talk.Command, "FETCH 1 (FLAGS)")]
    [InlineData("A\tFETCH 1 (FLAGS)   ", Talk.Command, "FETCH 1 (FLAGS)")]
    [InlineData("A  idle", Talk.Begin, "idle")]
    [InlineData("A  begin AUTHENTICATE PLAIN", Talk.Begin, "AUTHENTICATE PLAIN")]
    [InlineData("A  DONE", Talk.Continue, "DONE")]
    [InlineData("A  continue AGEAYg==", Talk.Continue, "AGEAYg==")]
    [InlineData("A  continue", Talk.Continue, "")]
    [InlineData("A  raw x1 NOOP%x0D.0A", Talk.Raw, "x1 NOOP%x0D.0A")]
    [InlineData("A  SEARCH SUBJECT  two", Talk.Command, "SEARCH SUBJECT  two")]
    public void A_session_talks_in_five_ways(string line, Talk talk, string text)
    {
        var step = Assert.IsType<SessionStep>(Assert.Single(Steps(line)));
        Assert.Equal((talk, text), (step.Talk, step.Text.Source));
    }

    [Fact]
    public void Blocks_and_verbs_are_read()
    {
        var steps = Steps(
            """
            connect A
            drop A
            drop A after line 2
            repeat 3
            together
            A  NOOP
            B  NOOP
               OK  7162-7-a
            end
            let $x = $i
            end
            race 20 rounds, 4 sessions
              before  STORE 1 -FLAGS (x)
              each    STORE 1 (UNCHANGEDSINCE $h) FLAGS (w$k-$round)
              each    UID STORE 1 (UNCHANGEDSINCE $h) FLAGS (w$k-$round)
              then    STORE 1 FLAGS ()
              beside  B  EXPUNGE
              check at most one winner  7162-3.1.3-s A-7
            end
            counter 30 times, 3 sessions
            check no lost update  7162-3.1.3-s
            check modified justified  7162-3.1.3-a
            end
            A  FETCH 1 (MODSEQ)
               * 1 FETCH (MODSEQ ($m))
            check should 1 < $m+1 <= $maxmodseq  7162-3.1-a
            check converged A  7162-3.2-i
            """);
        Assert.Equal(
            [typeof(ConnectionStep), typeof(ConnectionStep), typeof(ConnectionStep), typeof(RepeatStep), typeof(RaceStep), typeof(CounterStep), typeof(SessionStep), typeof(CompareStep), typeof(ConvergedStep)],
            steps.Select(s => s.GetType()));
        Assert.Equal(2, ((ConnectionStep)steps[2]).AfterLine);
        var repeat = (RepeatStep)steps[3];
        Assert.Equal(2, ((TogetherStep)repeat.Steps[0]).Steps.Count);
        Assert.Equal("x", ((LetStep)repeat.Steps[1]).Name);
        var race = (RaceStep)steps[4];
        Assert.Equal((20, 4, 1, 'B', RaceProperty.AtMostOneWinner), (race.Rounds, race.Sessions, race.Before.Count, race.Besides[0].Session, race.Checks[0].Property));
        Assert.Equal(["7162-3.1.3-s"], race.Requirements);
        Assert.Equal((2, 1), (race.Each.Count, race.Then.Count));
        var counter = (CounterStep)steps[5];
        Assert.Equal((30, 3), (counter.Times, counter.Sessions));
        Assert.Equal([RaceProperty.NoLostUpdate, RaceProperty.ModifiedJustified], counter.Checks.Select(c => c.Property));
        Assert.Equal(["A-7"], race.Checks[0].Readings);
        var compare = (CompareStep)steps[7];
        Assert.Equal(AlternativeLevel.Warn, compare.Level);
        Assert.Equal([Comparison.Less, Comparison.LessOrEqual], compare.Relations.Select(r => r.Comparison));
    }

    [Fact]
    public void An_expectation_has_modifiers_alternatives_and_a_margin()
    {
        var step = (SessionStep)Assert.Single(Steps(
            """
            A  NOOP
               should then eventually * 2 EXISTS | info * 3 EXISTS	7162-3.1-a A-3 7162-3.1-b
               OK [MODIFIED 1]  7162-3.1-a
               | warn NO
            """.Replace("should then", "should", StringComparison.Ordinal)));
        var first = step.Expectations[0];
        Assert.Equal((Quantity.Some, true, false, AlternativeLevel.Warn), (first.Quantity, first.Eventually, first.Then, first.Unmet));
        Assert.Equal([AlternativeLevel.Pass, AlternativeLevel.Info], first.Alternatives.Select(a => a.Level));
        Assert.Equal(["7162-3.1-a", "7162-3.1-b"], first.Requirements);
        Assert.Equal(["A-3"], first.Readings);
        Assert.Equal("should eventually * 2 EXISTS | info * 3 EXISTS", first.Source);
        Assert.Equal(2, step.Expectations[1].Alternatives.Count);
        Assert.Equal(["7162-3.1-a"], step.Expectations[1].Requirements);
    }

    [Fact]
    public void Patterns_hold_names_values_and_relations()
    {
        var fetch = (DataPattern)PatternParser.Parse("* 2 FETCH (UID $uid2 FLAGS (\\Seen ...) MODSEQ ($m >= $a ≤ 9) BODY[HEADER.FIELDS (TO)]<0> \"a \\\" b\")");
        var items = Assert.IsType<ListNode>(Assert.Single(fetch.Arguments)).Items;
        Assert.Equal("uid2", Assert.IsType<ValueNode>(items[1]).Name);
        Assert.True(Assert.IsType<ListNode>(items[3]).AtLeast);
        var modSeq = Assert.IsType<ValueNode>(Assert.Single(Assert.IsType<ListNode>(items[5]).Items));
        Assert.Equal([Comparison.GreaterOrEqual, Comparison.LessOrEqual], modSeq.Relations.Select(r => r.Comparison));
        Assert.Equal("BODY[HEADER.FIELDS (TO)]<0>", Assert.IsType<WordNode>(items[6]).Text.Source);
        Assert.Equal("a \" b", Assert.IsType<StringNode>(items[7]).Text.Source);
        Assert.IsType<AnyNode>(((DataPattern)PatternParser.Parse("* $_ EXPUNGE")).Number);
        Assert.Equal(["uid1", "uid3"], Assert.IsType<WordNode>(((DataPattern)PatternParser.Parse("* VANISHED $uid1:$uid3")).Arguments[0]).Text.Variables);
    }

    [Fact]
    public void Variant_words_are_filled_in_everywhere_and_an_empty_line_disappears()
    {
        var cases = ScenarioParser.ParseCases(
            "x", "x", "Why.\nneeds CONDSTORE $cap\nvary\n  a $cap=`IDLE` $line=`* 1 EXISTS` $$`\n".Replace(" $$`", "", StringComparison.Ordinal)
            + "  b $cap=`QRESYNC` $line=``\n\nA  NOOP\n   $line\n   OK  7162-7-a\n");
        Assert.Equal(["x@a", "x@b"], cases.Select(c => c.Id));
        Assert.Equal(["CONDSTORE", "QRESYNC"], cases[1].Scenario.Needs.Capabilities);
        Assert.Equal([2, 1], cases.Select(c => ((SessionStep)c.Scenario.Steps[0]).Expectations.Count));
    }

    private static Scenario Parse(string text) => ScenarioParser.Parse("x", "x.scenario", text);

    private static IReadOnlyList<Step> Steps(string steps) =>
        Parse($"Why.\n\nneeds CONDSTORE hook:restart\nmailbox 3 messages\n\n{steps}\n").Steps;
}
