using Conformance.Checking;
using static Conformance.Tests.Checking.TranscriptText;

namespace Conformance.Tests.Checking;

public sealed class RemovalInvariantTests
{
    private const string Selected = """
        A> a1 ENABLE QRESYNC
        A< * ENABLED QRESYNC
        A< a1 OK done
        A> a2 SELECT m
        A< * 3 EXISTS
        A< * OK [UIDVALIDITY 7] ok
        A< * OK [UIDNEXT 14] ok
        A< * OK [HIGHESTMODSEQ 10] ok
        A< a2 OK done
        A> a3 UID FETCH 1:* (FLAGS)
        A< * 1 FETCH (UID 11 FLAGS ())
        A< * 2 FETCH (UID 12 FLAGS ())
        A< * 3 FETCH (UID 13 FLAGS ())
        A< a3 OK done

        """;

    /// <summary>B has the mailbox too and is told at once that UID 12 is gone.</summary>
    private const string GoneForB = """
        B> b1 ENABLE QRESYNC
        B< * ENABLED QRESYNC
        B< b1 OK done
        B> b2 SELECT m
        B< * 3 EXISTS
        B< * OK [UIDVALIDITY 7] ok
        B< * OK [HIGHESTMODSEQ 10] ok
        B< b2 OK done
        B> b3 UID EXPUNGE 12
        B< * VANISHED 12
        B< b3 OK [HIGHESTMODSEQ 11] done

        """;

    private const string Plain = """
        A> a2 SELECT m
        A< * 3 EXISTS
        A< * OK [UIDVALIDITY 7] ok
        A< a2 OK done

        """;

    [Theory]
    [InlineData("FETCH 1 FLAGS", "7162-3.2.10.2-d")]
    [InlineData("STORE 1 +FLAGS (\\Seen)", "7162-3.2.10.2-e")]
    [InlineData("SEARCH 1", "7162-3.2.10.2-f")]
    [InlineData("UID SEARCH 1:3", "7162-3.2.10.2-h")]
    [InlineData("UID SEARCH OR 3 UID 7", "7162-3.2.10.2-h")]
    [InlineData("UID SEARCH NOT (SEEN 2)", "7162-3.2.10.2-h")]
    public void VANISHED_must_wait_while_these_are_answered(string command, string requirement)
    {
        var finding = Breaks($"{Selected}A> a4 {command}\nA< * VANISHED 12\nA< a4 OK done", $"Fail {requirement}");
        Assert.Equal("removal-timing", finding.Invariant);
        Assert.Equal(17, finding.Entry);
        Conforms($"{Selected}{GoneForB}A> a4 {command}\nA< a4 OK done\nA> a5 NOOP\nA< * VANISHED 12\nA< a5 OK done", requirement);
    }

    [Theory]
    [InlineData("NOOP")]
    [InlineData("UID FETCH 1:* FLAGS")]
    [InlineData("UID STORE 11 +FLAGS (\\Seen)")]
    [InlineData("UID SEARCH UID 1:5")]
    [InlineData("UID SEARCH ALL")]
    [InlineData("UID SEARCH HEADER 3 4")]
    [InlineData("UID SEARCH X-UNKNOWN 4")]
    [InlineData("CHECK")]
    [InlineData("COPY 1 m2")]
    public void VANISHED_may_come_while_these_are_answered(string command) => Silent($"{Selected}A> a4 {command}\nA< * VANISHED 12\nA< a4 OK done");

    [Theory]
    [InlineData("FETCH 1 FLAGS")]
    [InlineData("STORE 1 +FLAGS (\\Seen)")]
    [InlineData("SEARCH ALL")]
    public void EXPUNGE_must_wait_as_well(string command) =>
        Breaks($"{Plain}A> a4 {command}\nA< * 2 EXPUNGE\nA< a4 OK done", "Fail 3501-7.4.1-a");

