using Reference.Naming;

namespace Reference.Tests.Naming;

/// <summary>The hierarchies and answers are those of the examples of RFC 5258 section 5.</summary>
public sealed class ExtendedListTests
{
    private const string Fruit = "INBOX Fruit Fruit/Apple Fruit/Banana Tofu Vegetable Vegetable/Broccoli Vegetable/Corn";
    private const string FruitSubscribed = "INBOX Fruit/Banana Fruit/Peach Vegetable Vegetable/Broccoli";
    private const string Foo2 = "INBOX foo2 foo2/bar1 foo2/bar2 baz2 baz2/bar2 baz2/bar22 baz2/bar222 eps2 eps2/mamba qux2/bar2";
    private const string Foo2Subscribed = "foo2/bar1 foo2/bar2 baz2/bar2 baz2/bar22 baz2/bar222 eps2 eps2/mamba qux2/bar2";

    private static string Find(string existing, string? subscribed, bool recursive, params string[] patterns)
    {
        var mailboxes = existing.Split(' ').ToHashSet();
        var subscriptions = subscribed?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var list = new ExtendedList(
            [.. patterns.Select(pattern => new MailboxPattern("", pattern))],
            name => subscriptions?.Contains(name) ?? mailboxes.Contains(name),
            recursive,
            WithLevels: subscriptions is null);
        return string.Join(' ', list.Find(mailboxes, mailboxes.Union(subscriptions ?? [])).Select(found =>
            (mailboxes.Contains(found.Name) ? "" : "!") + found.Name + (found.Meets ? "" : "-") + (found.HasChildThatMeets ? "+" : "")));
    }

    [Fact]
    public void Subscribed_names_are_told_whether_they_exist_or_not() =>
        Assert.Equal("Fruit/Banana !Fruit/Peach INBOX Vegetable Vegetable/Broccoli", Find(Fruit, FruitSubscribed, false, "*"));

    [Theory]
    [InlineData("INBOX Foo Foo/Bar Foo/Baz Moo", "Foo/Baz", false, "%", "")]
    [InlineData("INBOX Foo Foo/Bar Foo/Baz Moo", "Foo/Baz", true, "%", "Foo-+")]
    [InlineData("INBOX Foo Foo/Bar Foo/Baz Moo", "Foo Foo/Baz", true, "%", "Foo+")]
    [InlineData("INBOX Foo/Bar Foo/Baz Moo", "Foo/Baz", true, "%", "!Foo-+")]
    [InlineData("INBOX Foo Foo/Bar Foo/Baz Moo", "", true, "%", "")]
    [InlineData("INBOX Foo Foo/Bar Foo/Baz Moo", "Foo Moo", true, "%", "Foo Moo")]
    [InlineData(Foo2, Foo2Subscribed, true, "*2", "baz2/bar2 baz2/bar22 baz2/bar222 eps2+ foo2-+ foo2/bar2 qux2/bar2")]
    [InlineData("foo", "foo/bar", true, "foo", "foo-+")]
    [InlineData("foo", "foo/bar", false, "foo/*", "!foo/bar")]
    public void RECURSIVEMATCH_tells_of_what_lies_below(string existing, string subscribed, bool recursive, string pattern, string expected) =>
        Assert.Equal(expected, Find(existing, subscribed, recursive, pattern));

    [Theory]
    [InlineData("music/rock", "%", "!music-")]
    [InlineData("music/rock", "*", "music/rock")]
    [InlineData("music/rock", "music", "")]
    [InlineData("music/rock", "", "")]
    public void A_level_that_is_no_mailbox_is_told_only_where_the_pattern_ends_with_a_percent(string existing, string pattern, string expected) =>
        Assert.Equal(expected, Find(existing, null, false, pattern));

    [Fact]
    public void Several_patterns_tell_each_name_once() =>
        Assert.Equal("!music- music/rock", Find("music/rock", null, false, "%", "music/rock", "music/%"));
}
