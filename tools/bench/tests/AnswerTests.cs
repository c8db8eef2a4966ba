using System.Text;
using Bench.Imap;

namespace Bench.Tests;

public sealed class AnswerTests
{
    [Theory]
    [InlineData("* 7 FETCH (UID 12 FLAGS (\\Flagged) MODSEQ (99))", 7, 12, 99UL, true)]
    [InlineData("* 7 FETCH (MODSEQ (9223372036854775807) UID 4294967295)", 7, 4294967295, 9223372036854775807UL, false)]
    [InlineData("* 1 FETCH (FLAGS (NOUID \\Seen))", 1, 0, null, false)]
    public void A_fetch_response_tells_its_items_in_any_order(string line, uint sequence, uint uid, ulong? modSeq, bool flagged)
    {
        Assert.True(FetchResponse.TryParse(Encoding.ASCII.GetBytes(line), out var fetch));
        Assert.Equal(sequence, fetch.Sequence);
        Assert.Equal(uid, fetch.Uid);
        Assert.Equal(modSeq, fetch.ModSeq);
        Assert.Equal(flagged, fetch.IsFlagged);
    }

    [Theory]
    [InlineData("* 7 EXISTS")]
    [InlineData("* OK FETCH (UID 1)")]
    [InlineData("* VANISHED 3")]
    public void Another_response_is_no_fetch(string line) => Assert.False(FetchResponse.TryParse(Encoding.ASCII.GetBytes(line), out _));

    [Fact]
    public void Modified_counts_as_a_failed_attempt_under_OK_and_under_NO()
    {
        Assert.True(new Completion("OK", "[MODIFIED 7,9] Conditional STORE failed").IsModified);
        Assert.True(new Completion("NO", "[MODIFIED 2] Some of the messages no longer exist.").IsModified);
        Assert.False(new Completion("OK", "STORE completed").IsModified);
    }

    [Theory]
    [InlineData("* OK [HIGHESTMODSEQ 715194045007] Highest", "HIGHESTMODSEQ", 715194045007UL)]
    [InlineData("* OK [NOMODSEQ] Sorry", "HIGHESTMODSEQ", null)]
    public void A_response_code_gives_its_number(string text, string code, ulong? number) => Assert.Equal(number, Completion.Number(text, code));

    [Fact]
    public void A_password_is_never_shown() => Assert.DoesNotContain("secret", Completion.Shown("LOGIN \"alice\" \"secret\""), StringComparison.Ordinal);

    [Fact]
    public void Vanished_uids_are_those_of_its_ranges_in_either_order()
    {
        var set = new UidSet();
        Assert.True(set.TryAddVanished("* VANISHED (EARLIER) 3,9:7"u8));
        Assert.True(set.TryAddVanished("* VANISHED 20"u8));
        Assert.False(set.TryAddVanished("* 3 EXPUNGE"u8));
        Assert.Equal([3u, 7, 8, 9, 20], Enumerable.Range(1, 30).Select(i => (uint)i).Where(set.Contains));
    }
}
