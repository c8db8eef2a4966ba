using static Conformance.Tests.Checking.TranscriptText;

namespace Conformance.Tests.Checking;

public sealed class ModSeqInvariantTests
{
    private const string Plain = """
        A> a2 SELECT m
        A< * 3 EXISTS
        A< * OK [UIDVALIDITY 7] ok
        A< a2 OK done

        """;

    private const string Aware = """
        A> a2 SELECT m (CONDSTORE)
        A< * 3 EXISTS
        A< * OK [UIDVALIDITY 7] ok
        A< * OK [HIGHESTMODSEQ 10] ok
        A< a2 OK done

        """;

    private const string QResync = """
        A> a1 ENABLE QRESYNC
        A< * ENABLED QRESYNC
        A< a1 OK done
        A> a2 SELECT m
        A< * 3 EXISTS
        A< * OK [UIDVALIDITY 7] ok
        A< * OK [HIGHESTMODSEQ 10] ok
        A< a2 OK done

        """;

    [Theory]
    [InlineData("NOOP")]
    [InlineData("STORE 1 +FLAGS (\\Seen)")]
    [InlineData("UID STORE 11 +FLAGS (\\Seen)")]
    [InlineData("SEARCH ALL")]
    public void A_client_that_knows_CONDSTORE_is_told_MODSEQ_with_each_change(string command)
    {
        Breaks($"{Aware}A> a3 {command}\nA< * 1 FETCH (UID 11 FLAGS (\\Seen))\nA< a3 OK done", "Fail 7162-3.1-t");
        Conforms($"{Aware}A> a3 {command}\nA< * 1 FETCH (UID 11 FLAGS (\\Seen) MODSEQ (12))\nA< a3 OK done", "7162-3.1-t");
        // Two FETCHes of one message count together.
        Conforms($"{Aware}A> a3 {command}\nA< * 1 FETCH (FLAGS (\\Seen) UID 11)\nA< * 1 FETCH (MODSEQ (12))\nA< a3 OK done", "7162-3.1-t");
    }

    [Fact]
    public void A_change_told_while_idling_carries_MODSEQ_too()
    {
        Breaks($"{Aware}A> a3 IDLE\nA< + idling\nA< * 1 FETCH (UID 11 FLAGS (\\Seen))\nA+ DONE\nA< a3 OK done", "Fail 7162-3.1-t");
        Conforms($"{Aware}A> a3 IDLE\nA< + idling\nA< * 1 FETCH (UID 11 FLAGS (\\Seen) MODSEQ (12))\nA+ DONE\nA< a3 OK done", "7162-3.1-t");
    }

    [Theory]
    [InlineData("FETCH 1 FLAGS")]
    [InlineData("UID FETCH 1:* (FLAGS)")]
    [InlineData("X-UNKNOWN")]
    public void What_a_FETCH_asked_for_need_not_carry_MODSEQ(string command) =>
        Silent($"{Aware}A> a3 {command}\nA< * 1 FETCH (FLAGS (\\Seen))\nA< a3 OK done");

    [Fact]
    public void A_mailbox_without_mod_sequences_tells_none() =>
        Silent($"{Aware.Replace("HIGHESTMODSEQ 10", "NOMODSEQ", StringComparison.Ordinal)}A> a3 NOOP\nA< * 1 FETCH (FLAGS (\\Seen))\nA< a3 OK done");

    [Fact]
    public void NOTIFY_may_have_asked_for_less() =>
        Silent($"{Aware}A> a3 NOTIFY SET (SELECTED (MessageNew (FLAGS)))\nA< a3 OK done\nA> a4 NOOP\nA< * 1 FETCH (FLAGS (\\Seen))\nA< a4 OK done");

