using Conformance.Checking;

namespace Conformance.Tests.Checking.Matching;

public sealed class FetchTests
{
    [Theory]
    [InlineData("* 2 FETCH (UID 7 MODSEQ ($m))")]
    [InlineData("* 2 FETCH (MODSEQ ($m) UID 7)")]
    [InlineData("* $_ FETCH (UID 7 FLAGS (\\Seen))")]
    [InlineData("* $n FETCH (UID 7)")]
    [InlineData("* 2 FETCH (FLAGS (\\SEEN))")]
    [InlineData("* 2 FETCH (FLAGS (\\Recent \\Seen))")]
    [InlineData("* 2 FETCH (FLAGS (...))")]
    [InlineData("* 2 FETCH (FLAGS $_)")]
    [InlineData("* 2 FETCH (FLAGS $flags)")]
    [InlineData("* 2 FETCH (MODSEQ (> 99 <= 100))")]
    [InlineData("* 2 FETCH (MODSEQ ($m >= 100 != 5))")]
    [InlineData("* 2 FETCH")]
    public void A_response_matches_by_what_the_pattern_names(string line) =>
        Assert.Equal(Outcome.Pass, Dialogue.Of("* 2 FETCH (FLAGS (\\Seen \\Recent) UID 7 MODSEQ (100))", "a1 OK").Outcome(line));

    [Theory]
    [InlineData("* 3 FETCH (UID 7)")]
    [InlineData("* 2 FETCH (UID 8)")]
    [InlineData("* $_ FETCH (UID 8 FLAGS (\\Seen))")]
    [InlineData("* 2 FETCH (FLAGS ())")]
    [InlineData("* 2 FETCH (FLAGS (\\Seen \\Flagged))")]
    [InlineData("* 2 FETCH (FLAGS (\\Flagged ...))")]
    [InlineData("* 2 FETCH (MODSEQ (> 100))")]
    [InlineData("* 2 FETCH (MODSEQ 100)")]
    [InlineData("* 2 FETCH (ENVELOPE $_)")]
    [InlineData("* 2 UIDFETCH (UID 7)")]
    public void What_the_pattern_names_and_the_response_does_not_have_is_not_met(string line) =>
        Assert.Equal(Outcome.Fail, Dialogue.Of("* 2 FETCH (FLAGS (\\Seen \\Recent) UID 7 MODSEQ (100))", "a1 OK").Outcome(line));

    [Theory]
    [InlineData("* 2 FETCH (UID 7)", "* 2 FETCH (FLAGS (\\Seen))", "* 2 FETCH (MODSEQ (100))")]
    [InlineData("* 2 FETCH (MODSEQ (100))", "* 4 EXISTS", "* 2 FETCH (UID 7 FLAGS (\\Seen))")]
    [InlineData("* 2 FETCH (FLAGS (\\Seen) MODSEQ (100) UID 7)", "* 1 FETCH (FLAGS ())", "* OK still here")]
    [InlineData("* 2 FETCH (FLAGS () MODSEQ (90) UID 7)", "* 2 FETCH (FLAGS (\\Seen) MODSEQ (100))", "* 3 FETCH (UID 8)")]
    public void However_a_server_splits_one_message_it_is_one_message(params string[] responses)
    {
        var dialogue = Dialogue.Of([.. responses, "a1 OK"]);
        Assert.Equal(Outcome.Pass, dialogue.Outcome("* 2 FETCH (UID 7 FLAGS (\\Seen) MODSEQ ($m))"));
        Assert.True(dialogue.Bindings.TryGet("m", out var m));
        Assert.Equal("100", m);
    }

    [Fact]
    public void An_earlier_response_may_match_alone_and_the_last_value_is_bound()
    {
        var dialogue = Dialogue.Of("* 2 FETCH (FLAGS (\\Seen) MODSEQ (90))", "* 2 FETCH (FLAGS (\\Flagged) MODSEQ (100))", "a1 OK");
        Assert.Equal(Outcome.Pass, dialogue.Outcome("* 2 FETCH (FLAGS (\\Seen) MODSEQ (90))"));
        Assert.Equal(Outcome.Pass, dialogue.Outcome("* 2 FETCH (MODSEQ ($m))"));
        Assert.True(dialogue.Bindings.TryGet("m", out var m));
        Assert.Equal("100", m);
    }

    [Fact]
    public void Behind_an_expunge_the_same_number_is_another_message()
    {
        var dialogue = Dialogue.Of("* 2 FETCH (FLAGS (\\Seen))", "* 1 EXPUNGE", "* 2 FETCH (MODSEQ (100))", "a1 OK");
        Assert.Equal(Outcome.Fail, dialogue.Outcome("* 2 FETCH (FLAGS (\\Seen) MODSEQ (100))"));
        Assert.Equal(Outcome.Pass, dialogue.Outcome("* 2 FETCH (MODSEQ (100))"));
    }

