using Conformance.Checking;
using Conformance.Checking.Convergence;
using static Conformance.Tests.Checking.TranscriptText;

namespace Conformance.Tests.Checking;

public sealed class ConvergenceTests
{
    private const string Synced = """
        A> a1 ENABLE QRESYNC
        A< * ENABLED QRESYNC
        A< a1 OK done
        A> a2 SELECT m
        A< * 3 EXISTS
        A< * OK [UIDVALIDITY 7] ok
        A< * OK [HIGHESTMODSEQ 10] ok
        A< a2 OK done
        A> a3 UID FETCH 1:* (FLAGS)
        A< * 1 FETCH (UID 11 FLAGS ())
        A< * 2 FETCH (UID 12 FLAGS (\Seen \Recent))
        A< * 3 FETCH (UID 13 FLAGS ($a))
        A< a3 OK done

        """;

    private static Checkpoint Replay(string text) => ClientCache.Replay(Read(text), "A", "m")!;

    private static IReadOnlyList<Loss> Resync(string session, string answer, string listing, bool expunges = true) =>
        Comparison.Compare(Replay(session).Apply(Read(answer)), Listing.Read(Read(listing)), expunges);

    [Fact]
    public void HIGHESTMODSEQ_begins_with_the_opening()
    {
        var checkpoint = Replay(Synced);
        Assert.Equal((7u, 10ul), (checkpoint.UidValidity, checkpoint.HighestModSeq));
        Assert.Equal([11u, 12, 13], checkpoint.Messages.Keys.Order().ToList());
        Assert.Equal(["\\Seen"], checkpoint.Messages[12].Flags!);
    }

    [Fact]
    public void It_rises_to_the_highest_MODSEQ_at_the_tagged_answer_and_not_before()
    {
        const string change = "A> a4 NOOP\nA< * 1 FETCH (UID 11 FLAGS (\\Seen) MODSEQ (15))\nA< * 2 FETCH (UID 12 FLAGS () MODSEQ (12))\n";
        Assert.Equal(10ul, Replay(Synced + change).HighestModSeq);
        Assert.Empty(Replay(Synced + change).Messages[11].Flags!);
        Assert.Equal(15ul, Replay(Synced + change + "A< a4 OK done").HighestModSeq);
        Assert.Equal(["\\Seen"], Replay(Synced + change + "A< a4 OK done").Messages[11].Flags!);
    }

    [Fact]
    public void A_code_counts_more_than_any_MODSEQ_even_a_lower_one() =>
        Assert.Equal(9ul, Replay($"{Synced}A> a4 STORE 1 +FLAGS (\\Seen)\nA< * 1 FETCH (UID 11 FLAGS (\\Seen) MODSEQ (15))\nA< a4 OK [HIGHESTMODSEQ 9] done").HighestModSeq);

    [Fact]
    public void A_value_that_a_FETCH_asked_for_is_no_news() =>
        Assert.Equal(10ul, Replay($"{Synced}A> a4 FETCH 1 (MODSEQ)\nA< * 1 FETCH (UID 11 MODSEQ (15))\nA< a4 OK done").HighestModSeq);

    [Theory]
    [InlineData("FETCH 1 (FLAGS)")]
    [InlineData("FETCH 1,3 (BODY[])")]
    [InlineData("UID FETCH 11 (FLAGS)")]
    public void A_change_of_a_message_that_the_FETCH_does_not_name_is_news(string command) =>
        Assert.Equal(15ul, Replay($"{Synced}A> a4 {command}\nA< * 2 FETCH (UID 12 FLAGS () MODSEQ (15))\nA< a4 OK done").HighestModSeq);

    [Theory]
    [InlineData("FETCH 1:* (FLAGS)")]
    [InlineData("FETCH 1:2 (FLAGS)")]
    [InlineData("UID FETCH $ (FLAGS)")]
    [InlineData("UID FETCH 2 (FLAGS)\nA> a5 UID FETCH 11:13 (FLAGS)")]
    public void A_change_of_a_message_that_the_FETCH_may_name_is_not(string commands) =>
        Assert.Equal(10ul, Replay($"{Synced}A> a4 {commands}\nA< * 2 FETCH (UID 12 FLAGS () MODSEQ (15))\nA< a4 OK done").HighestModSeq);

    [Fact]
    public void What_was_told_before_enabling_is_no_base()
    {
        const string plain = "A> a2 SELECT m\nA< * 3 EXISTS\nA< * OK [UIDVALIDITY 7] ok\nA< * OK [HIGHESTMODSEQ 20] ok\nA< a2 OK done\n";
        Assert.Null(ClientCache.Replay(Read(plain), "A", "m"));
        Assert.Equal(11ul, Replay($"{plain}A> a3 STATUS n (HIGHESTMODSEQ)\nA< * OK [HIGHESTMODSEQ 11] ok\nA< a3 OK done").HighestModSeq);
    }