    [Fact]
    public void Nothing_is_removed_while_no_command_is_in_progress()
    {
        Breaks($"{Selected}A< * VANISHED 12\nA> a4 NOOP\nA< a4 OK done", "Fail 7162-3.2.10.2-c");
        Conforms($"{Selected}{GoneForB}A> a4 NOOP\nA< * VANISHED 12\nA< a4 OK done", "7162-3.2.10.2-c");
    }

    [Fact]
    public void A_command_whose_literal_is_still_to_come_is_not_in_progress()
    {
        Breaks($"{Selected}A> a4 APPEND m {{5}}\nA< * VANISHED 12\nA< + go\nA~ hello\nA+ \nA< a4 OK done", "Fail 7162-3.2.10.2-c");
        Silent($"{Selected}A> a4 APPEND m {{5}}\nA< + go\nA~ hello\nA+ \nA< * VANISHED 12\nA< a4 OK done");
        Silent($"{Selected}A> a4 APPEND m {{5+}}\nA~ hello\nA+ \nA< * VANISHED 12\nA< a4 OK done");
    }

    [Fact]
    public void IDLE_is_a_command_in_progress_from_its_first_line_to_its_tagged_answer() =>
        Silent($"{Selected}A> a4 IDLE\nA< * VANISHED 11\nA< + idling\nA< * VANISHED 12\nA+ DONE\nA< * VANISHED 13\nA< a4 OK done");

    [Fact]
    public void A_command_in_the_pipeline_may_be_the_one_that_carries_it()
    {
        Silent($"{Selected}A> a4 FETCH 1 FLAGS\nA> a5 NOOP\nA< * VANISHED 12\nA< a4 OK done\nA< a5 OK done");
        Breaks($"{Selected}A> a4 FETCH 1 FLAGS\nA> a5 STORE 1 +FLAGS (\\Seen)\nA< * VANISHED 12\nA< a4 OK done\nA< a5 OK done", "Fail 7162-3.2.10.2-d");
    }

    [Fact]
    public void NOTIFY_lifts_the_rules_of_timing() =>
        Silent($"{Selected}A> a4 NOTIFY SET (SELECTED (MessageExpunge))\nA< a4 OK done\nA< * VANISHED 12\nA> a5 FETCH 1 FLAGS\nA< * VANISHED 13\nA< a5 OK done");

    [Fact]
    public void Bytes_that_are_no_command_leave_it_open_what_is_in_progress() =>
        Silent($"{Selected}A~ a4 NOOP{{x\nA< * VANISHED 12\nA< a4 BAD no");

    [Fact]
    public void EXPUNGE_is_over_once_QRESYNC_is_enabled()
    {
        Breaks($"{Selected}A> a4 NOOP\nA< * 2 EXPUNGE\nA< a4 OK done", "Fail 7162-3.2.3-e");
        Conforms($"{Selected}A> a4 NOOP\nA< * VANISHED 12\nA< a4 OK done", "7162-3.2.3-e");
    }

    [Fact]
    public void VANISHED_needs_QRESYNC_to_be_enabled()
    {
        Breaks($"{Plain}A> a4 NOOP\nA< * VANISHED 12\nA< a4 OK done", "Fail 7162-3.2.3-e");
        Silent($"{Plain}A> a4 NOOP\nA< * 3 EXPUNGE\nA< * 2 EXPUNGE\nA< a4 OK done");
    }

    [Fact]
    public void A_mailbox_without_mod_sequences_may_use_either_form_but_not_both()
    {
        var select = Selected.Replace("HIGHESTMODSEQ 10", "NOMODSEQ", StringComparison.Ordinal);
        Silent($"{select}A> a4 NOOP\nA< * 2 EXPUNGE\nA< a4 OK done");
        Silent($"{select}A> a4 NOOP\nA< * VANISHED 12\nA< a4 OK done");
        Breaks($"{select}A> a4 NOOP\nA< * VANISHED 12\nA< * 2 EXPUNGE\nA< a4 OK done", "Warn 7162-3.2.3-e");
    }