    [Fact]
    public void A_client_that_has_not_shown_that_it_knows_CONDSTORE_is_told_no_MODSEQ()
    {
        Breaks($"{Plain}A> a3 NOOP\nA< * 1 FETCH (FLAGS (\\Seen) MODSEQ (12))\nA< a3 OK done", "Warn 7162-3.1-u");
        Conforms($"{Plain}A> a3 NOOP\nA< * 1 FETCH (FLAGS (\\Seen))\nA< a3 OK done", "7162-3.1-u");
    }

    [Theory]
    [InlineData("FETCH 999 (MODSEQ)", "BAD")]
    [InlineData("STATUS n (HIGHESTMODSEQ)", "NO")]
    [InlineData("SORT (DATE) UTF-8 MODSEQ 1", "OK")]
    [InlineData("LIST \"\" * RETURN (STATUS (HIGHESTMODSEQ))", "OK")]
    public void After_a_command_that_may_have_enabled_CONDSTORE_both_are_right(string command, string answer)
    {
        Silent($"{Plain}A> a3 {command}\nA< a3 {answer} done\nA> a4 NOOP\nA< * 1 FETCH (FLAGS (\\Seen) MODSEQ (12))\nA< a4 OK done", "IMAP4rev1 CONDSTORE");
        Silent($"{Plain}A> a3 {command}\nA< a3 {answer} done\nA> a4 NOOP\nA< * 1 FETCH (FLAGS (\\Seen))\nA< a4 OK done", "IMAP4rev1 CONDSTORE");
    }

    [Fact]
    public void ENABLE_that_enabled_nothing_leaves_it_open()
    {
        const string enable = "A> a3 ENABLE CONDSTORE\nA< * ENABLED\nA< a3 OK done\n";
        Silent($"{Plain}{enable}A> a4 NOOP\nA< * 1 FETCH (FLAGS (\\Seen) MODSEQ (12))\nA< a4 OK done");
        Silent($"{Plain}{enable}A> a4 NOOP\nA< * 1 FETCH (FLAGS (\\Seen))\nA< a4 OK done");
    }

    [Fact]
    public void UID_is_told_with_each_change_once_QRESYNC_is_enabled()
    {
        const string change = "A< * 1 FETCH (FLAGS (\\Seen) MODSEQ (12))\n";
        Breaks($"{QResync}A> a3 NOOP\n{change}A< a3 OK done", "Fail 7162-3.2.4-d");
        Breaks($"{QResync}A> a3 STORE 1 +FLAGS (\\Seen)\n{change}A< a3 OK done", "Fail 7162-3.2.4-a");
        Breaks($"{QResync}A> a3 STORE 1 (UNCHANGEDSINCE 11) +FLAGS (\\Seen)\n{change}A< a3 OK done", "Fail 7162-3.2.4-b");
        Conforms($"{QResync}A> a3 NOOP\n{change.Replace("FLAGS", "UID 11 FLAGS", StringComparison.Ordinal)}A< a3 OK done", "7162-3.2.4-d");
    }

