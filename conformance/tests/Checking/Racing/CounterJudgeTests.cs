using Conformance.Checking;
using Conformance.Checking.Racing;
using Conformance.Scenarios;

namespace Conformance.Tests.Checking.Racing;

public sealed class CounterJudgeTests
{
    private int next;

    /// <summary>An attempt that follows the others; its four entries are numbered on.</summary>
    private CounterAttempt Attempt(string lane, ulong observed, int count, Counted result, ulong? told = null)
    {
        next += 4;
        return new CounterAttempt(lane, observed, count, result, told, next, next + 1, next + 2, next + 3);
    }

    private static IReadOnlyList<RaceFault> Faults(RaceProperty property, int final, params CounterAttempt[] attempts) =>
        CounterJudge.Examine(property, new CounterHistory(attempts, final, 99, [90, 91]));

    [Fact]
    public void Each_success_counts_on_from_the_last()
    {
        CounterAttempt[] attempts =
            [Attempt("R1", 5, 0, Counted.Done, 6), Attempt("R2", 5, 0, Counted.Refused), Attempt("R2", 6, 1, Counted.Done, 8), Attempt("R1", 8, 2, Counted.Open)];
        foreach (var property in new[] { RaceProperty.AtMostOneWinner, RaceProperty.NoLostUpdate, RaceProperty.ModifiedJustified })
            Assert.Empty(Faults(property, 2, attempts));
        // What was answered NO may have been carried out.
        Assert.Empty(Faults(RaceProperty.NoLostUpdate, 3, attempts));
        Assert.Contains("2 sessions' counting was answered OK, and the counter is 4", Assert.Single(Faults(RaceProperty.NoLostUpdate, 4, attempts)).Message, StringComparison.Ordinal);
        Assert.Single(Faults(RaceProperty.NoLostUpdate, 1, attempts));
    }

    [Fact]
    public void Two_that_succeed_from_the_same_value_are_shown_with_what_they_read()
    {
        var attempts = new[] { Attempt("R1", 5, 0, Counted.Done, 6), Attempt("R3", 6, 1, Counted.Done, 7), Attempt("R2", 6, 1, Counted.Done, 8) };
        var twice = Assert.Single(Faults(RaceProperty.AtMostOneWinner, 2, attempts));
        Assert.Contains("R3 and R2 both succeeded with UNCHANGEDSINCE 6", twice.Message, StringComparison.Ordinal);
        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], twice.Proof);
        var lost = Assert.Single(Faults(RaceProperty.NoLostUpdate, 2, attempts));
        Assert.Contains("R3 and R2 both counted from 1 to 2", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_success_is_newer_than_what_it_read() =>
        Assert.Contains("was told MODSEQ 5", Assert.Single(Faults(RaceProperty.AtMostOneWinner, 1, Attempt("R1", 5, 0, Counted.Done, 5))).Message, StringComparison.Ordinal);

    [Fact]
    public void Modified_needs_a_change_that_was_sent_before_it_came()
    {
        var refused = Attempt("R2", 5, 0, Counted.Refused);
        var later = Attempt("R1", 5, 0, Counted.Done, 6);
        Assert.Contains("R2 was told MODIFIED with UNCHANGEDSINCE 5", Assert.Single(Faults(RaceProperty.ModifiedJustified, 1, refused, later)).Message, StringComparison.Ordinal);
        // One that was under way, one whose value is not known, and one that may have been carried out.
        Assert.Empty(Faults(RaceProperty.ModifiedJustified, 1, refused, later with { Sent = refused.Sent }));
        Assert.Empty(Faults(RaceProperty.ModifiedJustified, 1, refused, later with { Sent = refused.Sent, Told = null }));
        Assert.Empty(Faults(RaceProperty.ModifiedJustified, 1, refused, later with { Sent = refused.Sent, Result = Counted.Open }));
        // An older value justifies nothing.
        Assert.Single(Faults(RaceProperty.ModifiedJustified, 1, Attempt("R1", 3, 0, Counted.Done, 5), Attempt("R2", 5, 1, Counted.Refused)));
    }

    [Fact]
    public void A_finding_says_in_how_many_attempts()
    {
        var check = new RaceCheck(new SourceLine("x", 3), RaceProperty.AtMostOneWinner, ["7162-3.1.3-s"], []);
        var history = new CounterHistory([Attempt("R1", 5, 0, Counted.Done, 6), Attempt("R2", 5, 0, Counted.Done, 7), Attempt("R2", 7, 1, Counted.Done, 8)], 2, 8, []);
        var broken = Assert.Single(CounterJudge.Findings(check, history, _ => Outcome.Fail));
        Assert.Equal((Outcome.Fail, new Occurrences(1, 3), 8), (broken.Outcome, broken.Occurrences!, broken.Proof!.Count));
        var held = Assert.Single(CounterJudge.Findings(check, history with { Attempts = [.. history.Attempts.Skip(1)] }, _ => Outcome.Fail));
        Assert.Equal((Outcome.Pass, new Occurrences(2, 2)), (held.Outcome, held.Occurrences!));
    }
}