    [Fact]
    public void Expunges_of_either_form_leave_the_cache()
    {
        Assert.Equal([11u, 13], Replay($"{Synced}A> a4 NOOP\nA< * VANISHED 12\nA< a4 OK done").Messages.Keys.Order().ToList());
        Assert.Equal([11u, 13], Replay($"{Synced}A> a4 NOOP\nA< * 2 EXPUNGE\nA< a4 OK done").Messages.Keys.Order().ToList());
    }

    [Fact]
    public void A_message_is_found_by_its_number_as_numbers_move() =>
        Assert.Equal(["$b"], Replay($"{Synced}A> a4 NOOP\nA< * VANISHED 11\nA< * 2 FETCH (FLAGS ($b) MODSEQ (12))\nA< a4 OK done").Messages[13].Flags!);

    [Theory]
    [InlineData("STORE 2:3 +FLAGS.SILENT (\\Flagged)", "OK done", "\\Flagged \\Seen", "$a \\Flagged")]
    [InlineData("UID STORE 12:13 FLAGS.SILENT (\\Flagged)", "OK done", "\\Flagged", "\\Flagged")]
    [InlineData("UID STORE 12:* -FLAGS.SILENT (\\SEEN)", "OK done", "", "$a")]
    [InlineData("STORE 2:3 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Flagged)", "OK [MODIFIED 3] done", "\\Flagged \\Seen", "$a")]
    [InlineData("UID STORE 12:13 (UNCHANGEDSINCE 5) +FLAGS.SILENT (\\Flagged)", "OK [MODIFIED 13] done", "\\Flagged \\Seen", "$a")]
    [InlineData("STORE 2:3 +FLAGS (\\Flagged)", "OK done", null, null)]
    [InlineData("STORE 2:3 +FLAGS.SILENT (\\Flagged)", "NO done", null, null)]
    public void What_was_stored_silently_the_client_knows_by_itself(string command, string answer, string? second, string? third)
    {
        var messages = Replay($"{Synced}A> a4 {command}\nA< a4 {answer}").Messages;
        Assert.Equal(second, Words(messages[12]));
        Assert.Equal(third, Words(messages[13]));
        Assert.Equal("", Words(messages[11]));
    }

    [Theory]
    [InlineData("\\Seen \\*", "$b", "$b \\Seen")]
    [InlineData("\\Seen $B", "$b", "$b \\Seen")]
    [InlineData("\\Seen", "$b", null)]
    [InlineData("\\Seen \\*", "\\Flagged", null)]
    public void Of_a_flag_that_the_server_need_not_keep_nothing_is_known(string permanent, string flag, string? flags) =>
        Assert.Equal(flags, Words(Replay($"{Synced}A> a4 NOOP\nA< * OK [PERMANENTFLAGS ({permanent})] ok\nA< a4 OK done\nA> a5 STORE 2 +FLAGS.SILENT ({flag})\nA< a5 OK done").Messages[12]));

    [Fact]
    public void Flags_that_the_server_tells_count_more_than_what_was_stored() =>
        Assert.Equal("$new \\Flagged", Words(Replay($"{Synced}A> a4 STORE 2 +FLAGS.SILENT (\\Flagged)\nA< * 2 FETCH (FLAGS (\\Flagged $new) MODSEQ (12))\nA< a4 OK done").Messages[12]));

    [Fact]
    public void A_cache_that_was_not_brought_up_to_date_keeps_its_old_base()
    {
        const string again = "A2> b1 ENABLE QRESYNC\nA2< * ENABLED QRESYNC\nA2< b1 OK done\nA2> b2 SELECT m{0}\nA2< * 3 EXISTS\nA2< * OK [UIDVALIDITY 7] ok\nA2< * OK [HIGHESTMODSEQ 30] ok\nA2< b2 OK done\n";
        Assert.Equal(10ul, Replay(Synced + string.Format(null, again, "")).HighestModSeq);
        Assert.Equal(30ul, Replay(Synced + string.Format(null, again, " (QRESYNC (7 10))")).HighestModSeq);
        Assert.Equal(10ul, Replay(Synced + string.Format(null, again, " (QRESYNC (7 11))")).HighestModSeq);
        Assert.Equal(10ul, Replay(Synced + string.Format(null, again, " (QRESYNC (7 10 11:12))")).HighestModSeq);
        Assert.Equal(30ul, Replay(Synced + string.Format(null, again, "") + "A2> b3 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 10 VANISHED)\nA2< b3 OK done").HighestModSeq);
    }