    [Fact]
    public void The_same_uid_under_another_number_is_the_same_message()
    {
        var dialogue = Dialogue.Of("* 3 FETCH (UID 7 FLAGS (\\Seen))", "* VANISHED 5", "* 2 FETCH (UID 7 MODSEQ (100))", "a1 OK");
        Assert.Equal(Outcome.Pass, dialogue.Outcome("* $_ FETCH (UID 7 FLAGS (\\Seen) MODSEQ (100))"));
    }

    [Fact]
    public void Never_does_not_mix_values_of_two_moments_but_knows_the_uid()
    {
        var dialogue = Dialogue.Of("* 2 FETCH (FLAGS (\\Seen) UID 7)", "* 2 FETCH (FLAGS () MODSEQ (100))", "a1 OK");
        Assert.Equal(Outcome.Pass, dialogue.Outcome("never * 2 FETCH (FLAGS (\\Seen) MODSEQ $_)"));
        Assert.Equal(Outcome.Fail, dialogue.Outcome("never * $_ FETCH (UID 7 MODSEQ (100))"));
        Assert.Equal(Outcome.Fail, dialogue.Outcome("never * 2 FETCH (FLAGS (\\Seen))"));
        Assert.Equal(Outcome.Pass, dialogue.Outcome("never * 3 FETCH (FLAGS $_)"));
    }

    [Fact]
    public void Only_asks_every_response_of_that_message_and_at_least_one()
    {
        var dialogue = Dialogue.Of("* 2 FETCH (FLAGS () UID 7)", "* 2 FETCH (FLAGS (\\Seen) MODSEQ (100))", "* 3 FETCH (FLAGS (\\Draft))", "a1 OK");
        Assert.Equal(Outcome.Fail, dialogue.Outcome("only * 2 FETCH (FLAGS (\\Seen))"));
        Assert.Equal(Outcome.Pass, dialogue.Outcome("only * 2 FETCH (MODSEQ (100))"));
        Assert.Equal(Outcome.Pass, dialogue.Outcome("only * $_ FETCH (UID 7 MODSEQ ($_))"));
        Assert.Equal(Outcome.Fail, dialogue.Outcome("only * $_ FETCH (MODSEQ ($_))"));
        Assert.Equal(Outcome.Fail, dialogue.Outcome("only * 4 FETCH (FLAGS $_)"));
    }

    [Fact]
    public void A_variable_that_two_items_share_is_found_by_trying()
    {
        var dialogue = Dialogue.Of("* 2 FETCH (UID 7 MODSEQ (9))", "* 3 FETCH (UID 8 MODSEQ (8))", "a1 OK");
        Assert.Equal(Outcome.Pass, dialogue.Outcome("* $_ FETCH (UID $x MODSEQ ($x))"));
        Assert.True(dialogue.Bindings.TryGet("x", out var x));
        Assert.Equal("8", x);
    }

    [Fact]
    public void Uidfetch_is_matched_by_its_uid() =>
        Assert.Equal(Outcome.Pass, Dialogue.Of("* 7 UIDFETCH (MODSEQ (100))", "a1 OK").Outcome("* 7 UIDFETCH (MODSEQ ($m))"));

    [Fact]
    public void A_mod_sequence_beyond_64_bits_still_compares() =>
        Assert.Equal(Outcome.Pass, Dialogue.Of("* 1 FETCH (MODSEQ (18446744073709551617))", "a1 OK").Outcome("* 1 FETCH (MODSEQ (> 18446744073709551616))"));

    [Fact]
    public void What_came_instead_is_told()
    {
        var dialogue = Dialogue.Of("* 1 FETCH (MODSEQ (5))", "* 3 FETCH (FLAGS ())", "a1 OK");
        Assert.Equal("* 1 FETCH (MODSEQ (5))", dialogue.Match("* 1 FETCH (MODSEQ (> 5))  0001-1-a").Findings[0].Actual);
        Assert.StartsWith("no FETCH for message 2 came", dialogue.Match("* 2 FETCH (FLAGS $_)  0001-1-a").Findings[0].Actual, StringComparison.Ordinal);
        Assert.Equal("no FETCH for UID 9 came", Dialogue.Of("a1 OK").With("u", "9").Match("* $_ FETCH (UID $u)  0001-1-a").Findings[0].Actual);
        Assert.Contains("$a = 6", dialogue.With("a", "6").Match("* 1 FETCH (MODSEQ ($m > $a))  0001-1-a").Findings[0].Expected, StringComparison.Ordinal);
    }
}
