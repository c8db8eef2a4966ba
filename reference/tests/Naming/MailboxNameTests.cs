using Reference.Naming;

namespace Reference.Tests.Naming;

public sealed class MailboxNameTests
{
    private static readonly NameBounds Bounds = new(500, 200, 20);

    [Theory]
    [InlineData("a", "a")]
    [InlineData("inbox", "INBOX")]
    [InlineData("Inbox/Sub", "INBOX/Sub")]
    [InlineData("inboxes", "inboxes")]
    [InlineData("a/inbox", "a/inbox")]
    [InlineData("Entw\u00fcrfe/\ud83d\ude00", "Entw\u00fcrfe/\ud83d\ude00")]
    [InlineData("...", "...")]
    [InlineData(" a ", " a ")]
    public void A_good_name_has_one_form(string name, string expected)
    {
        Assert.True(MailboxName.TryNormalize(name, false, Bounds, out var canonical, out _));
        Assert.Equal(expected, canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("a\0b")]
    [InlineData("a\r\nb")]
    [InlineData("a\u007f")]
    [InlineData("a\u0085")]
    [InlineData("a\u2028")]
    [InlineData("a*")]
    [InlineData("%")]
    [InlineData("1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21")]
    public void A_bad_name_is_refused_with_a_reason(string name)
    {
        Assert.False(MailboxName.TryNormalize(name, false, Bounds, out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused()
    {
        Assert.False(MailboxName.TryNormalize("a\ud83d", false, Bounds, out _, out _));
        Assert.False(MailboxName.TryNormalize("\ude00\ud83d", false, Bounds, out _, out _));
    }

    [Fact]
    public void Lengths_are_bounded()
    {
        Assert.True(MailboxName.TryNormalize(new('a', Bounds.LevelOctets), false, Bounds, out _, out _));
        Assert.False(MailboxName.TryNormalize(new('a', Bounds.LevelOctets + 1), false, Bounds, out _, out _));
        Assert.False(MailboxName.TryNormalize(new('\u00fc', Bounds.LevelOctets / 2 + 1), false, Bounds, out _, out _));
        var longName = string.Join('/', Enumerable.Repeat(new string('a', 99), 5));
        Assert.True(MailboxName.TryNormalize(longName, false, Bounds, out _, out _));
        Assert.False(MailboxName.TryNormalize(longName + "/b", false, Bounds, out _, out _));
    }

    // RFC 3501, 6.3.3: a delimiter at the end tells of inferiors to come; the name is created without it.
    [Theory]
    [InlineData("a/", "a")]
    [InlineData("a/b/", "a/b")]
    [InlineData("a//", null)]
    [InlineData("/", null)]
    public void CREATE_may_end_with_a_delimiter(string name, string? expected)
    {
        Assert.Equal(expected is not null, MailboxName.TryNormalize(name, true, Bounds, out var canonical, out _));
        Assert.Equal(expected, canonical);
    }

    [Fact]
    public void Superiors_are_the_levels_above() => Assert.Equal(["a", "a/b"], MailboxName.Superiors("a/b/c"));
}
