using Conformance.Checking;

namespace Conformance.Tests.Checking.Matching;

public sealed class DataTests
{
    public static TheoryData<string, string[], Outcome> Lines => new()
    {
        // VANISHED: united over lines, each form for itself; more may be named.
        { "* VANISHED 3,5", ["* VANISHED 5", "* VANISHED 3"], Outcome.Pass },
        { "* VANISHED 3,5", ["* VANISHED 2:6"], Outcome.Pass },
        { "* VANISHED 3,5", ["* VANISHED 5"], Outcome.Fail },
        { "* VANISHED 3,5", ["* VANISHED (EARLIER) 3,5"], Outcome.Fail },
        { "* VANISHED (EARLIER) 3", ["* VANISHED 3"], Outcome.Fail },
        { "* VANISHED (earlier) 3", ["* VANISHED (EARLIER) 1:4"], Outcome.Pass },
        { "only * VANISHED 3,5", ["* VANISHED 5", "* VANISHED 3"], Outcome.Pass },
        { "only * VANISHED 3,5", ["* VANISHED 3:5"], Outcome.Fail },
        { "only * VANISHED 3,5", [], Outcome.Fail },
        { "only * VANISHED (EARLIER) < 6", ["* VANISHED (EARLIER) 1:5"], Outcome.Pass },
        { "only * VANISHED (EARLIER) < 6", ["* VANISHED (EARLIER) 1:6"], Outcome.Fail },
        { "never * VANISHED 3,5", ["* VANISHED 5"], Outcome.Fail },
        { "never * VANISHED 3", ["* VANISHED 1:2,4"], Outcome.Pass },
        { "never * VANISHED $_", ["* VANISHED (EARLIER) 3"], Outcome.Pass },
        { "never * VANISHED $_", ["* VANISHED 3"], Outcome.Fail },
        { "never * VANISHED (EARLIER) >= 7", ["* VANISHED (EARLIER) 1:4294967295"], Outcome.Fail },
        { "never * VANISHED (EARLIER) >= 7", ["* VANISHED (EARLIER) 1:6"], Outcome.Pass },

        // SEARCH: the numbers of all lines, in any order; the suffix as written.
        { "* SEARCH 2 3", ["* SEARCH 3 2"], Outcome.Pass },
        { "* SEARCH 2 3", ["* SEARCH 3", "* SEARCH 2"], Outcome.Pass },
        { "* SEARCH 2:3", ["* SEARCH 3", "* SEARCH 2"], Outcome.Pass },
        { "* SEARCH 2 3", ["* SEARCH 2"], Outcome.Fail },
        { "* SEARCH 2 3", ["* SEARCH 2 3 4"], Outcome.Fail },
        { "* SEARCH 2 3", ["* SEARCH 2 3 (MODSEQ 9)"], Outcome.Fail },
        { "* SEARCH 2 ...", ["* SEARCH 2 3 (MODSEQ 9)"], Outcome.Pass },
        { "* SEARCH 2 3 (MODSEQ 9)", ["* SEARCH 2 (MODSEQ 8)", "* SEARCH 3 (MODSEQ 9)"], Outcome.Pass },
        { "* SEARCH 2 3 (MODSEQ 9)", ["* SEARCH 2", "* SEARCH 3 (MODSEQ 9)"], Outcome.Pass },
        { "* SEARCH 2 3 (MODSEQ 9)", ["* SEARCH 2 3"], Outcome.Fail },
        { "* SEARCH 2 3 (MODSEQ 9)", ["* SEARCH 2 3 (MODSEQ 10)"], Outcome.Fail },
        { "* SEARCH $n", ["* SEARCH 2"], Outcome.Pass },
        { "* SEARCH $n", ["* SEARCH 2 3"], Outcome.Fail },
        { "* SEARCH", ["* SEARCH"], Outcome.Pass },
        { "* SEARCH", [], Outcome.Pass },
        { "* SEARCH", ["* SEARCH 1"], Outcome.Fail },
        { "* SEARCH", ["* SEARCH (MODSEQ 9)"], Outcome.Fail },
        { "never * SEARCH", ["* SEARCH 1"], Outcome.Fail },
        { "never * SEARCH ...", ["* SEARCH 1 (MODSEQ 3)"], Outcome.Fail },
        { "never * SEARCH ...", ["* ESEARCH (TAG \"a1\")"], Outcome.Pass },
        { "never * SEARCH ... (MODSEQ $_)", ["* SEARCH 1 2"], Outcome.Pass },
        { "never * SEARCH ... (MODSEQ $_)", ["* SEARCH 1 2 (MODSEQ 3)"], Outcome.Fail },
        { "only * SEARCH 1", ["* SEARCH 1"], Outcome.Pass },
        { "* SORT 3 1 2", ["* SORT 3 1 2"], Outcome.Pass },
        { "* SORT 3 1 2", ["* SORT 3", "* SORT 1 2"], Outcome.Pass },
        { "* SORT 3 1 2", ["* SORT 1 2 3"], Outcome.Fail },
        { "* SORT 3 (MODSEQ $m)", ["* SORT 3 (MODSEQ 7)"], Outcome.Pass },

        // ESEARCH: items as a subset, ALL as a set, the command's own tag, its number space.
        { "* ESEARCH UID ALL 2,4 MODSEQ 9", ["* ESEARCH (TAG \"a1\") UID MODSEQ 9 COUNT 2 ALL 4,2"], Outcome.Pass },
        { "* ESEARCH UID ALL 2:4", ["* ESEARCH (TAG a1) UID ALL 2,3,4"], Outcome.Pass },
        { "* ESEARCH UID ALL 2,4", ["* ESEARCH (TAG \"a1\") UID ALL 2:4"], Outcome.Fail },
        { "* ESEARCH UID ALL 2", ["* ESEARCH (TAG \"a1\") ALL 2"], Outcome.Fail },
        { "* ESEARCH ALL 2", ["* ESEARCH (TAG \"a1\") UID ALL 2"], Outcome.Fail },
        { "* ESEARCH ALL 2", ["* ESEARCH (TAG \"a0\") ALL 2"], Outcome.Fail },
        { "* ESEARCH ALL 2", ["* ESEARCH ALL 2"], Outcome.Fail },
        { "* ESEARCH ALL 2", ["> a0", "* ESEARCH (TAG \"a0\") ALL 2"], Outcome.Pass },
        { "* ESEARCH ALL 2", ["* ESEARCH (TAG \"a0\") ALL 2", "a0 OK"], Outcome.Pass },
        { "* ESEARCH MODSEQ 9", ["* ESEARCH (TAG \"a1\") ALL 2 MODSEQ (9)"], Outcome.Fail },
        { "* ESEARCH COUNT 0", ["* ESEARCH (TAG \"a1\") COUNT 0"], Outcome.Pass },
        { "* ESEARCH", ["* ESEARCH (TAG \"a1\")"], Outcome.Pass },
        { "never * ESEARCH MODSEQ $_", ["* ESEARCH (TAG \"a1\") COUNT 0"], Outcome.Pass },
        { "never * ESEARCH MODSEQ $_", ["* ESEARCH (TAG \"a1\") COUNT 0 MODSEQ 1"], Outcome.Fail },

        // STATUS, whichever way the mailbox is written.
        { "* STATUS $box (HIGHESTMODSEQ $h)", ["* STATUS \"box 1\" (MESSAGES 3 HIGHESTMODSEQ 9)"], Outcome.Pass },
        { "* STATUS $box (HIGHESTMODSEQ $h)", ["* STATUS \"box 2\" (MESSAGES 3 HIGHESTMODSEQ 9)"], Outcome.Fail },
        { "* STATUS $box (HIGHESTMODSEQ $h)", ["* STATUS \"box 1\" (MESSAGES 3)"], Outcome.Fail },
        { "* STATUS $box (HIGHESTMODSEQ >= 1)", ["* STATUS \"box 1\" (HIGHESTMODSEQ 0)"], Outcome.Fail },

        // The rest.
        { "* 3 EXISTS", ["* 2 EXISTS", "* 3 EXISTS"], Outcome.Pass },
        { "* 3 EXISTS", ["* 2 EXISTS"], Outcome.Fail },
        { "only * 3 EXISTS", ["* 2 EXISTS", "* 3 EXISTS"], Outcome.Fail },
        { "* > 2 EXISTS", ["* 3 EXISTS"], Outcome.Pass },
        { "* $n EXPUNGE", ["* 2 EXPUNGE"], Outcome.Pass },
        { "never * $_ EXPUNGE", ["* 2 EXPUNGE"], Outcome.Fail },
        { "never * $_ EXPUNGE", ["* 2 EXISTS"], Outcome.Pass },
        { "* 1 EXPUNGE | * VANISHED 7", ["* VANISHED 7"], Outcome.Pass },
        { "* ENABLED CONDSTORE", ["* ENABLED QRESYNC Condstore"], Outcome.Pass },
        { "* ENABLED CONDSTORE", ["* ENABLED QRESYNC"], Outcome.Fail },
        { "* ENABLED", ["* ENABLED"], Outcome.Pass },
        { "only * ENABLED QRESYNC", ["* ENABLED QRESYNC CONDSTORE"], Outcome.Fail },
        { "* CAPABILITY IDLE", ["* CAPABILITY IMAP4rev1 IDLE"], Outcome.Pass },
        { "* FLAGS (\\Seen \\Draft)", ["* FLAGS (\\draft \\seen)"], Outcome.Pass },
        { "* FLAGS (\\Seen)", ["* FLAGS (\\draft \\seen)"], Outcome.Fail },
        { "* FLAGS (\\Seen ...)", ["* FLAGS (\\draft \\seen)"], Outcome.Pass },
        { "* LIST (...) \"/\" $box", ["* LIST (\\HasNoChildren) \"/\" \"box 1\""], Outcome.Pass },
        { "* LIST (...) \"/\" $box", ["* LIST (\\HasNoChildren) \".\" \"box 1\""], Outcome.Fail },
        { "* LIST () NIL $box", ["* LIST () NIL \"box 1\""], Outcome.Pass },
        { "EOF", ["---"], Outcome.Pass },
        { "EOF", [], Outcome.Fail },
        { "+", ["+ idling"], Outcome.Pass },
        { "+", [], Outcome.Fail },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Each_kind_of_data_is_matched_by_its_own_rule(string line, string[] responses, Outcome expected) =>
        Assert.Equal(expected, Dialogue.Of([.. responses, "a1 OK done"]).With("box", "box 1").Outcome(line));

    [Fact]
    public void A_vanished_set_can_be_bound_whole()
    {
        var dialogue = Dialogue.Of("* VANISHED 9", "* VANISHED 3,2", "a1 OK");
        dialogue.Match("* VANISHED $gone");
        Assert.True(dialogue.Bindings.TryGet("gone", out var gone));
        Assert.Equal("2:3,9", gone);
    }

    [Fact]
    public void Search_results_of_a_repeated_command_are_not_mixed()
    {
        var dialogue = Dialogue.Of("* SEARCH 1 2", "a0 OK", "* SEARCH 1", "a1 OK");
        Assert.Equal(Outcome.Pass, dialogue.Outcome("* SEARCH 1"));
        Assert.Equal(Outcome.Pass, dialogue.Outcome("* SEARCH 1 2"));
    }
}
