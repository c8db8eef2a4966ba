using Conformance.Grammar;

namespace Conformance.Tests.Grammar;

public sealed class SyntaxJudgeTests
{
    [Theory]
    [InlineData("a1 OK done", "b22 OK done", "b+2 OK done", "b2 YES done", "OK done")]
    [InlineData(" OK done", "a1 OK done", "+ OK done")]
    [InlineData("* 1 EXISTS", "* 1 EXISTS", "+ 1 EXISTS2", "* 1 EXIST", "*1 EXISTS")]
    public void What_was_said_before_is_judged_as_the_first_time(string first, string alike, params string[] others)
    {
        var judge = SyntaxJudge.Load(GrammarFolder.Path);
        for (var i = 0; i < 2; i++)
        {
            foreach (var row in (string[])[first, alike, .. others])
            {
                var fresh = SyntaxJudge.Load(GrammarFolder.Path).JudgeResponse(ResponseTableTests.Complete(row));
                Assert.Equal(fresh, judge.JudgeResponse(ResponseTableTests.Complete(row)));
            }
        }
    }

    [Theory]
    [InlineData("* OK [HIGHESTMODSEQ 5]", "7162-3.1.2.1-d")]
    [InlineData("* OK [HIGHESTMODSEQ 5] ", "7162-3.1.2.1-d")]
    [InlineData("* OK [CLOSED]", "7162-3.1.2.1-d")]
    [InlineData("a OK [MODIFIED 1:3]", "7162-3.1.2.1-d")]
    [InlineData("* OK [LIMIT]", "7162-3.1.2.1-d")]
    [InlineData("a OK ", "3501-9-a")]
    public void A_code_without_text_is_a_warning_of_its_own_kind(string row, string requirement)
    {
        var verdict = GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(row));
        Assert.Equal(SyntaxKind.MissingText, verdict.Kind);
        Assert.Equal(requirement, verdict.RequirementId);
    }

    [Theory]
    [InlineData("* QUOTA \"\" (STORAGE 10 512)")]
    [InlineData("* ACL INBOX alice lrs")]
    [InlineData("* 5 FROB x")]
    [InlineData("* 1 FETCH (X-GM-MSGID 1278455344230334865 UID 4 MODSEQ (5))")]
    [InlineData("* 1 FETCH (PREVIEW \"a\" X-LIST (\\Seen (\"a\" NIL) {2}⏎ab))")]
    [InlineData("* 1 FETCH (ANNOTATION (/comment (value.priv NIL)))")]
    [InlineData("* STATUS a (MESSAGES 1 APPENDLIMIT 100)")]
    [InlineData("* STATUS a (X-FOO NIL HIGHESTMODSEQ 0)")]
    [InlineData("* ESEARCH (TAG \"a\") UID RELEVANCY (4 99) ALL 1:2")]
    [InlineData("* OK [URLMECH INTERNAL] Ok")]
    [InlineData("* OK [X-CODE]")]
    [InlineData("* LANGUAGE (EN)")]
    public void What_no_loaded_grammar_knows_is_never_a_fault(string row) =>
        Assert.Equal(SyntaxKind.UnknownExtension, GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(row)).Kind);

    [Theory]
    [InlineData("* 1 FETCH (X-FOO 1 MODSEQ 5)")]
    [InlineData("* 1 FETCH (X-FOO 1 FLAGS \\Seen)")]
    [InlineData("* STATUS a (X-FOO 1 HIGHESTMODSEQ -1)")]
    [InlineData("* ESEARCH (TAG \"a\") X-FOO 1 MODSEQ 0")]
    [InlineData("* 1 FETCH (X-FOO)")]
    public void An_unknown_item_excuses_no_fault_beside_it(string row) =>
        Assert.Equal(SyntaxKind.Rejected, GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(row)).Kind);

    [Theory]
    [InlineData("* OK hello", SyntaxKind.Accepted)]
    [InlineData("* PREAUTH [CAPABILITY IMAP4rev1] hello", SyntaxKind.Accepted)]
    [InlineData("* BYE too busy", SyntaxKind.Accepted)]
    [InlineData("* NO hello", SyntaxKind.Rejected)]
    [InlineData("* CAPABILITY IMAP4rev1", SyntaxKind.Rejected)]
    [InlineData("+ hello", SyntaxKind.Rejected)]
    public void The_first_response_is_held_against_the_greeting(string row, SyntaxKind kind) =>
        Assert.Equal(kind, GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(row), greeting: true).Kind);

    [Theory]
    [InlineData("* 1 FETCH (MODSEQ 5)", 18, "\"(\"", "fetch-mod-resp")]
    [InlineData("* VANISHED (EARLIER) ", 21, "known-uids", "expunged-resp")]
    [InlineData("* OK [HIGHESTMODSEQ 0] x", 20, "mod-sequence-value (1..9223372036854775807)", "mod-sequence-value")]
    [InlineData("* 3 FETCH (FLAGS (\\Seen)", 24, "\")\"", "msg-att")]
    public void A_refusal_says_where_the_misfit_is_and_what_could_stand_there(string row, int offset, string expected, string rule)
    {
        var verdict = GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(row));
        Assert.Equal(offset, verdict.Offset);
        Assert.Contains(expected, verdict.Expected, StringComparison.Ordinal);
        Assert.Equal(rule, verdict.Rule);
        Assert.Contains($"octet {offset}", verdict.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_ends_without_CR_or_LF_is_refused()
    {
        Assert.Equal(SyntaxKind.Rejected, GrammarFolder.Judge.JudgeResponse("* 3 EXISTS\n"u8.ToArray()).Kind);
        Assert.Equal(SyntaxKind.Rejected, GrammarFolder.Judge.JudgeResponse("* 3 EXISTS\r"u8.ToArray()).Kind);
        Assert.Equal(SyntaxKind.Rejected, GrammarFolder.Judge.JudgeResponse("* 3 EXISTS\r\n\r\n"u8.ToArray()).Kind);
        Assert.Equal(SyntaxKind.Rejected, GrammarFolder.Judge.JudgeResponse(ReadOnlyMemory<byte>.Empty).Kind);
    }

    [Fact]
    public void A_nesting_without_end_is_neither_judged_nor_fatal()
    {
        var row = "* 1 FETCH (BODY " + new string('(', 30_000);
        var verdict = GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(row));
        Assert.Equal(SyntaxKind.UnknownExtension, verdict.Kind);
    }

    [Fact]
    public void A_thread_of_two_hundred_levels_is_judged()
    {
        var row = "* THREAD " + string.Concat(Enumerable.Repeat("(1 (2)", 200)) + "(3)" + new string(')', 200);
        Assert.Equal(SyntaxKind.Accepted, GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(row)).Kind);
    }

    [Fact]
    public void A_large_literal_and_a_long_set_are_judged()
    {
        var literal = "* 1 FETCH (UID 4 BODY[] {102400}⏎" + new string('x', 102_400) + " MODSEQ (5))";
        Assert.Equal(SyntaxKind.Accepted, GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(literal)).Kind);
        var set = "* VANISHED (EARLIER) " + string.Join(',', Enumerable.Range(1, 5000).Select(i => $"{i * 10}:{i * 10 + 5}"));
        Assert.Equal(SyntaxKind.Accepted, GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(set)).Kind);
        Assert.Equal("7162-7-b", GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(set + ",0")).RequirementId);
    }

    [Fact]
    public void A_judge_serves_several_threads()
    {
        var judge = SyntaxJudge.Load(GrammarFolder.Path);
        Parallel.ForEach(ResponseTableTests.Illegal, row =>
            Assert.Equal(SyntaxKind.Rejected, judge.JudgeResponse(ResponseTableTests.Complete(row.Row)).Kind));
    }

    [Fact]
    public void A_rule_that_does_not_exist_is_a_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => GrammarFolder.Judge.Derives("no-such-rule", "x"u8.ToArray()));
}
