using Conformance.Scenarios;

namespace Conformance.Tests.Scenarios;

/// <summary>What is wrong in a scenario is said with its line. The bodies begin at line 5.</summary>
public sealed class ScenarioErrorTests
{
    public static TheoryData<string, int, string> Bodies => new()
    {
        { "A  NOOP\ncut A 3 lines  7162-3.2-i", 6, "expected the header 'cut' above the steps" },
        { "cut A lines  7162-3.2-i\nA  NOOP", 5, "expected a number of lines or octets (1 to 2000)" },
        { "cut A 101 lines  7162-3.2-i\nA  NOOP", 5, "expected a number of lines (1 to 100)" },
        { "cut A 3 words  7162-3.2-i\nA  NOOP", 5, "expected 'lines' or 'line' or 'octets'" },
        { "cut A 3 lines throrough  7162-3.2-i\nA  NOOP", 5, "expected 'cut A N lines [thorough]' or 'cut A N octets [thorough]'" },
        { "cut A 3 lines\nA  NOOP", 5, "expected requirement ids" },
        { "cut A 3 lines  7162-3.2-i\ncut A 4 lines  7162-3.2-i\nA  NOOP", 6, "expected one 'cut' line" },
        { "cut B 3 lines  7162-3.2-i\nA  NOOP", 5, "expected a step of session B, which is to be cut off" },
        { "cut A 3 lines  7162-3.2-i\ndrop A after line 2\nA  NOOP", 6, "expected no race, counter, hook or 'drop … after line'" },
        { "A  NOOP\nmailbox 2 messages", 6, "expected the header 'mailbox' above the steps" },
        { "NOOP", 5, "expected a step: a session's letter" },
        { "togehter\nend", 5, "did you mean 'together'?" },
        { "   * 1 EXISTS", 5, "expected a step at the left margin" },
        { "end", 5, "'end' without" },
        { "repeat 3\nA  NOOP", 5, "expected 'end' to this 'repeat'" },
        { "repeat many\nend", 5, "expected a number of times (1 to 1000), found 'many'" },
        { "together\nA  NOOP", 5, "expected 'end' to this 'together'" },
        { "together\nhook restart\nend", 6, "inside 'together' stands only" },
        { "together\nA  APPEND $mailbox <<$message>>\nend", 6, "expected '<<+…>>' inside 'together'" },
        { "A", 5, "expected what the session says" },
        { "A  wait", 5, "expected below 'wait' what it waits for" },
        { "A  wait NOOP\n   OK", 5, "expected nothing after 'wait'" },
        { "A  rwa x1", 5, "did you mean 'raw'?" },
        { "A  raw x1\n   x1 OK", 5, "'raw' reads nothing" },
        { "A  raw <<abc>>", 5, "expected the literal written out" },
        { "A  APPEND x <<abc", 5, "expected '>>' at the end of the literal" },
        { "A  APPEND x <<+abc>>", 5, "expected 'LITERAL+' on the needs line, line 3" },
        { "A  X%xZZ", 5, "two hexadecimal digits" },
        { "A  X ${mail", 5, "expected a name and '}'" },
        { "A  X $uid1+2", 5, "expected '$uid1+1' or '$uid1-1'" },
        { "A  X $_", 5, "'$_' matches anything" },
        { "A  X $modseq", 5, "$modseq has no value here: nothing above binds it" },
        { "A  X $mailbax", 5, "did you mean '$mailbox'?" },
        { "A  X $uid4", 5, "$uid4 has no value here" },
        { "A  X ($Forwarded)", 5, "a keyword with a dollar sign is written '$$Forwarded'" },
        { "A  X $m\nA  FETCH 1 (MODSEQ)\n   * 1 FETCH (MODSEQ ($m))", 5, "$m has no value here: it is bound only at line 7" },
        { "repeat 2\nA  NOOP\n   * $n EXISTS\nend\nA  X $n", 9, "inside a block that has ended" },
        { "A  NOOP\n   never * 1 FETCH (MODSEQ ($m))", 6, "'never' binds nothing and $m has no value here; expected '$_'" },
        { "A  NOOP\n   * 1 FETCH (MODSEQ ($m > $n))", 6, "$n has no value here" },
        { "check $n > 3", 5, "$n has no value here" },
        { "A  NOOP  7162-3.1-a", 5, "expected requirement ids on the expectations" },
        { "A  NOOP\n   OK 7162-3.1-a", 6, "expected two spaces before the requirement ids" },
        { "A  NOOP\n   OK done", 6, "text after a status is never compared" },
        { "A  NOOP\n   nevr * 1 EXPUNGE", 6, "did you mean 'never'?" },
        { "A  NOOP\n   never only * 1 EXPUNGE", 6, "expected 'never' or 'only', found both" },
        { "A  NOOP\n   never never * 1 EXPUNGE", 6, "expected 'never' once" },
        { "A  NOOP\n   * 1 EXISTS | never * 2 EXISTS", 6, "expected 'never' at the beginning of the line" },
        { "A  NOOP\n   never * 1 EXISTS | warn * 2 EXISTS", 6, "have no levels of their own" },
        { "A  NOOP\n   BAD | wran OK", 6, "did you mean 'warn'?" },
        { "A  NOOP\n   needs * ENABLED X  7162-3.1-a", 6, "expected no ids on it" },
        { "A  NOOP\n   then * 1 EXISTS", 6, "expected a line above 'then'" },
        { "A  EXPUNGE\n   eventually * 1 EXISTS", 6, "a command that changes nothing" },
        { "A  UID STORE 1 FLAGS ()\n   eventually * 1 EXISTS", 6, "a command that changes nothing" },
        { "A  NOOP\n   * VANISHD 3", 6, "did you mean 'VANISHED'?" },
        { "A  NOOP\n   never OK [MODIFED $_]", 6, "did you mean 'MODIFIED'?" },
        { "A  NOOP\n   * 1 FETCH (FLGAS ())", 6, "did you mean 'FLAGS'?" },
        { "A  NOOP\n   * 1 FETCH (FLAGS)", 6, "expected a value after FLAGS" },
        { "A  NOOP\n   * 1 FETCH UID 3", 6, "the items in one pair of parentheses" },
        { "A  NOOP\n   * FETCH (UID 3)", 6, "expected a number before FETCH" },
        { "A  NOOP\n   * 1 VANISHED 3", 6, "without a number in front" },
        { "A  NOOP\n   * VANISHED 3 4", 6, "the UIDs in one set" },
        { "A  NOOP\n   * VANISHED != 4", 6, "before the UIDs of VANISHED" },
        { "A  NOOP\n   * SEARCH (MODSEQ 3) 4", 6, "(MODSEQ $m)' at the end" },
        { "A  NOOP\n   * STATUS (MESSAGES 3)", 6, "expected a mailbox and its items" },
        { "A  NOOP\n   * ESEARCH HIGHEST 3", 6, "an ESEARCH item that is known" },
        { "A  NOOP\n   * 1 EXISTS 3", 6, "expected nothing after EXISTS" },
        { "A  NOOP\n   * 1 FETCH (FLAGS (\\Seen)", 6, "expected ')'" },
        { "A  NOOP\n   * LIST () \"/ x", 6, "at the end of the string" },
        { "A  NOOP\n   * OK [CLOSED", 6, "expected ']'" },
        { "A  NOOP\n   * 1 FETCH (MODSEQ (>))", 6, "expected a variable or number to compare with" },
        { "A  NOOP\n   hello", 6, "expected a pattern" },
        { "hook restrat", 5, "did you mean 'restart'?" },
        { "hook kill", 5, "expected 'hook:kill' on the needs line, line 3" },
        { "connect AB", 5, "expected a session's letter, A to Z, found 'AB'" },
        { "drop A after 2", 5, "expected 'line' or 'lines', found '2'" },
        { "drop A after line 0", 5, "(1 to 100000), found '0'" },
        { "let x = 3", 5, "expected a variable: let $old = $h" },
        { "let $x 3", 5, "expected '=', found '3'" },
        { "let $mailbox = 3", 5, "expected a name of the scenario's own" },
        { "check 1 < 2", 5, "expected a variable in the comparison" },
        { "check $mailbox", 5, "expected a relation" },
        { "check one winner", 5, "inside a race" },
        { "check converged", 5, "expected a session's letter" },
        { "race 3 rounds\nend", 5, "expected a number of sessions" },
        { "race 3 rounds, 2 sessions\nend", 5, "expected an 'each' line in the race, found none" },
        { "race 3 rounds, 1 session\neach NOOP\neach NOOP\nend", 5, "expected not more 'each' lines than there are sessions, 1, found 2" },
        { "counter 3 times, 2 sessions\neach NOOP\ncheck no lost update\nend", 6, "expected 'check' or 'end'" },
        { "counter 3 times, 2 sessions\nend", 5, "expected a 'check' line in the counter: at most one winner, no lost update" },
        { "counter 3 times, 2 sessions\ncheck one winner\nend", 6, "expected of a counter" },
        { "counter 3 rounds, 2 sessions\ncheck no lost update\nend", 5, "expected 'times'" },
        { "race 3 rounds, 2 sessions\neach NOOP\nend", 5, "expected a 'check' line" },
        { "race 3 rounds, 2 sessions\neach NOOP\ncheck two winners\nend", 7, "'one winner', 'at most one winner', 'no lost update'" },
        { "race 3 rounds, 2 sessions\neach NOOP\nbeforee NOOP\ncheck one winner\nend", 7, "did you mean 'before'?" },
        { "race 3 rounds, 2 sessions\neach NOOP\ncheck one winner", 5, "expected 'end' to this 'race'" },
        { "A  NOOP\u0007", 5, "found the control character %x07" },
    };