    [Fact]
    public void UID_for_a_client_with_CONDSTORE_alone_is_disputed_and_only_a_SHOULD_without_QRESYNC()
    {
        const string noop = "A> a3 NOOP\nA< * 1 FETCH (FLAGS (\\Seen) MODSEQ (12))\nA< a3 OK done";
        Assert.Equal(["A-3"], Breaks($"{Aware}{noop}", "Info 7162-3.2.4-d").Readings);
        Breaks($"{Aware}{noop}", "Info 7162-3.1.4.2-b", "IMAP4rev1 CONDSTORE");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999")]
    [InlineData("-1")]
    public void MODSEQ_is_positive_and_has_63_bits(string value)
    {
        Breaks($"{Aware}A> a3 FETCH 1 (MODSEQ)\nA< * 1 FETCH (MODSEQ ({value}))\nA< a3 OK done", "Fail 7162-3.1-a");
        Conforms($"{Aware}A> a3 FETCH 1 (MODSEQ)\nA< * 1 FETCH (MODSEQ (9223372036854775807))\nA< a3 OK done", "7162-3.1-a");
    }

    [Fact]
    public void The_mod_sequence_of_a_message_never_falls_in_a_session()
    {
        const string two = "A> a3 UID FETCH 1:* (MODSEQ)\nA< * 1 FETCH (UID 11 MODSEQ (9))\nA< a3 OK done\nA> a4 UID FETCH 1:* (MODSEQ)\nA< * 1 FETCH (UID 11 MODSEQ ({0}))\nA< a4 OK done";
        Breaks(Aware + string.Format(null, two, 8), "Fail 7162-3.1-w");
        Conforms(Aware + string.Format(null, two, 9), "7162-3.1-w");
    }

    [Fact]
    public void Within_one_command_the_order_of_values_means_nothing() =>
        Silent($"{Aware}A> a3 UID FETCH 1:* (MODSEQ)\nA< * 1 FETCH (UID 11 MODSEQ (9))\nA< * 1 FETCH (UID 11 MODSEQ (8))\nA< a3 OK done");

    [Fact]
    public void Values_of_other_sessions_bind_only_who_opens_the_mailbox_afterwards()
    {
        const string told = "A> a3 UID FETCH 11 (MODSEQ)\nA< * 1 FETCH (UID 11 MODSEQ (9))\nA< a3 OK done\n";
        const string open = "B> b2 SELECT m (CONDSTORE)\nB< * 3 EXISTS\nB< * OK [UIDVALIDITY 7] ok\nB< * OK [HIGHESTMODSEQ 10] ok\nB< b2 OK done\n";
        const string low = "B> b3 UID FETCH 11 (MODSEQ)\nB< * 1 FETCH (UID 11 MODSEQ (8))\nB< b3 OK done\n";
        Breaks($"{Aware}{told}{open}{low}", "Fail 7162-3.1-w");
        Silent($"{Aware}{open}{told}{low}");
        Silent($"{Aware}{told}{open.Replace("UIDVALIDITY 7", "UIDVALIDITY 8", StringComparison.Ordinal)}{low}");
        Silent($"{Aware}{told}hook index-delete\n{open.Replace("B", "C", StringComparison.Ordinal)}{low.Replace("B", "C", StringComparison.Ordinal)}");
    }

    [Fact]
    public void HIGHESTMODSEQ_never_falls_from_one_opening_to_a_later_one()
    {
        const string again = "A2> b2 SELECT m (CONDSTORE)\nA2< * 3 EXISTS\nA2< * OK [UIDVALIDITY 7] ok\nA2< * OK [HIGHESTMODSEQ {0}] ok\nA2< b2 OK done\n";
        var finding = Breaks(Aware + string.Format(null, again, 9), "Fail 7162-3.1.2.1-c");
        Assert.Equal("highestmodseq-kept", finding.Invariant);
        Conforms(Aware + string.Format(null, again, 10), "7162-3.1.2.1-c");
        Assert.Equal(["A-12"], Breaks(Aware + string.Format(null, again, 9), "Warn 7162-3.1.2.1-c", "IMAP4rev1 CONDSTORE").Readings);
        Silent(Aware + string.Format(null, again, 9).Replace("UIDVALIDITY 7", "UIDVALIDITY 8", StringComparison.Ordinal));
        Silent(Aware + string.Format(null, again, 9).Replace("SELECT m", "SELECT other", StringComparison.Ordinal));
        Silent(Aware + string.Format(null, again, 9).Replace("HIGHESTMODSEQ 9", "NOMODSEQ", StringComparison.Ordinal));
    }

    [Fact]
    public void HIGHESTMODSEQ_does_not_fall_below_what_was_told_of_a_message()
    {
        const string told = "A> a3 UID FETCH 11 (MODSEQ)\nA< * 1 FETCH (UID 11 MODSEQ (12))\nA< a3 OK done\n";
        Breaks($"{Aware}{told}B> b2 SELECT m (CONDSTORE)\nB< * 3 EXISTS\nB< * OK [UIDVALIDITY 7] ok\nB< * OK [HIGHESTMODSEQ 11] ok\nB< b2 OK done\n", "Fail 7162-3.1.2.1-c");
    }

    [Fact]
    public void After_an_index_was_deleted_the_message_says_so()
    {
        var finding = Breaks($"{Aware}hook index-delete-stopped\nB> b2 SELECT m (CONDSTORE)\nB< * 3 EXISTS\nB< * OK [UIDVALIDITY 7] ok\nB< * OK [HIGHESTMODSEQ 1] ok\nB< b2 OK done\n", "Fail 7162-3.1.2.1-c");
        Assert.Contains("index-delete-stopped", finding.Message, StringComparison.Ordinal);
        Assert.Equal(["A-39"], finding.Readings);
    }

    [Fact]
    public void In_between_HIGHESTMODSEQ_may_be_held_back() =>
        Silent($"{QResync}A> a3 STORE 1 +FLAGS (\\Seen)\nA< * 1 FETCH (UID 11 FLAGS (\\Seen) MODSEQ (12))\nA< * OK [HIGHESTMODSEQ 9] VANISHED is delayed\nA< a3 OK done");

    [Fact]
    public void What_was_told_before_enabling_does_not_bind() =>
        Silent($"{Plain.Replace("UIDVALIDITY 7] ok", "UIDVALIDITY 7] ok\nA< * OK [HIGHESTMODSEQ 20] ok", StringComparison.Ordinal)}B> b2 SELECT m (CONDSTORE)\nB< * 3 EXISTS\nB< * OK [UIDVALIDITY 7] ok\nB< * OK [HIGHESTMODSEQ 11] ok\nB< b2 OK done\n");

    [Fact]
    public void Each_opening_of_an_aware_client_tells_HIGHESTMODSEQ_or_NOMODSEQ()
    {
        Breaks("A> a2 SELECT m (CONDSTORE)\nA< * 0 EXISTS\nA< * OK [UIDVALIDITY 7] ok\nA< a2 OK [READ-WRITE] done", "Fail 7162-3.1.2-a");
        Breaks("A> a2 SELECT m (CONDSTORE)\nA< * 0 EXISTS\nA< * OK [HIGHESTMODSEQ 1] ok\nA< * OK [NOMODSEQ] ok\nA< a2 OK done", "Fail 7162-3.1.2-a");
        // In the tagged answer alone it does not count.
        Breaks("A> a2 EXAMINE m (CONDSTORE)\nA< * 0 EXISTS\nA< a2 OK [HIGHESTMODSEQ 1] done", "Fail 7162-3.1.2-a");
        Breaks($"{QResync}A> a3 SELECT m\nA< * OK [CLOSED] ok\nA< * 3 EXISTS\nA< a3 OK done", "Fail 7162-3.1.2-a");
        Conforms(Aware, "7162-3.1.2-a");
        Conforms("A> a2 SELECT m (CONDSTORE)\nA< * OK [NOMODSEQ] no\nA< * 0 EXISTS\nA< a2 OK done", "7162-3.1.2.2-a");
        Silent("A> a2 SELECT m (CONDSTORE)\nA< a2 NO no such mailbox");
        Silent(Plain);
        Silent(Plain.Replace("UIDVALIDITY 7] ok", "UIDVALIDITY 7] ok\nA< * OK [NOMODSEQ] ok", StringComparison.Ordinal));
    }

    [Fact]
    public void HIGHESTMODSEQ_is_one_or_more()
    {
        Breaks("A> a2 SELECT m\nA< * 0 EXISTS\nA< * OK [HIGHESTMODSEQ 0] ok\nA< a2 OK done", "Fail 7162-3.1.2.1-a");
        Conforms("A> a2 SELECT m\nA< * 0 EXISTS\nA< * OK [HIGHESTMODSEQ 1] ok\nA< a2 OK done", "7162-3.1.2.1-a");
    }

    [Theory]
    [InlineData("FETCH 1 (MODSEQ)")]
    [InlineData("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1)")]
    [InlineData("SEARCH MODSEQ 1")]
    [InlineData("UID SEARCH OR MODSEQ \"/flags/\\\\Seen\" all 1 UID 1")]
    [InlineData("STATUS n (MESSAGES HIGHESTMODSEQ)")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 9) +FLAGS (\\Seen)")]
    public void The_first_enabling_command_tells_HIGHESTMODSEQ(string command)
    {
        Breaks($"{Plain}A> a3 {command}\nA< a3 OK done", "Fail 7162-3.1-v");
        Conforms($"{Plain}A> a3 {command}\nA< * OK [HIGHESTMODSEQ 10] ok\nA< a3 OK done", "7162-3.1-v");
        Conforms($"{Plain}A> a3 {command}\nA< a3 OK [HIGHESTMODSEQ 10] done\nA> a4 {command}\nA< a4 OK done", "7162-3.1-v");
        Silent($"{Plain}A> a3 {command}\nA< a3 BAD done");
        var known = Plain.Replace("UIDVALIDITY 7] ok", "UIDVALIDITY 7] ok\nA< * OK [HIGHESTMODSEQ 10] ok", StringComparison.Ordinal);
        Assert.Equal(["A-40"], Breaks($"{known}A> a3 {command}\nA< a3 OK done", "Warn 7162-3.1-v").Readings);
        Silent($"{Plain.Replace("UIDVALIDITY 7] ok", "UIDVALIDITY 7] ok\nA< * OK [NOMODSEQ] ok", StringComparison.Ordinal)}A> a3 {command}\nA< a3 OK done");
    }

    [Fact]
    public void STATUS_tells_zero_only_without_mod_sequences()
    {
        Breaks($"{Aware}A> a3 STATUS m (HIGHESTMODSEQ)\nA< * STATUS m (HIGHESTMODSEQ 0)\nA< a3 OK done", "Fail 7162-3.1.7-b");
        Conforms($"{Aware}A> a3 STATUS m (HIGHESTMODSEQ)\nA< * STATUS \"m\" (HIGHESTMODSEQ 1)\nA< a3 OK done", "7162-3.1.7-b");
        Silent($"{Aware}A> a3 STATUS n (HIGHESTMODSEQ)\nA< * STATUS n (HIGHESTMODSEQ 0)\nA< a3 OK done");
    }

    [Theory]
    [InlineData("SEARCH MODSEQ 5", "* SEARCH 1 2", "Fail 7162-3.1.5-g")]
    [InlineData("SEARCH NOT MODSEQ 5", "* SEARCH 1 2", "Warn 7162-3.1.5-h")]
    [InlineData("SEARCH MODSEQ 5", "* SEARCH (MODSEQ 9)", "Fail 7162-3.1.6-a")]
    [InlineData("SEARCH ALL", "* SEARCH 1 (MODSEQ 9)", "Fail 7162-3.1.5-i")]
    [InlineData("SEARCH MODSEQ 5", "* SEARCH 1 2 (MODSEQ 9)", "")]
    [InlineData("SEARCH MODSEQ 5", "* SEARCH", "")]
    [InlineData("SEARCH ALL", "* SEARCH 1 2", "")]
    [InlineData("SEARCH X-UNKNOWN", "* SEARCH 1 2 (MODSEQ 9)", "")]
    [InlineData("SEARCH RETURN () MODSEQ 5", "* SEARCH 1 2", "")]
    [InlineData("SEARCH MODSEQ 5", "* SEARCH 1\nA< * SEARCH 2 (MODSEQ 9)", "")]
    public void A_result_of_MODSEQ_carries_MODSEQ(string command, string answer, string broken) =>
        Assert.Equal(broken, BrokenIn(Examine($"{Aware}A> a3 {command}\nA< {answer}\nA< a3 OK done")));
}
