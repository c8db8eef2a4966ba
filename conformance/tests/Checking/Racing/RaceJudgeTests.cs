using System.Collections.Immutable;
using System.Text;
using Conformance.Checking;
using Conformance.Checking.Convergence;
using Conformance.Checking.Racing;
using Conformance.Scenarios;

namespace Conformance.Tests.Checking.Racing;

public sealed class RaceJudgeTests
{
    private const ulong Highest = 100;

    /// <summary>A mailbox: each message's flags, UIDs 11, 12… for the numbers 1, 2….</summary>
    private static ImmutableDictionary<uint, RaceMessage> Mailbox(params string[] flags) => flags
        .Select((f, i) => ((uint)(11 + i), new RaceMessage((uint)(1 + i), CachedMessage.FlagSet(f.Split(' ', StringSplitOptions.RemoveEmptyEntries)))))
        .ToImmutableDictionary(m => m.Item1, m => m.Item2);

    /// <summary>A racer: what it sent, and its answer as <c>OK</c>, <c>NO</c>, <c>MODIFIED 1</c>; with the MODSEQ told for message 1.</summary>
    private static RaceEntrant Racer(string command, string answer, ImmutableDictionary<uint, RaceMessage> before, ulong? modSeq = Highest + 1)
    {
        var store = StoreCommand.Read(Encoding.ASCII.GetBytes(command))!;
        var modified = answer.StartsWith("MODIFIED", StringComparison.Ordinal) ? store.Named(answer["MODIFIED ".Length..], before) : null;
        var modSeqs = ImmutableDictionary<uint, ulong>.Empty;
        return new RaceEntrant(
            "R",
            store.Targets(before),
            store.Change,
            store.Flags,
            modified is null ? answer : "OK",
            modified,
            modSeq is { } m ? modSeqs.Add(11, m) : modSeqs,
            7);
    }

    private static RaceFault? Fault(
        RaceProperty property, string before, string after, IEnumerable<(string Command, string Answer)> racers, bool disturbed = false, ulong? modSeq = Highest + 1)
    {
        var start = Mailbox(before.Split('/'));
        var end = after == "-" ? ImmutableDictionary<uint, RaceMessage>.Empty : Mailbox(after.Split('/'));
        var round = new RaceRound(1, Highest, start, end, [.. racers.Select(r => Racer(r.Command, r.Answer, start, modSeq))]);
        return RaceJudge.Examine(property, new RaceHistory([round], disturbed)).SingleOrDefault();
    }

    private const string Add = "STORE 1 (UNCHANGEDSINCE 100) +FLAGS.SILENT (\\Flagged)";
    private const string Remove = "STORE 1 (UNCHANGEDSINCE 100) -FLAGS.SILENT (\\Flagged)";

    [Fact]
    public void One_winner_and_its_change_is_what_remains()
    {
        Assert.Null(Fault(RaceProperty.OneWinner, "", "\\flagged", [(Add, "OK"), (Add, "MODIFIED 1"), (Add, "MODIFIED 1")]));
        Assert.Null(Fault(RaceProperty.OneWinner, "\\Flagged a", "a", [(Remove, "MODIFIED 1"), (Remove, "OK")]));
        Assert.Null(Fault(RaceProperty.OneWinner, "a b", "k2", [("UID STORE 11 (UNCHANGEDSINCE 100) FLAGS (k1)", "MODIFIED 11"), ("UID STORE 11 (UNCHANGEDSINCE 100) FLAGS (k2)", "OK")]));
    }