    public static TheoryData<string, int, string> Headers => new()
    {
        { "needs", 2, "expected capabilities" },
        { "needs condstore", 2, "expected a capability as the server spells it" },
        { "needs hook:restrat", 2, "did you mean 'restart'?" },
        { "needs X\nneeds Y", 3, "expected one 'needs' line" },
        { "needs X\nmailbox", 3, "expected a number of messages" },
        { "needs X\nmailbox 3", 3, "expected 'messages' or 'message'" },
        { "needs X\nmailbox 3 messages shift", 3, "expected 'mailbox [NAME] N messages [shifted]'" },
        { "needs X\nmailbox 3 messages\nmailbox 2 messages", 4, "found a second mailbox $mailbox" },
        { "needs X\nmailbox a-b 3 messages", 3, "letters and digits" },
        { "needs X\nsession B user2", 2, "expected 'user2' on the needs line" },
        { "needs X user2\nsession B user3", 3, "expected 'user2', found 'user3'" },
        { "needs X user2\nsession B user2", 2, "expected a step of session B" },
        { "needs X\ndeadline 20", 3, "expected a duration in seconds" },
        { "needs X\ndeadline 5s\ndeadline 6s", 4, "expected one 'deadline' line" },
        { "needs X\nvary", 3, "expected variants below 'vary'" },
        { "needs X\nvary\n  a $x=`1`\n  a $x=`2`", 5, "expected another label" },
        { "needs X\nvary\n  a $x=`1`\n  b $y=`2`", 5, "expected $x=`…` too" },
        { "needs X\nvary\n  a $x=1", 4, "expected a variant" },
        { "needs X\nvary\n  a@b $x=`1`", 4, "expected a variant's label" },
        { "needs X\nvary\n  a $x=`1`\nvary\n  b $x=`2`", 6, "expected $x in one 'vary' only" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Each_error_of_a_step_names_its_line(string body, int line, string message) =>
        Expect($"Why.\n\nneeds CONDSTORE hook:restart\nmailbox 3 messages\n{body}\n", line, message);

    [Theory]
    [MemberData(nameof(Headers))]
    public void Each_error_of_a_header_names_its_line(string headers, int line, string message) =>
        Expect($"Why.\n{headers}\nA  NOOP\n", line, message);

    [Theory]
    [InlineData("", 1, "expected a line that begins with 'needs'")]
    [InlineData("Why.\nNeeds CONDSTORE\nA  NOOP", 2, "did you mean 'needs'?")]
    [InlineData("needs CONDSTORE\nA  NOOP", 1, "expected prose at the top")]
    [InlineData("Why.\nneeds CONDSTORE\n", 2, "expected steps after the headers")]
    [InlineData("Why.\nneeds CONDSTORE\nA  NOOP\nvary\n  a $x=`1`", 4, "expected the header 'vary' above the steps")]
    public void A_file_has_prose_needs_and_steps(string text, int line, string message) => Expect(text, line, message);

    [Fact]
    public void All_errors_of_a_file_are_told_in_order_of_their_lines_and_once()
    {
        var errors = Errors("Why.\nneeds CONDSTORE\nvary\n  a $x=`1`\n  b $x=`2`\nA  X $lost\nhook restrat\nA  NOOP\n   nevr OK\n");
        Assert.Equal([6, 7, 9], errors.Select(e => e.Line.Number));
    }

    [Fact]
    public void An_unknown_requirement_is_an_error_with_the_nearest_one()
    {
        var catalogue = Catalogue.Load(Path.Combine(Folders.Scenarios, "requirements"));
        var error = Assert.Throws<ScenarioException>(() => ScenarioParser.Parse(
            "x", "x.scenario", "Why.\nneeds X\nA  NOOP\n   OK  7162-3.1.3-zz A-99\n", catalogue));
        Assert.Contains("x.scenario:4: expected a requirement of the catalogue, found '7162-3.1.3-zz'; did you mean '7162-3.1.3-", error.Message, StringComparison.Ordinal);
        Assert.Contains("found 'A-99'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_named_with_their_line()
    {
        var error = Assert.Throws<ScenarioException>(() => ScenarioText.Decode("x", [.. "Why.\nneeds "u8, 0xE9, .. "\n"u8]));
        Assert.Equal("x:2: expected UTF-8, found the byte E9; save the file as UTF-8", error.Errors[0].ToString());
        Assert.Contains("UTF-16", Assert.Throws<ScenarioException>(() => ScenarioText.Decode("x", [0xFF, 0xFE, 65, 0])).Message, StringComparison.Ordinal);
    }

    private static void Expect(string text, int line, string message)
    {
        var error = Assert.Single(Errors(text), e => e.Message.Contains(message, StringComparison.Ordinal));
        Assert.Equal(line, error.Line.Number);
    }

    private static IReadOnlyList<SourceError> Errors(string text) =>
        Assert.Throws<ScenarioException>(() => ScenarioParser.Parse("x", "x.scenario", text)).Errors;
}