    [Fact]
    public void Another_UIDVALIDITY_begins_anew()
    {
        var checkpoint = Replay(Synced + "A2> b2 SELECT m (CONDSTORE)\nA2< * 3 EXISTS\nA2< * OK [UIDVALIDITY 8] ok\nA2< * OK [HIGHESTMODSEQ 3] ok\nA2< b2 OK done\n");
        Assert.Equal((8u, 3ul), (checkpoint.UidValidity, checkpoint.HighestModSeq));
        Assert.Empty(checkpoint.Messages);
    }

    private const string Answer = "D< * OK [UIDVALIDITY 7] ok\nD< * VANISHED (EARLIER) 1:11\nD< * 1 FETCH (UID 12 FLAGS (\\Flagged) MODSEQ (12))\n";
    private const string There = "D< * 1 FETCH (UID 12 FLAGS (\\Flagged))\nD< * 2 FETCH (UID 13 FLAGS ($A))\nD< * 3 FETCH (UID 14 FLAGS ())\n";

    [Fact]
    public void A_cache_that_was_told_everything_has_converged() => Assert.Empty(Resync(Synced, Answer, There));

    [Fact]
    public void A_lost_expunge_is_named()
    {
        var loss = Assert.Single(Resync(Synced, Answer.Replace("1:11", "1:10", StringComparison.Ordinal), There));
        Assert.Equal((LossKind.Expunge, "11"), (loss.Kind, loss.Uids.ToString()));
        // A client without QRESYNC lists the UIDs itself.
        Assert.Empty(Resync(Synced, Answer.Replace("1:11", "1:10", StringComparison.Ordinal), There, expunges: false));
    }

    [Fact]
    public void A_lost_flag_change_is_named()
    {
        var loss = Assert.Single(Resync(Synced, "D< * VANISHED (EARLIER) 11\n", There));
        Assert.Equal((LossKind.FlagChange, "12"), (loss.Kind, loss.Uids.ToString()));
        Assert.Contains("\\Flagged", loss.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_is_there_and_was_called_gone_is_named()
    {
        var loss = Assert.Single(Resync(Synced, Answer.Replace("1:11", "1:11,13", StringComparison.Ordinal), There));
        Assert.Equal((LossKind.Message, "13"), (loss.Kind, loss.Uids.ToString()));
    }

    [Theory]
    [InlineData("D< * OK [UIDVALIDITY 8] ok\n")]
    [InlineData("D< * OK [UIDVALIDITY 7] ok\nD< * OK [NOMODSEQ] ok\n")]
    public void A_cache_that_is_void_can_lose_nothing(string answer) => Assert.Empty(Resync(Synced, answer, There));

    [Fact]
    public void Losses_become_findings_of_each_requirement_and_none_a_pass()
    {
        var losses = Resync(Synced, "D< * VANISHED (EARLIER) 11\n", There);
        Assert.Equal([("r1", Outcome.Fail), ("r2", Outcome.Fail)], Comparison.Findings(losses, ["r1", "r2"], Outcome.Fail, "A").Select(f => (f.RequirementId!, f.Outcome)));
        Assert.Equal([("r1", Outcome.Pass)], Comparison.Findings([], ["r1"], Outcome.Fail, "A").Select(f => (f.RequirementId!, f.Outcome)));
    }

    [Fact]
    public void The_held_back_expunge_of_section_6_is_found_lost_where_no_lower_value_is_told()
    {
        // B expunges 12 (mod-sequence 11); A, which may not be told during STORE, changes 11 and gets 12.
        const string store = "A> a4 STORE 1 +FLAGS (\\Seen)\nA< * 1 FETCH (UID 11 FLAGS (\\Seen) MODSEQ (12))\n";
        const string there = "D< * 1 FETCH (UID 11 FLAGS (\\Seen))\nD< * 2 FETCH (UID 13 FLAGS ($a))\n";
        Assert.Equal(10ul, Replay($"{Synced}{store}A< a4 OK [HIGHESTMODSEQ 10] VANISHED is delayed").HighestModSeq);
        Assert.Equal(12ul, Replay($"{Synced}{store}A< a4 OK done").HighestModSeq);
        Assert.Equal(LossKind.Expunge, Assert.Single(Resync($"{Synced}{store}A< a4 OK done", "D< * OK [UIDVALIDITY 7] ok\n", there)).Kind);
    }

    private static string? Words(CachedMessage message) => message.Flags is { } flags ? string.Join(' ', flags.Order(StringComparer.Ordinal)) : null;
}