    [Theory]
    [InlineData("* VANISHED 10")]
    [InlineData("* VANISHED 14")]
    [InlineData("* VANISHED 1:11")]
    [InlineData("* VANISHED 1:4294967295")]
    public void VANISHED_names_only_what_the_session_was_told_of(string vanished)
    {
        Breaks($"{Selected}A> a4 NOOP\nA< {vanished}\nA< a4 OK done", "Fail 7162-3.2.10.2-a");
        Conforms($"{Selected}A> a4 NOOP\nA< * VANISHED 11,13\nA< * 1 EXISTS\nA< a4 OK done", "7162-3.2.10.2-a");
    }

    [Fact]
    public void VANISHED_names_each_message_once()
    {
        Breaks($"{Selected}A> a4 NOOP\nA< * VANISHED 12\nA< * 4 EXISTS\nA< * VANISHED 12\nA< a4 OK done", "Fail 7162-3.2.10.2-b");
        Conforms($"{Selected}A> a4 NOOP\nA< * VANISHED 12\nA< * 4 EXISTS\nA< * VANISHED 13:14\nA< a4 OK done", "7162-3.2.10.2-b");
    }

    [Fact]
    public void A_message_whose_UID_was_never_told_may_vanish_where_it_fits()
    {
        var unknown = Selected.Replace("A< * 2 FETCH (UID 12 FLAGS ())\n", "", StringComparison.Ordinal);
        Conforms($"{unknown}A> a4 NOOP\nA< * VANISHED 12\nA< a4 OK done", "7162-3.2.10.2-a");
        Breaks($"{unknown}A> a4 NOOP\nA< * VANISHED 9\nA< a4 OK done", "Fail 7162-3.2.10.2-a");
    }

    [Fact]
    public void EARLIER_comes_only_to_who_asks_for_it()
    {
        Breaks($"{Selected}A> a4 NOOP\nA< * VANISHED (EARLIER) 5\nA< a4 OK done", "Fail 7162-3.2.10-c");
        Breaks($"{Selected}A> a4 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5)\nA< * VANISHED (EARLIER) 5\nA< a4 OK done", "Fail 7162-3.2.10-c");
        Conforms($"{Selected}A> a4 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5 VANISHED)\nA< * VANISHED (EARLIER) 5\nA< a4 OK done", "7162-3.2.10-c");
    }

    [Fact]
    public void EARLIER_stands_before_the_FETCHes_of_its_answer()
    {
        const string command = "A> a4 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 5 VANISHED)\n";
        const string fetch = "A< * 1 FETCH (UID 11 FLAGS () MODSEQ (9))\n";
        const string earlier = "A< * VANISHED (EARLIER) 5\n";
        Breaks($"{Selected}{command}{fetch}{earlier}A< a4 OK done", "Fail 7162-3.2.6-e");
        Conforms($"{Selected}{command}{earlier}{fetch}A< a4 OK done", "7162-3.2.6-e");
        // An update that nobody asked for was on its way; the answer tells the message again.
        Silent($"{Selected}{command}{fetch}{earlier}{fetch}A< a4 OK done");
    }

    [Fact]
    public void EARLIER_stands_before_the_FETCHes_of_an_opening()
    {
        const string enable = "A> a1 ENABLE QRESYNC\nA< * ENABLED QRESYNC\nA< a1 OK done\nA> a2 SELECT m (QRESYNC (7 5))\nA< * 3 EXISTS\nA< * OK [UIDVALIDITY 7] ok\nA< * OK [HIGHESTMODSEQ 10] ok\n";
        const string fetch = "A< * 1 FETCH (UID 11 FLAGS () MODSEQ (9))\n";
        Breaks($"{enable}{fetch}A< * VANISHED (EARLIER) 5\nA< a2 OK done", "Fail 7162-3.2.5.1-h");
        Conforms($"{enable}A< * VANISHED (EARLIER) 5\n{fetch}A< a2 OK done", "7162-3.2.5.1-h");
    }

