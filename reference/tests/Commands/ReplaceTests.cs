using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>RFC 8508.</summary>
public sealed class ReplaceTests
{
    [Theory]
    [InlineData("REPLACE 2")]
    [InlineData("UID REPLACE 2")]
    public async Task The_new_message_takes_the_place_of_the_old_one(string replace)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        (await client.SendAsync("STORE 2 FLAGS (\\Flagged $Kept)")).MustBeOk();
        var reply = (await client.SendAsync($"{replace} x (\\Seen) {{3+}}\r\nnew")).MustBeOk();
        // APPENDUID before the EXPUNGE (section 4.3).
        Assert.StartsWith("* OK [APPENDUID ", reply.Untagged[0], StringComparison.Ordinal);
        Assert.Contains("4] ", reply.Untagged[0], StringComparison.Ordinal);
        Assert.Single(reply.With("* 2 EXPUNGE"));
        Assert.Single(reply.With("* 3 EXISTS"));
        Assert.Empty(reply.With("\\Deleted"));
        var fetch = await client.SendAsync("FETCH 1:* (UID FLAGS)");
        Assert.Equal(3, fetch.With("UID ").Count);
        // Nothing is taken over from the old one (section 1).
        var last = Assert.Single(fetch.With("UID 4"));
        Assert.DoesNotContain("\\Flagged", last, StringComparison.Ordinal);
        Assert.DoesNotContain("$Kept", last, StringComparison.Ordinal);
        Assert.Contains("\\Seen", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Into_another_mailbox_the_old_one_goes_from_the_selected_one_alone()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        (await client.SendAsync("CREATE sent")).MustBeOk();
        var reply = (await client.SendAsync("REPLACE 1 sent {3+}\r\nnew")).MustBeOk();
        Assert.Single(reply.With("* 1 EXPUNGE"));
        Assert.Empty(reply.With("EXISTS"));
        Assert.Single((await client.SendAsync("STATUS sent (MESSAGES)")).With("MESSAGES 1"));
        Assert.Single((await client.SendAsync("SELECT x")).With("* 1 EXISTS"));
    }

    [Fact]
    public async Task With_QRESYNC_it_is_an_expunge_that_is_remembered()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3, before: "ENABLE QRESYNC");
        var select = (await client.SendAsync("SELECT x")).MustBeOk();
        var (validity, before) = (select.Code("UIDVALIDITY"), select.Code("HIGHESTMODSEQ"));
        var reply = (await client.SendAsync("UID REPLACE 2 x {3+}\r\nnew")).MustBeOk();
        Assert.Single(reply.With("* VANISHED 2"));
        Assert.Empty(reply.With("EXPUNGE"));
        // The tagged response tells HIGHESTMODSEQ (RFC 7162 section 3.2.9), APPENDUID has gone before.
        Assert.StartsWith("OK [HIGHESTMODSEQ ", reply.Tagged, StringComparison.Ordinal);
        var after = reply.Code("HIGHESTMODSEQ");
        Assert.True(after > before);
        var fetch = await client.SendAsync("UID FETCH 4 (MODSEQ)");
        Assert.InRange(fetch.ModSeq(3), before + 1, after);
        Assert.Single((await client.SendAsync($"SELECT x (QRESYNC ({validity} {before}))")).With("* VANISHED (EARLIER) 2"));
    }

    [Fact]
    public async Task Another_session_never_sees_both_or_neither()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        using var watcher = await server.LogInAsync();
        for (var i = 0; i < 50; i++)
        {
            var tag = client.NextTag();
            await client.WriteAsync($"{tag} REPLACE 1 x {{3+}}\r\nnew\r\n");
            Assert.Single((await watcher.SendAsync("STATUS x (MESSAGES)")).With("MESSAGES 1"));
            (await client.ReadReplyAsync(tag)).MustBeOk();
        }
    }

    [Fact]
    public async Task What_was_expunged_elsewhere_cannot_be_replaced_and_nothing_is_appended()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        using var other = await server.SelectAsync();
        (await other.SendAsync("STORE 1 +FLAGS (\\Deleted)")).MustBeOk();
        (await other.SendAsync("EXPUNGE")).MustBeOk();
        var reply = await client.SendAsync("REPLACE 1 x {3+}\r\nnew");
        Assert.True(reply.IsNo, reply.ToString());
        Assert.True((await client.SendAsync("UID REPLACE 1 x {3+}\r\nnew")).IsNo);
        Assert.True((await client.SendAsync("UID REPLACE 77 x {3+}\r\nnew")).IsNo);
        Assert.Single((await client.SendAsync("STATUS x (MESSAGES UIDNEXT)")).With("MESSAGES 1 UIDNEXT 3"));
    }

    [Theory]
    [InlineData("REPLACE 1 nowhere {3+}\r\nnew", "NO [TRYCREATE]")]
    [InlineData("REPLACE 2 x {3+}\r\nnew", "BAD ")]
    [InlineData("REPLACE 1:1 x {3+}\r\nnew", "BAD ")]
    [InlineData("REPLACE 0 x {3+}\r\nnew", "BAD ")]
    [InlineData("REPLACE 1 x {1+}\r\na {1+}\r\nb", "BAD ")]
    [InlineData("REPLACE 1 x {0+}\r\n", "NO ")]
    [InlineData("REPLACE 1 x CATENATE (URL /x/;UID=9)", "NO [BADURL /x/;UID=9]")]
    public async Task A_replacement_that_fails_changes_nothing(string command, string answer)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        var reply = await client.SendAsync(command);
        Assert.StartsWith(answer, reply.Tagged, StringComparison.Ordinal);
        Assert.Empty(reply.Untagged);
        Assert.Single((await client.SendAsync("STATUS x (MESSAGES UIDNEXT)")).With("MESSAGES 1 UIDNEXT 2"));
    }

    [Fact]
    public async Task A_replacement_is_put_together_from_what_it_replaces()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        (await client.SendAsync("UID REPLACE 1 x CATENATE (TEXT {7+}\r\nTo: a\r\n URL /x/;UID=1)")).MustBeOk();
        Assert.Single((await client.SendAsync("FETCH 1 BODY.PEEK[]")).With("To: a\r\nSubject: message 1\r\n\r\nbody 1"));
    }

    [Fact]
    public async Task A_read_only_mailbox_stays_as_it_is()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        (await client.SendAsync("EXAMINE x")).MustBeOk();
        Assert.True((await client.SendAsync("REPLACE 1 x {3+}\r\nnew")).IsNo);
        Assert.Single((await client.SendAsync("STATUS x (MESSAGES UIDNEXT)")).With("MESSAGES 1 UIDNEXT 2"));
    }

    [Fact]
    public async Task It_needs_a_selected_mailbox_and_the_capability()
    {
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without(["REPLACE"]));
        using var client = await server.SelectAsync(messages: 1);
        Assert.True((await client.SendAsync("REPLACE 1 x {3+}\r\nnew")).IsBad);
        await using var whole = await TestServer.StartAsync();
        using var authenticated = await whole.LogInAsync();
        Assert.True((await authenticated.SendAsync("UID REPLACE 1 INBOX {3+}\r\nnew")).IsBad);
    }
}
