using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>MESSAGELIMIT (RFC 9738), with a limit of three and five messages, whose UIDs are 3 to 7.</summary>
public sealed class MessageLimitTests
{
    private const int Limit = 3;

    private static async Task<TestServer> StartAsync() => await TestServer.StartAsync(offer: Offer.Everything.WithMessageLimit(Limit));

    private static async Task<Conversation> SelectAsync(TestServer server, string before = "")
    {
        using (var filling = await server.SelectAsync(messages: 7))
        {
            (await filling.SendAsync("STORE 1:2 +FLAGS (\\Deleted)")).MustBeOk();
            (await filling.SendAsync("EXPUNGE")).MustBeOk();
        }
        return await server.SelectAsync(before: before);
    }

    private static string[] NumbersOf(Reply reply, string name) =>
        [.. reply.With($" {name} ").Select(line => line.Split(' ')[1])];

    [Fact]
    public async Task The_limit_is_told_and_only_where_there_is_one()
    {
        await using var server = await StartAsync();
        using var client = await server.LogInAsync();
        Assert.EndsWith(" MESSAGELIMIT=3", (await client.SendAsync("CAPABILITY")).Untagged[0], StringComparison.Ordinal);
        await using var without = await TestServer.StartAsync();
        using var other = await without.SelectAsync(messages: 1);
        Assert.DoesNotContain("MESSAGELIMIT", (await other.SendAsync("CAPABILITY")).Untagged[0], StringComparison.Ordinal);
        Assert.True((await other.SendAsync("SEARCH UIDAFTER 1")).IsBad);
    }