    [Fact]
    public void EARLIER_names_no_message_that_is_there()
    {
        const string opening = """
            C> c1 ENABLE QRESYNC
            C< * ENABLED QRESYNC
            C< c1 OK done
            C> c2 SELECT m (QRESYNC (7 5))
            C< * 3 EXISTS
            C< * OK [UIDVALIDITY 7] ok
            C< * OK [UIDNEXT 14] ok
            C< * OK [HIGHESTMODSEQ 10] ok

            """;
        const string rest = "C< * 2 FETCH (UID 12 FLAGS () MODSEQ (9))\nC< c2 OK done";
        Breaks($"{Selected}{opening}C< * VANISHED (EARLIER) 1:12\n{rest}", "Fail 7162-3.2.5.1-d");
        Silent($"{Selected}{opening}C< * VANISHED (EARLIER) 1:10\n{rest}");
    }

    [Fact]
    public void EARLIER_may_be_followed_by_the_plain_form_for_a_message_not_yet_told_of() =>
        Silent($"{Selected}A> a4 UID FETCH 1:13 (FLAGS) (CHANGEDSINCE 5 VANISHED)\nA< * VANISHED (EARLIER) 12\nA< a4 OK done\nA> a5 NOOP\nA< * VANISHED 12\nA< a5 OK done");

    [Fact]
    public void EARLIER_beyond_UIDNEXT_is_a_warning()
    {
        const string opening = "A> a1 ENABLE QRESYNC\nA< * ENABLED QRESYNC\nA< a1 OK done\nA> a2 SELECT m (QRESYNC (7 5))\nA< * 3 EXISTS\nA< * OK [UIDVALIDITY 7] ok\nA< * OK [UIDNEXT 14] ok\nA< * OK [HIGHESTMODSEQ 10] ok\n";
        Assert.Contains("A-29", Breaks($"{opening}A< * VANISHED (EARLIER) 1:20\nA< a2 OK done", "Warn 7162-3.2.5.1-f").Readings!);
        Assert.Equal(Outcome.Pass, Examine($"{opening}A< * VANISHED (EARLIER) 1:10\nA< a2 OK done").Max(f => f.Outcome));
    }

    [Fact]
    public void EARLIER_outside_the_set_that_was_asked_for_is_a_warning()
    {
        const string opening = "A> a1 ENABLE QRESYNC\nA< * ENABLED QRESYNC\nA< a1 OK done\nA> a2 SELECT m (QRESYNC (7 5 1:9))\nA< * 3 EXISTS\nA< * OK [UIDVALIDITY 7] ok\nA< * OK [HIGHESTMODSEQ 10] ok\n";
        Breaks($"{opening}A< * VANISHED (EARLIER) 5:10\nA< a2 OK done", "Warn 7162-3.2.5.1-e");
        Silent($"{opening}A< * VANISHED (EARLIER) 5:9\nA< a2 OK done");
        Breaks($"{Selected}A> a4 UID FETCH 5:7 (FLAGS) (CHANGEDSINCE 5 VANISHED)\nA< * VANISHED (EARLIER) 4:6\nA< a4 OK done", "Warn 7162-3.2.6-c");
        Silent($"{Selected}A> a4 UID FETCH 5:* (FLAGS) (CHANGEDSINCE 5 VANISHED)\nA< * VANISHED (EARLIER) 4:6\nA< a4 OK done");
    }

    [Fact]
    public void A_set_of_all_UIDs_there_can_be_costs_nothing() =>
        Silent("A> a1 ENABLE QRESYNC\nA< * ENABLED QRESYNC\nA< a1 OK done\nA> a2 SELECT m\nA< * 4294967295 EXISTS\nA< * OK [UIDVALIDITY 7] ok\nA< * OK [HIGHESTMODSEQ 10] ok\nA< a2 OK done\nA> a3 NOOP\nA< * VANISHED 1:4294967295\nA< a3 OK done");
}
