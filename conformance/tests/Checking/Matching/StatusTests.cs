using Conformance.Checking;

namespace Conformance.Tests.Checking.Matching;

public sealed class StatusTests
{
    public static TheoryData<string, string[], Outcome> Lines => new()
    {
        { "OK", ["a1 OK [READ-WRITE] done"], Outcome.Pass },
        { "OK", ["a1 NO"], Outcome.Fail },
        { "ok", ["a1 OK"], Outcome.Pass },
        { "OK [MODIFIED 2,4]", ["a1 OK [MODIFIED 4,2] failed"], Outcome.Pass },
        { "OK [MODIFIED 2:4]", ["a1 OK [MODIFIED 2,3:4] failed"], Outcome.Pass },
        { "OK [MODIFIED 2]", ["a1 OK [MODIFIED 2:2] failed"], Outcome.Pass },
        { "OK [MODIFIED 2]", ["a1 OK [MODIFIED 2,3] failed"], Outcome.Fail },
        { "OK [MODIFIED 2] | NO [MODIFIED 2]", ["a1 NO [MODIFIED 2] failed"], Outcome.Pass },
        { "OK [MODIFIED 2]", ["* OK [MODIFIED 2]", "a1 OK failed"], Outcome.Fail },
        { "never OK [MODIFIED $_]", ["a1 OK [MODIFIED 2]"], Outcome.Fail },
        { "never OK [MODIFIED]", ["a1 OK [MODIFIED 2]"], Outcome.Fail },
        { "never OK [MODIFIED $_]", ["a1 OK done"], Outcome.Pass },
        { "* OK [HIGHESTMODSEQ $h]", ["* OK [UIDNEXT 3]", "* OK [HIGHESTMODSEQ 9]", "a1 OK"], Outcome.Pass },
        { "* OK [HIGHESTMODSEQ $h]", ["a1 OK [HIGHESTMODSEQ 9]"], Outcome.Fail },
        { "OK [HIGHESTMODSEQ $h] | * OK [HIGHESTMODSEQ $h]", ["* OK [HIGHESTMODSEQ 9]", "a1 OK"], Outcome.Pass },
        { "never * OK [HIGHESTMODSEQ 0]", ["* OK [HIGHESTMODSEQ 0]", "a1 OK"], Outcome.Fail },
        { "only * OK [HIGHESTMODSEQ > 3]", ["* OK [HIGHESTMODSEQ 9]", "* OK [CLOSED]", "a1 OK"], Outcome.Pass },
        { "only * OK [HIGHESTMODSEQ > 3]", ["* OK [HIGHESTMODSEQ 9]", "* OK [HIGHESTMODSEQ 3]", "a1 OK"], Outcome.Fail },
        { "* OK [PERMANENTFLAGS (\\* ...)]", ["* OK [PERMANENTFLAGS (\\Seen \\*)]", "a1 OK"], Outcome.Pass },
        { "* OK [PERMANENTFLAGS (\\* ...)]", ["* OK [PERMANENTFLAGS (\\Seen)]", "a1 OK"], Outcome.Fail },
        { "OK [CAPABILITY IDLE]", ["a1 OK [CAPABILITY IMAP4rev1 IDLE]"], Outcome.Pass },
        { "OK [COPYUID $v 3:4 9,10]", ["a1 OK [COPYUID 7 3:4 9:10]"], Outcome.Pass },
        { "* OK [CLOSED]", ["* OK [CLOSED]", "a1 OK"], Outcome.Pass },
        { "* BYE", ["* BYE over", "a1 OK"], Outcome.Pass },
        { "x9 BAD", ["x9 BAD what", "a1 OK"], Outcome.Pass },
        { "x9 BAD", ["x8 BAD what", "a1 OK"], Outcome.Fail },
        { "BAD | warn OK | info NO", ["a1 BAD"], Outcome.Pass },
        { "BAD | warn OK | info NO", ["a1 OK"], Outcome.Warn },
        { "BAD | warn OK | info NO", ["a1 NO"], Outcome.Info },
        { "should BAD", ["a1 OK"], Outcome.Warn },
        { "may BAD", ["a1 OK"], Outcome.Info },
        { "should never OK [MODIFIED $_]", ["a1 OK [MODIFIED 2]"], Outcome.Warn },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void A_status_is_matched_by_condition_and_code_and_never_by_text(string line, string[] responses, Outcome expected) =>
        Assert.Equal(expected, Dialogue.Of(responses).Outcome(line));

    [Theory]
    [InlineData("a1 OK [MODIFIED 5] x", Outcome.Pass)]
    [InlineData("a1 OK [MODIFIED 5:6] x", Outcome.Pass)]
    [InlineData("a1 OK [MODIFIED 5:7] x", Outcome.Fail)]
    [InlineData("a1 OK [MODIFIED 7] x", Outcome.Fail)]
    [InlineData("a1 OK [MODIFIED 2] x", Outcome.Fail)]
    public void A_range_of_uids_may_run_over_uids_that_no_message_has(string answer, Outcome expected)
    {
        var dialogue = Dialogue.Of(answer).With("uid1", "4").With("uid2", "5").With("uid3", "7");
        Assert.Equal(expected, dialogue.Outcome("OK [MODIFIED $uid2]"));
        Assert.Equal(expected, dialogue.Outcome("OK [MODIFIED $uid2,$uid2]"));
    }
}
