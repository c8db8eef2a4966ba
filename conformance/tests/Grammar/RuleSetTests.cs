using System.Text;
using Conformance.Grammar;

namespace Conformance.Tests.Grammar;

/// <summary>The interpreter itself: reading ABNF (RFC 5234) and recognising what it derives.</summary>
public sealed class RuleSetTests
{
    [Theory]
    [InlineData("s = *\"a\" \"a\"", "aaa", true)] // a first-match parser would eat all and fail
    [InlineData("s = *\"a\" \"a\"", "", false)]
    [InlineData("s = (\"a\" / \"ab\") \"c\"", "abc", true)] // and would stop at the first alternative here
    [InlineData("s = [\"a\"] [\"a\"] \"a\"", "a", true)]
    [InlineData("s = \"a\" s \"a\" / \"a\"", "aaaaa", true)] // needs every split
    [InlineData("s = \"a\" s \"a\" / \"a\"", "aaaa", false)]
    [InlineData("s = 2*3(%x30-39)", "1", false)]
    [InlineData("s = 2*3(%x30-39)", "123", true)]
    [InlineData("s = 2*3(%x30-39)", "1234", false)]
    [InlineData("s = 3(\"a\" / \"bb\")", "abba", true)]
    [InlineData("s = *(*\"a\")", "aaa", true)] // an element that can be empty, repeated
    [InlineData("s = %d65.66 \"c\"", "ABC", true)]
    [InlineData("s = %d65.66 \"c\"", "abC", false)]
    [InlineData("s = %b1000001", "A", true)]
    [InlineData("s = \"ok\" ; comment / \"no\"\n    / \"yes\"", "yEs", true)]
    [InlineData("s = \"ok\" ; comment / \"no\"\r\n    / \"yes\"\r\n", "no", false)]
    public void A_text_is_derived_when_any_reading_of_the_rule_gives_it(string grammar, string text, bool derived) =>
        Assert.Equal(derived, Derives([("a.abnf", grammar)], "s", text));

    [Fact]
    public void A_later_file_replaces_a_rule_with_the_equals_sign_and_widens_it_with_equals_slash()
    {
        (string, string)[] files = [("a.abnf", "s = \"a\"\nt = \"a\""), ("b.abnf", "s = \"b\"\nt =/ \"b\"")];
        Assert.False(Derives(files, "s", "a"));
        Assert.True(Derives(files, "s", "b"));
        Assert.True(Derives(files, "t", "a"));
        Assert.True(Derives(files, "t", "b"));
    }

    [Theory]
    [InlineData("s = \"a\"\n\nt = u", "x.abnf:3: ")]
    [InlineData("s = \"a\n", "x.abnf:1: ")]
    [InlineData("s = (\"a\"", "x.abnf:1: ")]
    [InlineData("s = \"a\"\ns = \"b\"", "x.abnf:2: ")]
    [InlineData("s =/ \"a\"", "x.abnf:1: ")]
    [InlineData("s = %x100", "x.abnf:1: ")]
    [InlineData("s = <any CHAR>", "x.abnf:1: ")]
    [InlineData("s = t \"x\"\nt = [\"a\"] s", "x.abnf:1: ")]
    [InlineData("1s = \"a\"", "x.abnf:1: ")]
    [InlineData("s : \"a\"", "x.abnf:1: ")]
    [InlineData("s = \"a\" }", "x.abnf:1: ")]
    public void An_unusable_grammar_is_refused_with_file_and_line(string grammar, string beginning)
    {
        var error = Assert.Throws<GrammarException>(() => RuleSet.Build([("x.abnf", grammar)]));
        Assert.StartsWith(beginning, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_folder_and_an_empty_one_are_refused()
    {
        Assert.Throws<GrammarException>(() => SyntaxJudge.Load(Path.Combine(Path.GetTempPath(), "no such folder " + Guid.NewGuid())));
        var empty = Directory.CreateTempSubdirectory("grammar with space ");
        Assert.Throws<GrammarException>(() => SyntaxJudge.Load(empty.FullName));
        empty.Delete();
    }

    [Fact]
    public void A_long_ambiguous_text_is_recognised_without_trying_every_split() =>
        Assert.True(Derives([("a.abnf", "s = *(t / \"a\")\nt = \"a\" [t]")], "s", new string('a', 400)));

    private static bool Derives((string, string)[] files, string rule, string text) =>
        new Matcher(Encoding.Latin1.GetBytes(text), Leave.None, null).Derives(RuleSet.Build(files)[rule]);
}
