using Conformance.Walking;

namespace Conformance.Tests.Walking;

public sealed class ModelTests
{
    private readonly WalkDialogue walk = new WalkDialogue().Open(100);

    [Fact]
    public void News_may_come_late()
    {
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Flagged))\nOK", [0], '+', "\\Flagged");
        walk.Fetch(1, "* 1 FETCH (FLAGS () MODSEQ (50))\n* 2 FETCH (FLAGS () MODSEQ (50))\n* 3 FETCH (FLAGS () MODSEQ (50))\nOK");
        walk.Noop(1, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Flagged \\Recent))\nOK");
        Assert.Equal("", walk.Broken);
    }

    [Fact]
    public void What_was_told_does_not_go_back()
    {
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Flagged))\nOK", [0], '+', "\\Flagged");
        walk.Noop(1, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Flagged))\nOK");
        walk.Noop(1, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS ())\nOK");
        Assert.Equal("3501-6.4.6-b", walk.Broken);
    }

    [Fact]
    public void Flags_that_a_message_never_had_are_found()
    {
        walk.Noop(0, "* 2 FETCH (FLAGS (\\Seen))\nOK");
        Assert.Equal("3501-6.4.6-b", walk.Broken);
    }

    [Fact]
    public void After_NO_a_message_may_have_been_changed_or_not_and_what_is_told_settles_it()
    {
        walk.Store(0, "NO", [0], '+', "\\Flagged");
        walk.Noop(1, "* 1 FETCH (FLAGS (\\Flagged))\nOK");
        walk.Noop(0, "* 1 FETCH (FLAGS ())\nOK");
        Assert.Equal("", walk.Broken);
        walk.Noop(1, "* 1 FETCH (FLAGS ())\nOK");
        Assert.Equal("3501-6.4.6-b", walk.Broken);
    }

    [Fact]
    public void MODIFIED_left_out_is_found_and_so_is_the_STORE_that_must_not_have_been_done()
    {
        Assert.Equal("STORE 1 +FLAGS (\\Flagged)", walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Flagged))\nOK", [0], '+', "\\Flagged"));
        Assert.Equal("STORE 1 (UNCHANGEDSINCE 100) FLAGS (\\Seen)", walk.Store(1, "OK", [0], ' ', "\\Seen", Since.Highest));
        Assert.Equal("7162-3.1.3-f", walk.Broken);
        walk.Noop(0, "* 1 FETCH (FLAGS (\\Seen))\nOK");
        Assert.Equal("7162-3.1.3-f 7162-3.1.3-d", walk.Broken);
    }

    [Fact]
    public void A_message_named_in_MODIFIED_must_not_have_been_changed()
    {
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Flagged))\nOK", [0], '+', "\\Flagged");
        walk.Store(1, "OK [MODIFIED 1] x", [0], ' ', "\\Seen", Since.Highest);
        Assert.Equal("", walk.Broken);
        walk.Noop(0, "* 1 FETCH (FLAGS (\\Seen))\nOK");
        Assert.Equal("7162-3.1.3-d", walk.Broken);
    }

    [Fact]
    public void MODIFIED_of_a_message_that_nobody_changed_is_found()
    {
        walk.Store(1, "NO [MODIFIED 1] x", [0], '+', "\\Seen", Since.Highest);
        Assert.Equal("7162-3.1.3-i", walk.Broken);
    }

    [Fact]
    public void Adding_a_flag_after_another_flag_was_changed_may_pass_or_not()
    {
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Flagged))\nOK", [0], '+', "\\Flagged");
        walk.Store(1, "* 1 FETCH (UID 11 MODSEQ (102) FLAGS (\\Flagged \\Seen))\nOK", [0], '+', "\\Seen", Since.Highest);
        walk.Store(1, "OK [MODIFIED 1] x", [0], '+', "\\Draft", Since.Stale);
        Assert.Equal("", walk.Broken);
    }

    [Fact]
    public void A_session_own_earlier_change_may_refuse_its_next_one_or_not()
    {
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Flagged))\nOK", [0], '+', "\\Flagged");
        walk.Store(0, "OK [MODIFIED 1] x", [0], '-', "\\Flagged", Since.Stale);
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (102) FLAGS ())\nOK", [0], '-', "\\Flagged", Since.Stale);
        Assert.Equal("", walk.Broken);
    }

    [Theory]
    [InlineData("OK", "\\Seen", "7162-3.1.3-k")]
    [InlineData("OK [MODIFIED 1] x", "\\Seen", "")]
    [InlineData("OK [MODIFIED 1] x", "Work", "")]
    public void A_system_flag_is_never_unchanged_since_0(string answer, string flag, string broken)
    {
        walk.Store(0, answer, [0], '+', flag, Since.Zero);
        Assert.Equal(broken, walk.Broken);
    }

    [Fact]
    public void A_conditional_STORE_tells_the_new_mod_sequence()
    {
        walk.Store(0, "OK", [0], '+', "\\Seen", Since.Largest);
        Assert.Equal("7162-3.1.3-c", walk.Broken);
    }

    [Theory]
    [InlineData(102, "")]
    [InlineData(101, "7162-3.1-b")]
    [InlineData(100, "7162-3.1-c")]
    public void A_later_change_has_a_larger_mod_sequence(ulong value, string broken)
    {
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Seen))\nOK", [0], '+', "\\Seen");
        walk.Store(1, $"* 2 FETCH (UID 12 MODSEQ ({value}) FLAGS (\\Seen))\nOK", [1], '+', "\\Seen");
        Assert.Equal(broken, walk.Broken);
    }

    [Fact]
    public void A_STORE_that_changes_nothing_may_keep_the_mod_sequence_or_not()
    {
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Seen))\nOK", [0], '+', "\\Seen");
        walk.Store(1, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Seen))\nOK", [0], '+', "\\Seen");
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (104) FLAGS (\\Seen))\nOK", [0], '+', "\\Seen");
        Assert.Equal("", walk.Broken);
    }

    [Fact]
    public void An_expunge_may_be_told_late_and_what_is_gone_may_be_served_as_a_ghost()
    {
        walk.Store(0, "* 2 FETCH (UID 12 MODSEQ (101) FLAGS (\\Deleted))\nOK", [1], '+', "\\Deleted");
        walk.Expunge(0, "* 2 EXPUNGE\nOK");
        walk.Store(1, "NO", [1, 2], '+', "\\Seen");
        walk.Fetch(1, "* 1 FETCH (FLAGS () MODSEQ (50))\n* 2 FETCH (FLAGS (\\Answered) MODSEQ (50))\n* 3 FETCH (FLAGS () MODSEQ (50))\nOK");
        walk.Noop(1, "* 2 EXPUNGE\n* 2 EXISTS\nOK");
        Assert.Equal("", walk.Broken);
        Assert.True(walk.State.Sessions[1].IsUpToDate);
    }

    [Theory]
    [InlineData("* VANISHED 12", "7162-3.2.10.2-a")]
    [InlineData("* VANISHED (EARLIER) 1:12", "7162-3.2.6-c")]
    [InlineData("* 2 EXPUNGE", "7162-3.2-i")]
    [InlineData("* VANISHED (EARLIER) 1:10", "")]
    public void A_message_that_is_there_must_not_be_told_to_be_gone(string line, string broken)
    {
        walk.Noop(0, line + "\nOK");
        Assert.Equal(broken, walk.Broken);
        Assert.Equal(broken.Length > 0, walk.State.IsOver);
    }

    [Fact]
    public void An_EXPUNGE_that_leaves_a_message_with_Deleted_is_found()
    {
        walk.Store(0, "* 2 FETCH (UID 12 MODSEQ (101) FLAGS (\\Deleted))\nOK", [1], '+', "\\Deleted");
        walk.Expunge(0, "OK");
        Assert.Equal("7162-3.2.7-a", walk.Broken);
    }

    [Fact]
    public void A_Deleted_that_the_session_has_not_heard_of_may_be_left()
    {
        walk.Store(0, "* 2 FETCH (UID 12 MODSEQ (101) FLAGS (\\Deleted))\nOK", [1], '+', "\\Deleted");
        walk.Expunge(1, "OK");
        Assert.Equal("", walk.Broken);
    }

    [Theory]
    [InlineData("* 4 EXISTS\n* VANISHED 14\nOK")]
    [InlineData("OK")]
    public void A_message_that_came_and_went_may_be_told_or_not(string answer)
    {
        walk.Append(0, "* 4 EXISTS\nOK [APPENDUID 7 14] x");
        walk.Store(0, "* 4 FETCH (UID 14 MODSEQ (102) FLAGS (\\Deleted))\nOK", [3], '+', "\\Deleted");
        walk.Expunge(0, "* 4 EXPUNGE\nOK");
        walk.Noop(1, answer);
        Assert.Equal("", walk.Broken);
        Assert.True(walk.State.Sessions[1].IsUpToDate);
    }

    [Theory]
    [InlineData("* 6 EXISTS\nOK", "")]
    [InlineData("* 7 EXISTS\nOK", "3501-5.2-a")]
    public void What_stands_before_a_known_message_is_none_of_those_that_come(string answer, string broken)
    {
        walk.Append(0, "* 4 EXISTS\nOK [APPENDUID 7 14] x");
        walk.Append(0, "* 5 EXISTS\nOK [APPENDUID 7 15] x");
        walk.Store(0, "* 4 FETCH (UID 14 MODSEQ (103) FLAGS (\\Deleted))\nOK", [3], '+', "\\Deleted");
        walk.Expunge(0, "* 4 EXPUNGE\nOK");
        walk.Noop(1, "* 5 EXISTS\n* 5 FETCH (UID 15 FLAGS ())\nOK");
        walk.Append(0, "* 5 EXISTS\nOK [APPENDUID 7 16] x");
        walk.Noop(1, answer);
        Assert.Equal(broken, walk.Broken);
    }

    [Theory]
    [InlineData("* 4 FETCH (UID 15 FLAGS ())\n* 5 FETCH (UID 16 FLAGS ())\nOK", "")]
    [InlineData("* 5 FETCH (UID 15 FLAGS ())\nOK", "3501-7.4.1-b")]
    public void VANISHED_takes_an_unknown_message_from_where_its_UID_stands(string answer, string broken)
    {
        walk.Append(0, "* 4 EXISTS\nOK [APPENDUID 7 14] x");
        walk.Append(0, "* 5 EXISTS\nOK [APPENDUID 7 15] x");
        walk.Append(0, "* 6 EXISTS\nOK [APPENDUID 7 16] x");
        walk.Append(0, "* 7 EXISTS\nOK [APPENDUID 7 17] x");
        walk.Store(0, "* 4 FETCH (UID 14 MODSEQ (105) FLAGS (\\Deleted))\nOK", [3], '+', "\\Deleted");
        walk.Expunge(0, "* 4 EXPUNGE\nOK");
        walk.Noop(1, "* 7 EXISTS\n* 6 FETCH (UID 16 FLAGS ())\nOK");
        walk.Store(0, "* 6 FETCH (UID 17 MODSEQ (107) FLAGS (\\Deleted))\nOK", [6], '+', "\\Deleted");
        walk.Expunge(0, "* 6 EXPUNGE\nOK");
        walk.Noop(1, "* VANISHED 14,17\nOK");
        walk.Noop(1, answer);
        Assert.Equal(broken, walk.Broken);
    }

    [Fact]
    public void More_messages_than_there_are_are_found()
    {
        walk.Noop(0, "* 4 EXISTS\nOK");
        Assert.Equal("3501-5.2-a", walk.Broken);
    }

    [Fact]
    public void CHANGEDSINCE_tells_each_change_that_the_session_knows()
    {
        walk.Store(0, "* 1 FETCH (UID 11 MODSEQ (101) FLAGS (\\Seen))\nOK", [0], '+', "\\Seen");
        walk.Fetch(1, "OK", Since.Stale);
        Assert.Equal("", walk.Broken);
        walk.Fetch(0, "OK", Since.Stale);
        Assert.Equal("7162-3.1.4.1-a", walk.Broken);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "7162-3.2-i")]
    public void A_value_from_before_QRESYNC_promises_no_expunge_however_often_it_is_given(bool qresync, string broken)
    {
        var b = walk.State.Sessions[1];
        if (qresync)
            walk.Say(new EnableCommand(walk.State, b, "QRESYNC"), "* ENABLED QRESYNC", "OK");
        Select(b, OpeningForm.CondStore, 100);
        walk.Say(FetchCommand.Create(walk.State, b, new FetchStep(1, null, true, Wanted.FlagsAndModSeq, Since.None, false))!,
            "* 1 FETCH (UID 11 FLAGS () MODSEQ (50))", "* 2 FETCH (UID 12 FLAGS () MODSEQ (50))", "* 3 FETCH (UID 13 FLAGS () MODSEQ (50))", "OK");
        walk.Store(0, "* 2 FETCH (UID 12 MODSEQ (101) FLAGS (\\Deleted))\nOK", [1], '+', "\\Deleted");
        walk.Expunge(0, "* 2 EXPUNGE\nOK");
        walk.Store(1, "* 1 FETCH (UID 11 MODSEQ (105) FLAGS (\\Seen))\nOK", [0], '+', "\\Seen");
        walk.Say(new EnableCommand(walk.State, b, "QRESYNC"), "* ENABLED QRESYNC", "OK");
        for (var i = 0; i < 2 && walk.Broken.Length == 0; i++)
            Assert.Contains(" (QRESYNC (7 105", Select(b, OpeningForm.QResync, 105), StringComparison.Ordinal);
        Assert.Equal(broken, walk.Broken);

        string Select(SessionModel session, OpeningForm form, ulong highest) => walk.Say(
            new OpenCommand(walk.State, session, new OpenStep(session.Place, 0, false, form)),
            "* OK [CLOSED] x", $"* {walk.Box.Live.Count()} EXISTS", "* OK [UIDVALIDITY 7] x", $"* OK [HIGHESTMODSEQ {highest}] x", "OK");
    }

    [Fact]
    public void A_mailbox_opened_for_reading_alone_is_not_changed_whatever_the_answer()
    {
        walk.Say(new OpenCommand(walk.State, walk.State.Sessions[0], new OpenStep(0, 0, true, OpeningForm.CondStore)), "* OK [CLOSED] x", "* 3 EXISTS", "* OK [HIGHESTMODSEQ 100] x", "OK");
        walk.Store(0, "OK", [0], '+', "\\Seen");
        walk.Noop(1, "* 1 FETCH (FLAGS (\\Seen))\nOK");
        Assert.Equal("3501-6.4.6-b", walk.Broken);
    }

    [Fact]
    public void Opening_tells_as_many_messages_as_there_are()
    {
        walk.Say(new OpenCommand(walk.State, walk.State.Sessions[0], new OpenStep(0, 0, true, OpeningForm.CondStore)), "* OK [CLOSED] x", "* 2 EXISTS", "* OK [HIGHESTMODSEQ 100] x", "OK");
        Assert.Equal("7162-3.2.5.1-i", walk.Broken);
    }
}