    [Theory]
    [InlineData(RaceProperty.OneWinner)]
    [InlineData(RaceProperty.AtMostOneWinner)]
    public void Two_winners_are_found(RaceProperty property) => Assert.Contains(
        "2 of 3 conditional STOREs of UID 11 succeeded",
        Fault(property, "", "\\Flagged", [(Add, "OK"), (Add, "MODIFIED 1"), (Add, "OK")])!.Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_store_that_changes_nothing_may_win_beside_another()
    {
        Assert.Null(Fault(RaceProperty.OneWinner, "\\Flagged", "a", [(Add, "OK"), ("STORE 1 (UNCHANGEDSINCE 100) FLAGS (a)", "OK")]));
        Assert.Null(Fault(RaceProperty.AtMostOneWinner, "\\Flagged", "\\Flagged", [(Add, "OK"), (Add, "OK")]));
        Assert.Null(Fault(RaceProperty.AtMostOneWinner, "a", "a", [("STORE 1 FLAGS (A)", "OK"), (Remove, "OK")]));
    }

    [Fact]
    public void Nobody_winning_is_a_fault_unless_something_else_was_going_on()
    {
        (string, string)[] all = [(Add, "MODIFIED 1"), (Add, "MODIFIED 1")];
        Assert.Contains("nobody had changed it", Fault(RaceProperty.OneWinner, "", "", all)!.Message, StringComparison.Ordinal);
        Assert.Null(Fault(RaceProperty.OneWinner, "", "", all, disturbed: true));
        Assert.Null(Fault(RaceProperty.AtMostOneWinner, "", "", all));
        // A server that is short of something has not judged the condition.
        Assert.Null(Fault(RaceProperty.OneWinner, "", "", [(Add, "MODIFIED 1"), (Add, "NO")]));
    }

    [Fact]
    public void A_winner_that_left_no_trace_is_found()
    {
        Assert.Contains("should be (\\Flagged)", Fault(RaceProperty.OneWinner, "", "", [(Add, "OK")])!.Message, StringComparison.Ordinal);
        Assert.Contains("should be (k1)", Fault(RaceProperty.OneWinner, "", "k1 k2", [("STORE 1 FLAGS (k1)", "OK"), ("STORE 1 FLAGS (k2)", "MODIFIED 1")])!.Message, StringComparison.Ordinal);
        Assert.Null(Fault(RaceProperty.OneWinner, "", "", [(Add, "OK")], disturbed: true));
        Assert.Null(Fault(RaceProperty.OneWinner, "", "-", [(Add, "OK")]));
    }

    [Fact]
    public void A_winner_whose_mod_sequence_is_not_newer_is_found()
    {
        Assert.Contains("was told MODSEQ 100, not above 100", Fault(RaceProperty.OneWinner, "", "\\Flagged", [(Add, "OK")], modSeq: Highest)!.Message, StringComparison.Ordinal);
        Assert.Null(Fault(RaceProperty.OneWinner, "", "\\Flagged", [(Add, "OK")], modSeq: null));
    }

    [Fact]
    public void Each_message_has_its_own_winner()
    {
        const string both = "STORE 1:2 (UNCHANGEDSINCE 100) +FLAGS (a)";
        Assert.Null(Fault(RaceProperty.OneWinner, "/", "a/a", [(both, "MODIFIED 1"), (both, "MODIFIED 2")]));
        Assert.NotNull(Fault(RaceProperty.OneWinner, "/", "a/a", [(both, "MODIFIED 1"), (both, "OK")]));
        Assert.NotNull(Fault(RaceProperty.OneWinner, "/", "a/a", [(both, "MODIFIED 1"), (both, "MODIFIED 1")]));
        Assert.Null(Fault(RaceProperty.OneWinner, "/", "a/a", [("STORE 1:* +FLAGS (a)", "OK"), ("UID STORE 11:* +FLAGS (a)", "MODIFIED 11,12")]));
    }

    [Fact]
    public void A_lost_update_is_found()
    {
        Assert.Null(Fault(RaceProperty.NoLostUpdate, "x", "x k1 k2", [("STORE 1 +FLAGS (k1)", "OK"), ("STORE 1 +FLAGS (k2)", "OK")]));
        Assert.Contains("(k2) is not set", Fault(RaceProperty.NoLostUpdate, "", "k1", [("STORE 1 +FLAGS (k1)", "OK"), ("STORE 1 +FLAGS (k2)", "OK")])!.Message, StringComparison.Ordinal);
        Assert.Contains("(a) is still set", Fault(RaceProperty.NoLostUpdate, "a b", "a", [("STORE 1 -FLAGS (a)", "OK"), ("STORE 1 -FLAGS (b)", "OK")])!.Message, StringComparison.Ordinal);
        Assert.Null(Fault(RaceProperty.NoLostUpdate, "", "k1", [("STORE 1 +FLAGS (k1)", "OK"), ("STORE 1 +FLAGS (k2)", "MODIFIED 1"), ("STORE 1 +FLAGS (k3)", "NO")]));
    }

    [Fact]
    public void A_finding_says_in_how_many_rounds()
    {
        var start = Mailbox("");
        var good = new RaceRound(1, Highest, start, Mailbox("\\Flagged"), [Racer(Add, "OK", start)]);
        var bad = new RaceRound(2, Highest, start, Mailbox("\\Flagged"), [Racer(Add, "OK", start), Racer(Add, "OK", start)]);
        var check = new RaceCheck(new SourceLine("x", 3), RaceProperty.OneWinner, ["7162-3.1.3-s"], ["A-1"]);
        var held = Assert.Single(RaceJudge.Findings(check, new RaceHistory([good, good], false), _ => Outcome.Fail));
        Assert.Equal((Outcome.Pass, new Occurrences(2, 2)), (held.Outcome, held.Occurrences));
        var broken = Assert.Single(RaceJudge.Findings(check, new RaceHistory([good, bad, bad], false), _ => Outcome.Warn));
        Assert.Equal((Outcome.Warn, new Occurrences(2, 3), 7, "x:3"), (broken.Outcome, broken.Occurrences!, broken.Entry, broken.Line!.ToString()));
        Assert.Contains("first in round 2", broken.Message, StringComparison.Ordinal);
        Assert.Empty(RaceJudge.Findings(check, new RaceHistory([], false), _ => Outcome.Fail));
    }

    [Theory]
    [InlineData("STORE 1:2 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Seen a)", false, "1:2", FlagChange.Add, "\\Seen a")]
    [InlineData("uid store 7 -flags \\Seen a", true, "7", FlagChange.Remove, "\\Seen a")]
    [InlineData("STORE * FLAGS ()", false, "*", FlagChange.Replace, "")]
    public void A_store_is_read(string text, bool uid, string set, FlagChange change, string flags)
    {
        var store = StoreCommand.Read(Encoding.ASCII.GetBytes(text))!;
        Assert.Equal((uid, set, change), (store.IsUid, store.Set, store.Change));
        Assert.True(store.Flags.SetEquals(flags.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("NOOP")]
    [InlineData("UID FETCH 1 (FLAGS)")]
    [InlineData("STORE 1")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 5)")]
    [InlineData("")]
    public void What_is_no_store_is_not_read_as_one(string text) => Assert.Null(StoreCommand.Read(Encoding.ASCII.GetBytes(text)));
}
