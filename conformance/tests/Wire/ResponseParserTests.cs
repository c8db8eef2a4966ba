using System.Text;
using Conformance.Wire;
using CsCheck;

namespace Conformance.Tests.Wire;

public sealed class ResponseParserTests
{
    private static Response Parse(string text) => ResponseParser.Parse(Encoding.Latin1.GetBytes(text));

    private static DataResponse Data(string text) => Assert.IsType<DataResponse>(Parse(text));

    private static StatusResponse Status(string text) => Assert.IsType<StatusResponse>(Parse(text));

    private static string Arguments(string text) => string.Join(' ', Data(text).Arguments.Select(a => a.Describe()));

    [Theory]
    [InlineData("A1 OK done\r\n", "A1", "OK", "done")]
    [InlineData("a1 no\r\n", "a1", "NO", "")]
    [InlineData("* BYE \r\n", "*", "BYE", "")]
    [InlineData("* bad a [b] c\n", "*", "BAD", "a [b] c")]
    [InlineData("* PREAUTH hello {3}\r\n", "*", "PREAUTH", "hello {3}")]
    public void Status_responses_are_read_with_and_without_text(string raw, string tag, string status, string text)
    {
        var read = Status(raw);
        Assert.Equal((tag, status, text), (read.Tag, read.Status, read.Text));
        Assert.Equal(tag != "*", read.IsTagged);
        Assert.Null(read.Code);
    }

    [Theory]
    [InlineData("* OK [HIGHESTMODSEQ 9] Highest\r\n", "HIGHESTMODSEQ", "9", "Highest")]
    [InlineData("* OK [closed] x\r\n", "CLOSED", "", "x")]
    [InlineData("A OK [MODIFIED 1:3,7]\r\n", "MODIFIED", "1:3,7", "")]
    [InlineData("* OK [PERMANENTFLAGS (\\Seen \\* $a[b)] ok\r\n", "PERMANENTFLAGS", "(\\Seen \\* $a[b)", "ok")]
    [InlineData("A NO [BADCHARSET (\"a]b\" {3}\r\nx]y)] t\r\n", "BADCHARSET", "(\"a]b\" \"x]y\")", "t")]
    [InlineData("A OK [X-ODD it's (not \"a list] t\r\n", "X-ODD", "it's (not \"a list", "t")]
    [InlineData("A OK [] t\r\n", "", "", "t")]
    public void Codes_are_read_with_anything_inside(string raw, string name, string arguments, string text)
    {
        var read = Status(raw);
        Assert.Equal(name, read.Code!.Name);
        Assert.Equal(arguments, string.Join(' ', read.Code.Arguments.Select(a => a.Describe())));
        Assert.Equal(text, read.Text);
    }

    [Fact]
    public void A_bracket_that_is_never_closed_is_text()
    {
        var read = Status("A OK [MODIFIED 3 done\r\n");
        Assert.Null(read.Code);
        Assert.Equal("[MODIFIED 3 done", read.Text);
    }

    [Fact]
    public void Data_has_its_number_and_its_keyword_in_upper_case()
    {
        var exists = Data("* 3 exists\r\n");
        Assert.Equal((3u, "EXISTS"), (exists.Number, exists.Name));
        var unknown = Data("* XYZZY a (b)\n");
        Assert.Null(unknown.Number);
        Assert.Equal("XYZZY", unknown.Name);
        Assert.Equal(2, unknown.Arguments.Count);
    }

    [Theory]
    [InlineData("* 1 FETCH (BODY[HEADER.FIELDS (TO)]<0> \"x\" UID 3)\r\n", "(BODY[HEADER.FIELDS (TO)]<0> \"x\" UID 3)")]
    [InlineData("* 1 FETCH (BODY[HEADER.FIELDS (\"a]\" \"b\\\")\")] NIL)\r\n", "(BODY[HEADER.FIELDS (\"a]\" \"b\\\")\")] NIL)")]
    [InlineData("* 1 FETCH (BODY[] {5}\r\n)\r\n)( FLAGS ())\r\n", "(BODY[] \")\r\n)(\" FLAGS ())")]
    [InlineData("* 1 FETCH (BINARY[1] ~{2}\r\n\0) X ((((a))(b)) c))\r\n", "(BINARY[1] \"\0)\" X ((((a)) (b)) c))")]
    [InlineData("* LIST () \"\\\\\" a[b\r\n", "() \"\\\\\" a[b")]
    [InlineData("* 1 FETCH(FLAGS(\\Seen)UID 3)\r\n", "(FLAGS (\\Seen) UID 3)")]
    [InlineData("*  SEARCH   1  2 \r\n", "1 2")]
    public void Values_are_read_wherever_they_can_be_told_apart(string raw, string arguments) => Assert.Equal(arguments, Arguments(raw));

    [Fact]
    public void A_literal_section_stays_one_atom()
    {
        var list = Assert.IsType<ListValue>(Data("* 1 FETCH (BODY[HEADER.FIELDS ({2}\r\n]x)] NIL)\r\n").Arguments[0]);
        Assert.Equal("BODY[HEADER.FIELDS ({2}\r\n]x)]", Assert.IsType<AtomValue>(list.Items[0]).Text);
        Assert.IsType<NilValue>(list.Items[1]);
    }

    [Theory]
    [InlineData("+ go on\r\n", "go on")]
    [InlineData("+\r\n", "")]
    [InlineData("+idling\n", "idling")]
    public void Continuations_are_read_with_and_without_text(string raw, string text) =>
        Assert.Equal(text, Assert.IsType<ContinuationResponse>(Parse(raw)).Text);

    [Theory]
    [InlineData("\r\n", "an empty line at byte 0")]
    [InlineData("* 3\r\n", "a number without a keyword at byte 3")]
    [InlineData("* 4294967296 EXISTS\r\n", "a message number beyond 32 bits at byte 2")]
    [InlineData("A1 MAYBE\r\n", "a tag that is followed by neither OK, NO nor BAD at byte 3")]
    [InlineData("* 1 FETCH (FLAGS (\\Seen)\r\n", "a parenthesis that is never closed at byte 10")]
    [InlineData("* 1 FETCH ())\r\n", "a closing parenthesis without an opening one at byte 12")]
    [InlineData("* LIST () \"/ x\r\n", "a quoted string that is never closed at byte 10")]
    [InlineData("* 1 FETCH (BODY[] {9}\r\nab)\r\n", "a literal that is longer than the response at byte 18")]
    public void What_cannot_be_read_says_why_and_where(string raw, string reason) =>
        Assert.Equal(reason, Assert.IsType<UnreadableResponse>(Parse(raw)).Reason);

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.IsType<DataResponse>(Parse("* X " + new string('(', 200) + new string(')', 200) + "\r\n"));
        var deep = Assert.IsType<UnreadableResponse>(Parse("* X " + new string('(', 1_000_000) + "\r\n"));
        Assert.Contains("deeper than 200", deep.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_makes_it_throw_and_the_bytes_are_kept()
    {
        string[] pieces =
        [
            "* ", "A1 ", "+", "OK", " ", "[", "]", "(", ")", "\"", "\\", "{3}\r\n", "{99}\n", "~{0}\r\n", "{18446744073709551616}\r\n", "NIL", "FETCH", "12", "BODY[",
            "HEADER.FIELDS", "<0>", "MODSEQ", "\r\n", "\n", "\r", "\0", "é", "abc",
        ];
        Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]).Array[0, 14].Select(p => Encoding.Latin1.GetBytes(string.Concat(p))).Sample(
            raw => ResponseParser.Parse(raw).Raw.Span.SequenceEqual(raw),
            iter: 20_000);
    }
}
