using System.Text;
using Conformance.Grammar;

namespace Conformance.Tests.Grammar;

/// <summary>What ENABLE changes in the syntax of all that comes after it. Octets are written one character each.</summary>
public sealed class DialectTests
{
    private static SyntaxKind Of(string row, Dialect dialect) => GrammarFolder.Judge.JudgeResponse(ResponseTableTests.Complete(row), dialect: dialect).Kind;

    [Theory]
    [InlineData("* LIST () \"/\" \"Entw\u00c3\u00bcrfe\"")]
    [InlineData("* STATUS \"\u00e6\u0097\u00a5\" (MESSAGES 1)")]
    [InlineData("* 1 FETCH (ENVELOPE (NIL \"\u00f0\u009f\u0098\u0080\" NIL NIL NIL NIL NIL NIL NIL NIL))")]
    public void UTF_8_in_a_quoted_string_has_to_be_enabled(string row)
    {
        Assert.Equal(SyntaxKind.Rejected, Of(row, Dialect.Rev1));
        Assert.Equal(SyntaxKind.Accepted, Of(row, Dialect.Utf8));
        Assert.Equal(SyntaxKind.Accepted, Of(row, Dialect.Rev2));
    }

    [Theory]
    [InlineData("* LIST () \"/\" \"\u00fc\"")]
    [InlineData("* LIST () \"/\" \"\u00c0\u00af\"")]
    [InlineData("* LIST () \"/\" \"\u00ed\u00a0\u0080\"")]
    [InlineData("* LIST () \"/\" \"\u00e2\u0082\"")]
    [InlineData("* LIST () \"/\" Entw\u00c3\u00bcrfe")]
    [InlineData("* 1 FETCH (FLAGS ($\u00c3\u00bc))")]
    public void What_is_no_UTF_8_and_what_stands_elsewhere_is_refused_under_each(string row)
    {
        foreach (var dialect in Enum.GetValues<Dialect>())
            Assert.Equal(SyntaxKind.Rejected, Of(row, dialect));
    }

    [Theory]
    [InlineData("a OK")]
    [InlineData("a OK ")]
    [InlineData("* OK [CLOSED]")]
    [InlineData("* OK [UIDNEXT 1]")]
    [InlineData("a OK [READ-WRITE] ")]
    public void A_text_may_only_be_missing_in_IMAP4rev2(string row)
    {
        Assert.NotEqual(SyntaxKind.Accepted, Of(row, Dialect.Rev1));
        Assert.NotEqual(SyntaxKind.Accepted, Of(row, Dialect.Utf8));
        Assert.Equal(row == "a OK" ? SyntaxKind.Rejected : SyntaxKind.Accepted, Of(row, Dialect.Rev2));
    }

    [Theory]
    [InlineData("* ESEARCH (TAG \"a\")")]
    [InlineData("* ESEARCH (TAG \"a\") UID ALL 1:3 MODSEQ 5")]
    [InlineData("* LIST () \"/\" b (\"OLDNAME\" (a))")]
    [InlineData("* LIST (\\NonExistent) \"/\" b (OLDNAME (\"a b\"))")]
    [InlineData("* SEARCH 1 2")]
    [InlineData("* 0 RECENT")]
    [InlineData("* STATUS x (DELETED 0 SIZE 9223372036854775807)")]
    [InlineData("* 1 FETCH (BODY[]<4294967296> {0}\u23ce)")]
    [InlineData("a NO [HASCHILDREN] x")]
    [InlineData("* ENABLED IMAP4rev2")]
    public void What_IMAP4rev2_says_is_known(string row) => Assert.Equal(SyntaxKind.Accepted, Of(row, Dialect.Rev2));

    [Theory]
    [InlineData("a SEARCH LARGER 9223372036854775807", true)]
    [InlineData("a SEARCH SMALLER 9223372036854775808", false)]
    [InlineData("a FETCH 1 BODY.PEEK[]<4294967296.4294967296>", true)]
    [InlineData("a FETCH 1 BINARY[1]<0.9223372036854775808>", false)]
    [InlineData("a FETCH 1 BINARY[1]<0.0>", false)]
    public void Its_numbers_are_of_63_bits(string row, bool isLegal)
    {
        Assert.Equal(isLegal, GrammarFolder.Judge.JudgeCommand(ResponseTableTests.Complete(row)).Kind == SyntaxKind.Accepted);
    }

    [Fact]
    public void Generated_commands_hold_UTF_8_under_IMAP4rev2_and_none_before()
    {
        var generator = new CommandGenerator(GrammarFolder.Judge, new Random(9051));
        Assert.DoesNotContain(Strings(), HasUtf8);
        generator.Dialect = Dialect.Rev2;
        Assert.Contains(Strings(), HasUtf8);

        List<byte[]> Strings() => [.. Enumerable.Range(0, 200).Select(_ => generator.Generate("quoted"))];

        static bool HasUtf8(byte[] text) => Encoding.Latin1.GetString(text).Any(c => c > '\u007f');
    }
}
