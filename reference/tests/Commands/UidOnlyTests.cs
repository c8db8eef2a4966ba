using System.Text.RegularExpressions;
using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>UIDONLY (RFC 9586 sections 3 and 4) over a real socket.</summary>
public partial class UidOnlyTests
{
    private const string Enable = "ENABLE UIDONLY";

    /// <summary>Messages with UIDs 2 to 4, so that no UID is a message number.</summary>
    private static async Task<Conversation> ShiftedAsync(TestServer server, string before = Enable)
    {
        using (var filling = await server.SelectAsync(messages: 4))
        {
            await filling.SendAsync("STORE 1 +FLAGS (\\Deleted)");
            await filling.SendAsync("EXPUNGE");
        }
        return await server.SelectAsync(before: before);
    }

    [Theory]
    [InlineData("FETCH 1 (FLAGS)")]
    [InlineData("STORE 1 +FLAGS (\\Seen)")]
    [InlineData("SEARCH ALL")]
    [InlineData("COPY 1 INBOX")]
    [InlineData("MOVE 1 INBOX")]
    [InlineData("SORT (DATE) UTF-8 ALL")]
    [InlineData("THREAD REFERENCES UTF-8 ALL")]
    [InlineData("UID SEARCH 1:3")]
    [InlineData("UID SEARCH NOT (FLAGGED OR 1 SEEN)")]
    [InlineData("UID SORT (DATE) UTF-8 1:*")]
    [InlineData("UID THREAD REFERENCES UTF-8 1:*")]
    [InlineData("SELECT x (QRESYNC (1 1 1:5 (1 1)))", "ENABLE UIDONLY QRESYNC")]
    public async Task Message_numbers_are_BAD_with_UIDREQUIRED(string command, string before = Enable)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ShiftedAsync(server, before);
        var reply = await client.SendAsync(command);
        Assert.StartsWith("BAD [UIDREQUIRED] ", reply.Tagged, StringComparison.Ordinal);
        Assert.Empty(reply.Untagged);
        (await client.SendAsync("UID FETCH 1:* (FLAGS)")).MustBeOk();
    }

    [Fact]
    public async Task Before_ENABLE_nothing_is_different()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ShiftedAsync(server, before: "");
        Assert.Single((await client.SendAsync("FETCH 1 (FLAGS)")).MustBeOk().With("* 1 FETCH"));
        Assert.Equal(["* ENABLED UIDONLY"], (await client.SendAsync(Enable)).MustBeOk().Untagged);
        Assert.True((await client.SendAsync("FETCH 1 (FLAGS)")).IsBad);
    }

    [Fact]
    public async Task Answers_and_news_have_UIDs_in_front_and_VANISHED_without_QRESYNC()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ShiftedAsync(server);
        using var other = await server.SelectAsync();
        Assert.Equal(["* 2 UIDFETCH (FLAGS ())", "* 3 UIDFETCH (FLAGS ())", "* 4 UIDFETCH (FLAGS ())"], (await client.SendAsync("UID FETCH 1:* (FLAGS)")).MustBeOk().Untagged);
        Assert.Equal(["* 4 UIDFETCH (UID 4)"], (await client.SendAsync("UID FETCH 4 (UID)")).MustBeOk().Untagged);
        Assert.Equal(["* 3 UIDFETCH (FLAGS (\\Seen))"], (await client.SendAsync("UID STORE 3 +FLAGS (\\Seen)")).MustBeOk().Untagged);
        await other.SendAsync("STORE 1 +FLAGS (\\Flagged)");
        Assert.Equal(["* 2 UIDFETCH (FLAGS (\\Flagged))"], (await client.SendAsync("NOOP")).MustBeOk().Untagged);
        await other.SendAsync("STORE 1,3 +FLAGS.SILENT (\\Deleted)");
        await other.SendAsync("EXPUNGE");
        Assert.Equal(["* VANISHED 2,4"], (await client.SendAsync("NOOP")).MustBeOk().Untagged);
        await client.SendAsync("UID STORE 3 +FLAGS.SILENT (\\Deleted)");
        var expunge = (await client.SendAsync("EXPUNGE")).MustBeOk();
        Assert.Equal(["* VANISHED 3"], expunge.Untagged);
        Assert.False(expunge.HasCode("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task MODSEQ_travels_in_UIDFETCH()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ShiftedAsync(server, "ENABLE UIDONLY QRESYNC");
        var select = (await client.SendAsync("SELECT x")).MustBeOk();
        Assert.DoesNotContain(select.Untagged, line => line.Contains("UNSEEN", StringComparison.Ordinal));
        var known = select.Code("HIGHESTMODSEQ");
        var stored = (await client.SendAsync($"UID STORE 3 (UNCHANGEDSINCE {known}) +FLAGS.SILENT (\\Seen)")).MustBeOk().Untagged.Single();
        Assert.Matches(@"^\* 3 UIDFETCH \(MODSEQ \([0-9]+\)\)$", stored);
        var resynced = (await client.SendAsync($"SELECT x (QRESYNC ({select.Code("UIDVALIDITY")} {known}))")).MustBeOk();
        Assert.Single(resynced.Untagged, line => Regex.IsMatch(line, @"^\* 3 UIDFETCH \(MODSEQ \([0-9]+\) FLAGS \(\\Seen\)\)$"));
    }

    [Fact]
    public async Task Searches_answer_with_UIDs_and_those_that_would_tell_numbers_end()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ShiftedAsync(server, before: "");
        await client.WriteAsync("c1 SEARCH RETURN (UPDATE) FLAGGED\r\nc2 UID SEARCH RETURN (UPDATE) FLAGGED\r\n");
        await client.ReadReplyAsync("c1");
        await client.ReadReplyAsync("c2");
        Assert.Single((await client.SendAsync(Enable)).MustBeOk().With("* NO [NOUPDATE \"c1\"]"));
        Assert.Equal(["* ESEARCH (TAG \"c2\") UID ADDTO (0 4)"], (await client.SendAsync("UID STORE 4 +FLAGS (\\Flagged)")).MustBeOk().With("ESEARCH"));
        Assert.Equal(["* SEARCH 2 3 4"], (await client.SendAsync("UID SEARCH UID 1:*")).MustBeOk().Untagged);
    }
}
