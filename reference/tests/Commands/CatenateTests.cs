using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>RFC 4469.</summary>
public sealed class CatenateTests
{
    private const string First = "Subject: first\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\npart one\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--\r\n";

    private static async Task<(TestServer Server, Conversation Client)> StartAsync(Offer? offer = null, Limits? limits = null)
    {
        var server = await TestServer.StartAsync(limits, offer: offer);
        var client = await server.LogInAsync();
        (await client.SendAsync("CREATE a/b")).MustBeOk();
        (await client.SendAsync("CREATE \"Entw&APw-rfe\"")).MustBeOk();
        await client.AppendAsync("a/b", First);
        await client.AppendAsync("\"Entw&APw-rfe\"", "Subject: umlaut\r\n\r\nx\r\n");
        return (server, client);
    }

    private static async Task<string> MadeAsync(Conversation client)
    {
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
        var line = Assert.Single((await client.SendAsync("FETCH * BODY.PEEK[]")).MustBeOk().Untagged);
        return line[(line.IndexOf("}\r\n", StringComparison.Ordinal) + 3)..^1];
    }

    [Theory]
    [InlineData("URL /a/b/;UID=1", First)]
    [InlineData("URL \"/a/b;UIDVALIDITY=$V/;UID=1\"", First)]
    [InlineData("URL \"/a%2Fb/;uid=1/;section=HEADER.FIELDS%20(Subject)\"", "Subject: first\r\n\r\n")]
    [InlineData("URL /a/b;uidvalidity=$V/;UID=1/;SECTION=1.MIME TEXT {1+}\r\n! URL /a/b/;UID=1/;section=1", "\r\n!part one")]
    [InlineData("URL /a/b/;UID=1/;section=2/;PARTIAL=1.1", "p")]
    [InlineData("URL /a/b/;UID=1/;PARTIAL=0.9", "Subject: ")]
    [InlineData("URL \"/Entw%C3%BCrfe/;UID=1/;SECTION=TEXT\"", "x\r\n")]
    [InlineData("TEXT {5+}\r\nhello TEXT {1+}\r\n!", "hello!")]
    public async Task Texts_and_URLs_are_joined_octet_by_octet(string parts, string made)
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        using var __ = client;
        var validity = (await client.SendAsync("EXAMINE a/b")).Code("UIDVALIDITY");
        var reply = (await client.SendAsync($"APPEND INBOX (\\Seen) CATENATE ({parts.Replace("$V", $"{validity}", StringComparison.Ordinal)})")).MustBeOk();
        Assert.True(reply.HasCode("APPENDUID"));
        Assert.Equal(made, await MadeAsync(client));
    }

    [Fact]
    public async Task A_path_without_a_slash_is_resolved_against_the_selected_mailbox()
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        using var __ = client;
        Assert.Contains("[BADURL b/;UID=1]", (await client.SendAsync("APPEND INBOX CATENATE (URL b/;UID=1)")).Tagged, StringComparison.Ordinal);
        Assert.Contains("[BADURL ;UID=1]", (await client.SendAsync("APPEND INBOX CATENATE (URL ;UID=1)")).Tagged, StringComparison.Ordinal);
        (await client.SendAsync("SELECT a/b")).MustBeOk();
        (await client.SendAsync("APPEND INBOX CATENATE (URL ;UID=1/;section=1 URL b/;UID=1/;section=1)")).MustBeOk();
        Assert.Equal("part onepart one", await MadeAsync(client));
    }

    [Theory]
    [InlineData("/a/b/;UID=2")]
    [InlineData("/a/b/;UID=0")]
    [InlineData("/a/b/;UID=1/;section=9")]
    [InlineData("/a/b/;UID=1/;section=NONSENSE")]
    [InlineData("/a/b/;UID=1/;section=")]
    [InlineData("/a/b/;UID=1/;section=TEXT/;section=TEXT")]
    [InlineData("/a/b/;UID=1/;PARTIAL=1.0")]
    [InlineData("/a/b/;UID=1;URLAUTH=anonymous:internal:0")]
    [InlineData("/a/b;UIDVALIDITY=1/;UID=1")]
    [InlineData("/a/b")]
    [InlineData("/nowhere/;UID=1")]
    [InlineData("/../../etc/;UID=1")]
    [InlineData("/a%00b/;UID=1")]
    [InlineData("/%FF/;UID=1")]
    [InlineData("/a/b/;UID=%zz")]
    [InlineData("imap://localhost/a/b/;UID=1")]
    [InlineData("//localhost/a/b/;UID=1")]
    [InlineData("file:/a/b/;UID=1")]
    public async Task What_names_no_message_or_part_is_a_BADURL(string url)
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        using var __ = client;
        var reply = await client.SendAsync($"APPEND INBOX CATENATE (URL /a/b/;UID=1 URL {(url.Contains('%', StringComparison.Ordinal) ? $"\"{url}\"" : url)} URL /no/;UID=1)");
        Assert.StartsWith($"NO [BADURL {url}] ", reply.Tagged, StringComparison.Ordinal);
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES)")).With("MESSAGES 0"));
    }

    [Fact]
    public async Task A_bad_URL_cannot_break_the_line_that_tells_it()
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        using var __ = client;
        var reply = await client.SendAsync("APPEND INBOX CATENATE (URL {11+}\r\nx]\r\n\\ \u00fc y/;)");
        Assert.StartsWith("NO [BADURL x%5D%0D%0A%5C%20%FC%20y/;] ", reply.Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_URL_is_told_as_one()
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        using var __ = client;
        // url-resp-text has at least one octet (RFC 4469 section 5).
        Assert.StartsWith("NO [BADURL \"\"] ", (await client.SendAsync("APPEND INBOX CATENATE (URL \"\")")).Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_becomes_too_big_is_refused()
    {
        var (server, client) = await StartAsync(limits: Limits.Default with { LiteralOctets = 300 });
        await using var _ = server;
        using var __ = client;
        var reply = await client.SendAsync("APPEND INBOX CATENATE (URL /a/b/;UID=1 URL /a/b/;UID=1 URL /a/b/;UID=1)");
        Assert.StartsWith("NO [TOOBIG] ", reply.Tagged, StringComparison.Ordinal);
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES)")).With("MESSAGES 0"));
    }

    [Fact]
    public async Task The_source_stays_as_it_was_and_the_selected_mailbox_too()
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        using var __ = client;
        var before = (await client.SendAsync("SELECT a/b (CONDSTORE)")).Code("HIGHESTMODSEQ");
        (await client.SendAsync("APPEND INBOX CATENATE (URL /a/b/;UID=1)")).MustBeOk();
        Assert.Empty((await client.SendAsync("FETCH 1 FLAGS")).With("\\Seen"));
        Assert.Equal(before, (await client.SendAsync("SELECT a/b (CONDSTORE)")).Code("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task Several_messages_are_put_together_all_or_none()
    {
        var (server, client) = await StartAsync();
        await using var _ = server;
        using var __ = client;
        Assert.True((await client.SendAsync("APPEND INBOX {1+}\r\na CATENATE (URL /a/b/;UID=1) CATENATE (URL /a/b/;UID=7)")).IsNo);
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES)")).With("MESSAGES 0"));
        (await client.SendAsync("APPEND INBOX {1+}\r\na CATENATE (URL /a/b/;UID=1) (\\Seen) {1+}\r\nb")).MustBeOk();
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES UNSEEN)")).With("MESSAGES 3 UNSEEN 2"));
    }

    [Theory]
    [InlineData("CATENATE ()")]
    [InlineData("CATENATE (TEXT x)")]
    [InlineData("CATENATE (URL)")]
    [InlineData("CATENATE (URL x")]
    [InlineData("CATENATE(URL x)")]
    [InlineData("CATENATE (FILE x)")]
    [InlineData("CATENATE (URL x TEXT {1+}\r\ny )")]
    public void What_is_no_append_data_is_refused(string data) => Assert.Throws<SyntaxException>(() => Parsing.Parse($"APPEND x {data}"));

    [Fact]
    public async Task Without_CATENATE_there_is_none_of_its_syntax()
    {
        var (server, client) = await StartAsync(Offer.Everything.Without(["CATENATE"]));
        await using var _ = server;
        using var __ = client;
        Assert.True((await client.SendAsync("APPEND INBOX CATENATE (TEXT {1+}\r\nx)")).IsBad);
    }
}
