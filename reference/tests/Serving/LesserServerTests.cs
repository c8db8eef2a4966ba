using Reference.Wire;

namespace Reference.Tests.Serving;

/// <summary>What a server without an extension says and takes, on the wire (--without).</summary>
public class LesserServerTests
{
    private static Task<TestServer> StartAsync(string without) => TestServer.StartAsync(offer: Offer.Everything.Without(without.Split(',')));

    [Theory]
    [InlineData("CONDSTORE", "SELECT x (CONDSTORE)")]
    [InlineData("CONDSTORE", "STATUS x (HIGHESTMODSEQ)")]
    [InlineData("CONDSTORE", "FETCH 1 MODSEQ")]
    [InlineData("CONDSTORE", "FETCH 1 (UID MODSEQ)")]
    [InlineData("CONDSTORE", "FETCH 1 FLAGS (CHANGEDSINCE 1)")]
    [InlineData("CONDSTORE", "STORE 1 (UNCHANGEDSINCE 9) +FLAGS (\\Seen)")]
    [InlineData("CONDSTORE", "SEARCH MODSEQ 1")]
    [InlineData("CONDSTORE", "SEARCH NOT MODSEQ \"/flags/\\\\Seen\" all 1")]
    [InlineData("QRESYNC", "SELECT x (QRESYNC (1 1))")]
    [InlineData("QRESYNC", "UID FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)")]
    [InlineData("ENABLE", "SELECT x (QRESYNC (1 1))")]
    [InlineData("ESEARCH", "SEARCH RETURN (ALL) ALL")]
    [InlineData("ESEARCH", "SEARCH $")]
    [InlineData("SEARCHRES", "SEARCH RETURN (SAVE) ALL")]
    [InlineData("SEARCHRES", "FETCH $ FLAGS")]
    [InlineData("MULTIAPPEND", "APPEND x {1+}\r\na {1+}\r\nb")]
    public async Task Syntax_of_what_is_left_out_is_BAD_and_with_it_is_not(string without, string command)
    {
        await using (var lesser = await StartAsync(without))
        {
            using var client = await lesser.SelectAsync(messages: 1);
            Assert.True((await client.SendAsync(command)).IsBad);
            (await client.SendAsync("NOOP")).MustBeOk();
        }
        await using var whole = await TestServer.StartAsync();
        using var other = await whole.SelectAsync(messages: 1, before: "ENABLE QRESYNC");
        (await other.SendAsync(command)).MustBeOk();
    }

    [Fact]
    public async Task Without_CONDSTORE_no_mod_sequence_is_told_anywhere()
    {
        await using var server = await StartAsync("CONDSTORE");
        using var client = await server.LogInAsync();
        var all = new List<string>();
        foreach (var command in (string[])
            ["ENABLE CONDSTORE QRESYNC", "CREATE x", "APPEND x {1+}\r\na", "APPEND x {1+}\r\nb", "SELECT x", "STATUS x (MESSAGES)", "STORE 1 FLAGS (\\Deleted)",
             "FETCH 1:* ALL", "SEARCH ALL", "EXPUNGE", "EXAMINE x"])
        {
            var reply = (await client.SendAsync(command)).MustBeOk();
            all.AddRange([.. reply.Untagged, reply.Tagged]);
        }
        Assert.DoesNotContain(all, line => line.Contains("MODSEQ", StringComparison.Ordinal) || line.Contains("VANISHED", StringComparison.Ordinal));
        Assert.Contains("* ENABLED", all);
        Assert.Contains("* 1 EXPUNGE", all);
    }

    [Fact]
    public async Task Without_QRESYNC_there_is_CONDSTORE_alone()
    {
        await using var server = await StartAsync("QRESYNC");
        using var client = await server.SelectAsync(messages: 2);
        Assert.Equal(["* ENABLED CONDSTORE"], (await client.SendAsync("ENABLE CONDSTORE QRESYNC")).With("ENABLED"));
        Assert.Single((await client.SendAsync("STORE 1 +FLAGS (\\Deleted)")).With("MODSEQ ("));
        var expunge = (await client.SendAsync("EXPUNGE")).MustBeOk();
        Assert.Equal(["* 1 EXPUNGE"], expunge.Untagged);
        var again = (await client.SendAsync("SELECT x")).MustBeOk();
        Assert.False(again.HasCode("CLOSED"));
        Assert.True(again.HasCode("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task Without_UIDPLUS_no_response_code_tells_UIDs()
    {
        await using var server = await StartAsync("UIDPLUS");
        using var client = await server.SelectAsync(messages: 2);
        foreach (var command in (string[])["APPEND x {1+}\r\na", "COPY 1 x", "MOVE 1 x"])
        {
            var reply = (await client.SendAsync(command)).MustBeOk();
            Assert.False(reply.HasCode("APPENDUID") || reply.HasCode("COPYUID"), reply.ToString());
        }
    }

    [Fact]
    public async Task Without_CHILDREN_LIST_does_not_tell_of_children()
    {
        await using var server = await StartAsync("CHILDREN");
        using var client = await server.LogInAsync();
        (await client.SendAsync("CREATE a/b")).MustBeOk();
        Assert.Equal(
            ["* LIST () \"/\" INBOX", "* LIST (\\Noselect) \"/\" a", "* LIST () \"/\" a/b"], (await client.SendAsync("LIST \"\" *")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task Without_LITERAL_plus_and_minus_the_octets_after_such_a_literal_are_lines_of_their_own()
    {
        await using var server = await StartAsync("LITERAL+,LITERAL-");
        using var client = await server.LogInAsync();
        await client.WriteAsync("a STATUS {5+}\r\nINBOX (MESSAGES)\r\nb NOOP\r\n");
        Assert.True((await client.ReadReplyAsync("a")).IsBad);
        Assert.True((await client.ReadReplyAsync("INBOX")).IsBad);
        Assert.True((await client.ReadReplyAsync("b")).IsOk);
        await client.WriteAsync("c STATUS {5}\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await client.WriteAsync("INBOX (MESSAGES)\r\n");
        (await client.ReadReplyAsync("c")).MustBeOk();
    }

    [Fact]
    public async Task Without_SASL_IR_an_initial_response_is_BAD()
    {
        await using var server = await StartAsync("SASL-IR");
        using var client = await server.ConnectAsync();
        Assert.True((await client.SendAsync("AUTHENTICATE PLAIN AGRlbW8AZGVtbw==")).IsBad);
        await client.WriteAsync("a AUTHENTICATE PLAIN\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await client.WriteAsync("AGRlbW8AZGVtbw==\r\n");
        (await client.ReadReplyAsync("a")).MustBeOk();
    }

    [Fact]
    public async Task Without_AUTH_PLAIN_there_is_LOGIN_only()
    {
        await using var server = await StartAsync("AUTH=PLAIN");
        using var client = await server.ConnectAsync();
        Assert.True((await client.SendAsync("AUTHENTICATE PLAIN AGRlbW8AZGVtbw==")).IsNo);
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
    }
}