    [Fact]
    public async Task FETCH_goes_from_the_highest_UID_down_to_the_one_that_it_names()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        var reply = (await client.SendAsync("FETCH 1:* (UID FLAGS)")).MustBeOk();
        Assert.Equal(["5", "4", "3"], NumbersOf(reply, "FETCH"));
        Assert.StartsWith("OK [MESSAGELIMIT 3 5] ", reply.Tagged, StringComparison.Ordinal);
        // As many as the limit are no more than that.
        var enough = (await client.SendAsync("UID FETCH 1:5 FLAGS")).MustBeOk();
        Assert.Equal(["1", "2", "3"], NumbersOf(enough, "FETCH"));
        Assert.False(enough.HasCode("MESSAGELIMIT"));
    }

    [Fact]
    public async Task What_was_not_fetched_is_not_seen()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        Assert.Equal(4UL, (await client.SendAsync("FETCH 1:4 BODY[TEXT]")).MustBeOk().Code("MESSAGELIMIT 3"));
        Assert.Equal(["* SEARCH 2 3 4"], (await client.SendAsync("SEARCH 2:4 SEEN")).MustBeOk().Untagged);
        Assert.Equal(["* SEARCH"], (await client.SendAsync("SEARCH 1,5 SEEN")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task CHANGEDSINCE_counts_what_has_changed()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        var start = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ");
        (await client.SendAsync("STORE 1:2 +FLAGS (\\Flagged)")).MustBeOk();
        (await client.SendAsync("STORE 3 +FLAGS (\\Flagged)")).MustBeOk();
        var few = (await client.SendAsync($"FETCH 1:* FLAGS (CHANGEDSINCE {start})")).MustBeOk();
        Assert.Equal(["1", "2", "3"], NumbersOf(few, "FETCH"));
        Assert.False(few.HasCode("MESSAGELIMIT"));
        (await client.SendAsync("STORE 5 +FLAGS (\\Flagged)")).MustBeOk();
        var many = (await client.SendAsync($"FETCH 1:* FLAGS (CHANGEDSINCE {start})")).MustBeOk();
        Assert.Equal(["5", "3", "2"], NumbersOf(many, "FETCH"));
        Assert.StartsWith("OK [MESSAGELIMIT 3 4] ", many.Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_window_beyond_the_limit_is_refused()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        var refused = await client.SendAsync("UID FETCH 1:* (BODY[]) (PARTIAL -1:-4)");
        Assert.StartsWith("NO [MESSAGELIMIT 3] ", refused.Tagged, StringComparison.Ordinal);
        Assert.Empty(refused.Untagged);
        Assert.Equal(["* SEARCH"], (await client.SendAsync("SEARCH 3:5 SEEN")).MustBeOk().Untagged);
        Assert.Equal(["3", "4", "5"], NumbersOf((await client.SendAsync("UID FETCH 1:* (FLAGS) (PARTIAL -1:-3)")).MustBeOk(), "FETCH"));
    }

    [Theory]
    [InlineData("STORE 1:4", "5")]
    [InlineData("UID STORE 1:*", "5")]
    public async Task STORE_changes_the_last_ones(string command, string lowest)
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        var reply = (await client.SendAsync($"{command} +FLAGS.SILENT (\\Flagged)")).MustBeOk();
        Assert.StartsWith($"OK [MESSAGELIMIT 3 {(command.StartsWith("UID", StringComparison.Ordinal) ? lowest : "4")}] ", reply.Tagged, StringComparison.Ordinal);
        Assert.Equal(["* SEARCH"], (await client.SendAsync("SEARCH 1 FLAGGED")).Untagged);
        Assert.Single((await client.SendAsync("SEARCH 3:4 FLAGGED")).With(" 3 4"));
    }

    [Fact]
    public async Task A_code_of_its_own_stays_in_the_tagged_answer()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        var start = (await client.SendAsync("SELECT x (CONDSTORE)")).Code("HIGHESTMODSEQ");
        (await client.SendAsync("STORE 5 +FLAGS (\\Flagged)")).MustBeOk();
        var reply = (await client.SendAsync($"STORE 1:* (UNCHANGEDSINCE {start}) FLAGS (\\Draft)")).MustBeOk();
        Assert.StartsWith("OK [MODIFIED 5] ", reply.Tagged, StringComparison.Ordinal);
        Assert.Single(reply.With("* NO [MESSAGELIMIT 3 5] "));
    }

    [Fact]
    public async Task COPY_beyond_the_limit_copies_nothing()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        foreach (var command in (string[])["COPY 1:4", "UID COPY 1:6"])
        {
            var reply = await client.SendAsync($"{command} INBOX");
            Assert.StartsWith("NO [MESSAGELIMIT 3 4] ", reply.Tagged, StringComparison.Ordinal);
        }
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES)")).With("(MESSAGES 0)"));
        (await client.SendAsync("COPY 1:3 INBOX")).MustBeOk();
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES)")).With("(MESSAGES 3)"));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("ENABLE QRESYNC", false)]
    public async Task MOVE_takes_the_last_ones_and_can_be_repeated(string before, bool isTagged)
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server, before);
        var first = (await client.SendAsync("UID MOVE 1:* INBOX")).MustBeOk();
        Assert.Single(first.With("[COPYUID "), line => line.Contains(" 5:7 1:3]", StringComparison.Ordinal));
        Assert.Equal(isTagged, first.Tagged.StartsWith("OK [MESSAGELIMIT 3 5] ", StringComparison.Ordinal));
        Assert.Equal(isTagged ? 0 : 1, first.With("* NO [MESSAGELIMIT 3 5] ").Count);
        // Where there is a HIGHESTMODSEQ to be told, it stays where it belongs.
        Assert.Equal(isTagged, !first.Tagged.StartsWith("OK [HIGHESTMODSEQ ", StringComparison.Ordinal));
        var second = (await client.SendAsync("UID MOVE 1:* INBOX")).MustBeOk();
        Assert.False(second.HasCode("MESSAGELIMIT"));
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES)")).With("(MESSAGES 5)"));
    }

    [Fact]
    public async Task UID_EXPUNGE_has_a_limit_and_EXPUNGE_and_CLOSE_have_none()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        (await client.SendAsync("STORE 1:3 +FLAGS.SILENT (\\Deleted)")).MustBeOk();
        (await client.SendAsync("STORE 4:5 +FLAGS.SILENT (\\Deleted)")).MustBeOk();
        var some = (await client.SendAsync("UID EXPUNGE 1:6")).MustBeOk();
        Assert.StartsWith("OK [MESSAGELIMIT 3 4] ", some.Tagged, StringComparison.Ordinal);
        Assert.Equal(3, some.With("EXPUNGE").Count);
        Assert.Single((await client.SendAsync("STATUS x (MESSAGES DELETED)")).With("(MESSAGES 2 DELETED 2)"));
        for (var i = 0; i < 3; i++) await client.AppendAsync("x", "Subject: z\r\n\r\nz", "(\\Deleted) ");
        var all = (await client.SendAsync("EXPUNGE")).MustBeOk();
        Assert.False(all.HasCode("MESSAGELIMIT"));
        Assert.Equal(5, all.With("EXPUNGE").Count);
    }

    [Fact]
    public async Task SEARCH_looks_at_the_last_ones_and_counts_what_it_looks_at()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        (await client.SendAsync("STORE 1 +FLAGS.SILENT (\\Flagged)")).MustBeOk();
        var none = (await client.SendAsync("SEARCH FLAGGED")).MustBeOk();
        Assert.Equal(["* SEARCH"], none.Untagged);
        Assert.StartsWith("OK [MESSAGELIMIT 3 5] ", none.Tagged, StringComparison.Ordinal);
        // What the client narrows down itself is not looked at.
        foreach (var narrow in (string[])["UID 1:5 FLAGGED", "1:3 FLAGGED", "FLAGGED UIDBEFORE 6", "UIDBEFORE 7 UIDAFTER 2 1:3 FLAGGED"])
        {
            var found = (await client.SendAsync($"UID SEARCH {narrow}")).MustBeOk();
            Assert.Equal(["* SEARCH 3"], found.Untagged);
            Assert.False(found.HasCode("MESSAGELIMIT"), narrow);
        }
        Assert.Equal(["* SEARCH 6 7"], (await client.SendAsync("UID SEARCH UIDAFTER 5")).MustBeOk().Untagged);
        Assert.Equal(["* SEARCH"], (await client.SendAsync("UID SEARCH UIDAFTER 7")).MustBeOk().Untagged);
        Assert.Equal(["* SEARCH"], (await client.SendAsync("UID SEARCH UIDBEFORE 1")).MustBeOk().Untagged);
        Assert.True((await client.SendAsync("SEARCH UIDAFTER 0")).IsBad);
    }

    [Fact]
    public async Task A_saved_result_is_what_was_found_within_the_limit()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        var saved = (await client.SendAsync("SEARCH RETURN (SAVE) ALL")).MustBeOk();
        Assert.Empty(saved.Untagged);
        Assert.StartsWith("OK [MESSAGELIMIT 3 5] ", saved.Tagged, StringComparison.Ordinal);
        Assert.Equal(["3", "4", "5"], NumbersOf((await client.SendAsync("FETCH $ (FLAGS)")).MustBeOk(), "FETCH"));
        // A result that is not the whole cannot be kept up to date.
        Assert.Single((await client.SendAsync("SEARCH RETURN (UPDATE) ALL")).MustBeOk().With("* NO [NOUPDATE "));
    }

    [Fact]
    public async Task THREAD_of_more_messages_and_an_APPEND_of_more_are_refused()
    {
        await using var server = await StartAsync();
        using var client = await SelectAsync(server);
        Assert.StartsWith("NO [MESSAGELIMIT 3] ", (await client.SendAsync("THREAD REFERENCES UTF-8 1")).Tagged, StringComparison.Ordinal);
        var four = string.Concat(Enumerable.Repeat(" {1+}\r\nx", 4));
        Assert.StartsWith("NO [MESSAGELIMIT 3] ", (await client.SendAsync($"APPEND INBOX{four}")).Tagged, StringComparison.Ordinal);
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES)")).With("(MESSAGES 0)"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_limit_that_is_none_is_said(int limit) =>
        Assert.Contains("1000", Assert.Throws<FormatException>(() => Offer.Everything.WithMessageLimit(limit)).Message, StringComparison.Ordinal);
}
