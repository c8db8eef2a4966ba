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
    private static ImmutableDictionary<uint, RaceMessage> Mailbox(params string[] flags) => Mailbox(Highest, flags);

    private static ImmutableDictionary<uint, RaceMessage> Mailbox(ulong modSeq, params string[] flags) => flags
        .Select((f, i) => ((uint)(11 + i), new RaceMessage((uint)(1 + i), CachedMessage.FlagSet(f.Split(' ', StringSplitOptions.RemoveEmptyEntries)), modSeq)))
        .ToImmutableDictionary(m => m.Item1, m => m.Item2);

    /// <summary>A racer: what it sent, and its answer as <c>OK</c>, <c>NO</c>, <c>MODIFIED 1</c>; with the MODSEQ told for message 1.</summary>
    private static RaceEntrant Racer(string command, string answer, ImmutableDictionary<uint, RaceMessage> before, ulong? modSeq = Highest + 1, string lane = "R")
    {
        var store = StoreCommand.Read(Encoding.ASCII.GetBytes(command))!;
        var modified = answer.StartsWith("MODIFIED", StringComparison.Ordinal) ? store.Named(answer["MODIFIED ".Length..], before) : null;
        var told = ImmutableDictionary<uint, ToldModSeq>.Empty;
        return new RaceEntrant(
            lane,
            store.Since,
            store.Targets(before),
            store.Change,
            store.Flags,
            modified is null ? answer : "OK",
            modified,
            modSeq is { } m ? told.Add(11, new ToldModSeq(m, 6)) : told,
            5,
            7);
    }

    private static RaceFault? Fault(
        RaceProperty property, string before, string after, IEnumerable<(string Command, string Answer)> racers, bool disturbed = false, ulong? modSeq = Highest + 1, ulong modSeqAfter = Highest + 1)
    {
        var start = Mailbox(before.Split('/'));
        var end = after == "-" ? ImmutableDictionary<uint, RaceMessage>.Empty : Mailbox(modSeqAfter, after.Split('/'));
        var round = new RaceRound(1, Highest, start, end, [.. racers.Select((r, i) => Racer(r.Command, r.Answer, start, modSeq, $"R{i + 1}"))]);
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
        var end = Mailbox(Highest + 1, "\\Flagged");
        var good = new RaceRound(1, Highest, start, end, [Racer(Add, "OK", start)]);
        var bad = new RaceRound(2, Highest, start, end, [Racer(Add, "OK", start, lane: "R1"), Racer(Add, "OK", start, lane: "R2")]);
        var check = new RaceCheck(new SourceLine("x", 3), RaceProperty.OneWinner, ["7162-3.1.3-s"], ["A-1"]);
        var held = Assert.Single(RaceJudge.Findings(check, new RaceHistory([good, good], false), _ => Outcome.Fail));
        Assert.Equal((Outcome.Pass, new Occurrences(2, 2)), (held.Outcome, held.Occurrences));
        var broken = Assert.Single(RaceJudge.Findings(check, new RaceHistory([good, bad, bad], false), _ => Outcome.Warn));
        Assert.Equal((Outcome.Warn, new Occurrences(2, 3), 7, "x:3"), (broken.Outcome, broken.Occurrences!, broken.Entry, broken.Line!.ToString()));
        Assert.Contains("in round 2 2 of 2", broken.Message, StringComparison.Ordinal);
        Assert.Empty(RaceJudge.Findings(check, new RaceHistory([], false), _ => Outcome.Fail));
    }

    [Theory]
    [InlineData("FLAGS (a)", "FLAGS (b)", true)]
    [InlineData("+FLAGS (a)", "+FLAGS (a)", true)]
    [InlineData("+FLAGS (a)", "+FLAGS (a b)", true)]
    [InlineData("FLAGS (a)", "+FLAGS (a)", true)]
    [InlineData("-FLAGS (x)", "FLAGS ()", true)]
    // Of different flags each may have a mod-sequence of its own (RFC 7162 section 3.1), or be tested by what the session knew (3.1.12).
    [InlineData("+FLAGS (a)", "+FLAGS (b)", false)]
    [InlineData("+FLAGS (a)", "-FLAGS (x)", false)]
    [InlineData("FLAGS (x a)", "+FLAGS (b)", false)]
    public void Two_that_succeed_are_a_fault_where_no_order_explains_it(string one, string other, bool isFault)
    {
        (string, string)[] racers = [($"STORE 1 (UNCHANGEDSINCE 100) {one}", "OK"), ($"UID STORE 11 (UNCHANGEDSINCE 100) {other}", "OK")];
        var after = string.Join(' ', racers.Aggregate(new HashSet<string> { "x" }, (flags, racer) => Apply(flags, racer.Item1)));
        Assert.Equal(isFault, Fault(RaceProperty.AtMostOneWinner, "x", after, racers) is not null);
        // The other way round.
        Assert.Equal(isFault, Fault(RaceProperty.AtMostOneWinner, "x", after, racers.Reverse()) is not null);
    }

    private static HashSet<string> Apply(HashSet<string> flags, string command)
    {
        var store = StoreCommand.Read(Encoding.ASCII.GetBytes(command))!;
        return [.. store.Change switch { FlagChange.Add => flags.Union(store.Flags), FlagChange.Remove => flags.Except(store.Flags), _ => store.Flags }];
    }

    [Fact]
    public void A_flag_that_may_have_been_taken_back_proves_nothing()
    {
        (string, string)[] racers = [(Add, "OK"), (Add, "OK"), ("STORE 1 -FLAGS (\\Flagged)", "OK")];
        Assert.Null(Fault(RaceProperty.AtMostOneWinner, "", "\\Flagged", racers));
        // Another flag does not take it back, and a refused one does nothing.
        racers[2] = ("STORE 1 -FLAGS (a)", "OK");
        Assert.NotNull(Fault(RaceProperty.AtMostOneWinner, "a", "\\Flagged", racers));
        racers[2] = (Remove, "MODIFIED 1");
        Assert.NotNull(Fault(RaceProperty.AtMostOneWinner, "", "\\Flagged", racers));
    }

    [Fact]
    public void In_one_session_a_later_replacing_store_has_to_fail_and_a_later_change_of_a_flag_need_not()
    {
        var start = Mailbox("");
        RaceFault? Pipelined(string first, string second) => RaceJudge.Examine(
            RaceProperty.AtMostOneWinner,
            new RaceHistory([new RaceRound(1, Highest, start, Mailbox(Highest + 1, "b"), [Racer(first, "OK", start), Racer(second, "OK", start)])], true)).SingleOrDefault();
        Assert.NotNull(Pipelined("STORE 1 (UNCHANGEDSINCE 100) +FLAGS (a)", "STORE 1 (UNCHANGEDSINCE 100) FLAGS (b)"));
        Assert.Null(Pipelined("STORE 1 (UNCHANGEDSINCE 100) FLAGS (a)", "STORE 1 (UNCHANGEDSINCE 100) +FLAGS (b)"));
        Assert.Null(Pipelined("STORE 1 (UNCHANGEDSINCE 100) +FLAGS (a)", "STORE 1 (UNCHANGEDSINCE 100) +FLAGS (a)"));
    }

    [Fact]
    public void Conditions_of_different_values_may_both_hold()
    {
        (string, string)[] racers = [("STORE 1 (UNCHANGEDSINCE 100) +FLAGS (a)", "OK"), ("STORE 1 (UNCHANGEDSINCE 101) +FLAGS (a)", "OK")];
        Assert.Null(Fault(RaceProperty.AtMostOneWinner, "", "a", racers));
    }

    [Fact]
    public void An_unconditional_store_counts_for_what_remains()
    {
        Assert.Null(Fault(RaceProperty.OneWinner, "", "b", [("STORE 1 (UNCHANGEDSINCE 100) FLAGS (a)", "MODIFIED 1"), ("STORE 1 FLAGS (b)", "OK")]));
        // Both speak of all flags and do not agree: the order is open.
        Assert.Null(Fault(RaceProperty.AtMostOneWinner, "", "b", [("STORE 1 (UNCHANGEDSINCE 100) FLAGS (a)", "OK"), ("STORE 1 FLAGS (b)", "OK")]));
        Assert.Contains("R2 was told OK for UID 11, and afterwards (b) is not set", Fault(
            RaceProperty.AtMostOneWinner, "", "a", [("STORE 1 (UNCHANGEDSINCE 100) +FLAGS (a)", "OK"), ("STORE 1 +FLAGS (b)", "OK")])!.Message, StringComparison.Ordinal);
        // Whether a STORE that was answered NO was carried out is open.
        Assert.Null(Fault(RaceProperty.AtMostOneWinner, "", "b", [("STORE 1 (UNCHANGEDSINCE 100) FLAGS (a)", "OK"), ("STORE 1 +FLAGS (b)", "NO"), ("STORE 1 -FLAGS (a)", "NO")]));
    }

    [Fact]
    public void What_nobody_asked_for_does_not_remain() => Assert.Contains(
        "nobody that succeeded with UID 11 speaks of (c), which is set afterwards",
        Fault(RaceProperty.NoLostUpdate, "", "a b c", [("STORE 1 +FLAGS (a)", "OK"), ("STORE 1 +FLAGS (b)", "OK")])!.Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_change_has_a_newer_mod_sequence_afterwards() => Assert.Contains(
        "was 100 before and is 100 afterwards",
        Fault(RaceProperty.AtMostOneWinner, "", "\\Flagged", [(Add, "OK")], modSeq: null, modSeqAfter: Highest)!.Message,
        StringComparison.Ordinal);

    [Fact]
    public void Modified_is_justified_by_a_newer_value()
    {
        (string, string)[] racers = [(Add, "OK"), (Add, "MODIFIED 1")];
        Assert.Null(Fault(RaceProperty.ModifiedJustified, "", "\\Flagged", racers));
        var fault = Fault(RaceProperty.ModifiedJustified, "", "\\Flagged", racers, modSeqAfter: Highest)!;
        Assert.Contains("R2's STORE of UID 11 with UNCHANGEDSINCE 100 was told MODIFIED", fault.Message, StringComparison.Ordinal);
        // A message that is gone may be named (RFC 2180 section 4.2).
        Assert.Null(Fault(RaceProperty.ModifiedJustified, "", "-", racers));
    }

    [Fact]
    public void Two_stores_do_not_share_a_value_and_one_may_give_it_to_all_of_its_messages()
    {
        (string, string)[] two = [("STORE 1 (UNCHANGEDSINCE 100) +FLAGS (a)", "OK"), ("STORE 2 (UNCHANGEDSINCE 100) +FLAGS (a)", "OK")];
        Assert.Contains("R1's STORE of UID 11 and R2's of UID 12", Fault(RaceProperty.DistinctValues, "/", "a/a", two)!.Message, StringComparison.Ordinal);
        Assert.Null(Fault(RaceProperty.DistinctValues, "/", "a/a", [("STORE 1:2 (UNCHANGEDSINCE 100) +FLAGS (a)", "OK")]));
        // Who else may have changed one of them leaves open whose value it is; and what changes nothing may keep the old one.
        Assert.Null(Fault(RaceProperty.DistinctValues, "/", "a/a", [.. two, ("STORE 2 +FLAGS (b)", "NO")]));
        Assert.Null(Fault(RaceProperty.DistinctValues, "a/a", "a/a", two));
    }

    [Fact]
    public void The_proof_is_the_state_before_and_the_two_that_cannot_both_have_won()
    {
        var start = Mailbox("").SetItem(11, Mailbox("")[11] with { Entry = 3 });
        RaceEntrant At(int sent, string lane, string answer) =>
            Racer(Add, answer, start, lane: lane) with { Sent = sent, Entry = sent + 20, Told = ImmutableDictionary<uint, ToldModSeq>.Empty.Add(11, new ToldModSeq(Highest + 1, sent + 10)) };
        var round = new RaceRound(1, Highest, start, Mailbox(Highest + 1, "\\Flagged"), [At(4, "R1", "MODIFIED 1"), At(5, "R2", "OK"), At(6, "R3", "MODIFIED 1"), At(7, "R4", "OK")], 2, 40);
        Assert.Equal([2, 3, 5, 7, 15, 17, 25, 27], Assert.Single(RaceJudge.Examine(RaceProperty.OneWinner, new RaceHistory([round], false))).Proof);
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
