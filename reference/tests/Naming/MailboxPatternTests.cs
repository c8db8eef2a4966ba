using System.Diagnostics;
using Reference.Naming;

namespace Reference.Tests.Naming;

public sealed class MailboxPatternTests
{
    [Theory]
    [InlineData("", "*", "a/b/c", true)]
    [InlineData("", "%", "a", true)]
    [InlineData("", "%", "a/b", false)]
    [InlineData("", "%/%", "a/b", true)]
    [InlineData("", "%/%", "a/b/c", false)]
    [InlineData("", "a*c", "a/b/c", true)]
    [InlineData("", "a%c", "abc", true)]
    [InlineData("", "a%c", "a/c", false)]
    [InlineData("", "a/*", "a", false)]
    [InlineData("", "a*", "a", true)]
    [InlineData("", "*%", "a/b", true)]
    [InlineData("", "%*", "a/b", true)]
    [InlineData("", "*b%d*", "a/bcd/e", true)]
    [InlineData("", "A", "a", false)]
    [InlineData("", "", "a", false)]
    [InlineData("archive/", "%", "archive/x", true)]
    [InlineData("archive/", "%", "archive/x/y", false)]
    [InlineData("#news.", "comp.*", "#news.comp.mail", true)]
    [InlineData("", "inbox", "INBOX", true)]
    [InlineData("", "InB%", "INBOX", true)]
    [InlineData("in", "box", "INBOX", true)]
    [InlineData("", "inbox/%", "INBOX/sub", true)]
    [InlineData("", "inbox/SUB", "INBOX/sub", false)]
    [InlineData("", "inboxes", "INBOXES", false)]
    [InlineData("", "Entw\u00fcrf%", "Entw\u00fcrfe", true)]
    [InlineData("", "[a]?.", "[a]?.", true)]
    public void Wildcards_stand_for_what_the_RFC_says(string reference, string pattern, string name, bool expected) =>
        Assert.Equal(expected, new MailboxPattern(reference, pattern).Matches(name));

    // RFC 3501, 6.3.9: with foo/bar subscribed and foo not, "%" tells foo, as \Noselect, and not foo/bar.
    [Fact]
    public void A_percent_at_the_end_tells_levels_too() =>
        Assert.Equal(
            [new("INBOX", true), new("foo", false), new("other", true)],
            new MailboxPattern("", "%").Select(["foo/bar", "INBOX", "other", "foo/baz/deep"]));

    [Theory]
    [InlineData("foo/%", "foo/bar+ foo/baz-")]
    [InlineData("*", "INBOX+ foo/bar+ foo/baz/deep+ other+ other/sub+")]
    [InlineData("%/%", "foo/bar+ foo/baz- other/sub+")]
    [InlineData("foo", "")]
    [InlineData("*%", "INBOX+ foo- foo/bar+ foo/baz- foo/baz/deep+ other+ other/sub+")]
    [InlineData("f%r", "")]
    public void Each_name_is_told_once(string pattern, string expected)
    {
        var names = new MailboxPattern("", pattern).Select(["other", "other/sub", "foo/bar", "INBOX", "foo/baz/deep"]);
        Assert.Equal(expected, string.Join(' ', names.Select(name => name.Name + (name.IsPresent ? "+" : "-"))));
    }

    [Fact]
    public void Many_wildcards_take_no_long_time()
    {
        var clock = Stopwatch.StartNew();
        var pattern = string.Concat(Enumerable.Repeat("*a%", 1000)) + "b";
        Assert.False(new MailboxPattern("", pattern).Matches(new string('a', 500)));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
    }
}
