using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>RFC 3516.</summary>
public sealed class BinaryTests
{
    private const string Message =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + "--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: BASE64\r\n\r\nAGEAYg==\r\n"
        + "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\ncaf=E9 au=\r\n lait=0Aend\r\n"
        + "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: x-rot13\r\n\r\nuryyb\r\n"
        + "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n"
        + "--b--\r\n";

    private static async Task<(TestServer Server, Conversation Client)> StartAsync(string message, Offer? offer = null)
    {
        var server = await TestServer.StartAsync(offer: offer);
        var client = await server.LogInAsync();
        (await client.SendAsync("CREATE x")).MustBeOk();
        (await client.SendAsync($"APPEND x {{{message.Length}+}}\r\n{message}")).MustBeOk();
        (await client.SendAsync("SELECT x")).MustBeOk();
        return (server, client);
    }

    [Theory]
    // A NUL needs literal8; without one a string is enough (section 4.3).
    [InlineData("BINARY.PEEK[1]", "BINARY[1] ~{4}\r\n\0a\0b")]
    [InlineData("BINARY.PEEK[1]<1.1>", "BINARY[1]<1> {1}\r\na")]
    [InlineData("BINARY.PEEK[1]<2.9>", "BINARY[1]<2> ~{2}\r\n\0b")]
    [InlineData("BINARY.PEEK[1]<9.1>", "BINARY[1]<9> {0}\r\n")]
    [InlineData("BINARY.SIZE[1]", "BINARY.SIZE[1] 4")]
    // Lines of text end with CRLF, whatever was encoded (section 6).
    [InlineData("BINARY.PEEK[2]", "BINARY[2] {17}\r\ncaf\u00e9 au lait\r\nend")]
    [InlineData("BINARY.SIZE[2]", "BINARY.SIZE[2] 17")]
    [InlineData("BINARY.PEEK[4.1]", "BINARY[4.1] {5}\r\nhello")]
    [InlineData("BINARY.PEEK[4]", "BINARY[4] {45}\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=")]
    [InlineData("BINARY.PEEK[5]", "BINARY[5] NIL")]
    [InlineData("BINARY.SIZE[5]", "BINARY.SIZE[5] 0")]
    public async Task A_part_is_told_decoded(string item, string told)
    {
        var (server, client) = await StartAsync(Message);
        await using var _ = server;
        using var __ = client;
        Assert.Equal([$"* 1 FETCH ({told})"], (await client.SendAsync($"FETCH 1 {item}")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task The_whole_message_has_no_encoding_to_undo()
    {
        var (server, client) = await StartAsync(Message);
        await using var _ = server;
        using var __ = client;
        Assert.Equal([$"* 1 FETCH (BINARY.SIZE[] {Message.Length} BINARY[] {{{Message.Length}}}\r\n{Message})"],
            (await client.SendAsync("FETCH 1 (BINARY.SIZE[] BINARY.PEEK[])")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task An_encoding_that_nobody_knows_is_refused_and_the_rest_told()
    {
        var (server, client) = await StartAsync(Message);
        await using var _ = server;
        using var __ = client;
        var reply = await client.SendAsync("FETCH 1 BINARY.PEEK[3]");
        Assert.StartsWith("NO [UNKNOWN-CTE] ", reply.Tagged, StringComparison.Ordinal);
        Assert.Empty(reply.Untagged);
        reply = await client.SendAsync("FETCH 1 (UID BINARY.SIZE[3] BINARY.SIZE[1])");
        Assert.StartsWith("NO [UNKNOWN-CTE] ", reply.Tagged, StringComparison.Ordinal);
        Assert.Equal(["* 1 FETCH (UID 1 BINARY.SIZE[1] 4)"], reply.Untagged);
    }

    [Fact]
    public async Task BINARY_sets_Seen_and_PEEK_and_SIZE_do_not()
    {
        var (server, client) = await StartAsync(Message);
        await using var _ = server;
        using var __ = client;
        (await client.SendAsync("FETCH 1 (BINARY.PEEK[1] BINARY.SIZE[1])")).MustBeOk();
        Assert.Empty((await client.SendAsync("FETCH 1 FLAGS")).With("\\Seen"));
        Assert.Single((await client.SendAsync("FETCH 1 BINARY[1]")).With("\\Seen"));
    }

    [Theory]
    [InlineData("BINARY[TEXT]")]
    [InlineData("BINARY[1.MIME]")]
    [InlineData("BINARY")]
    [InlineData("BINARY.SIZE[1]<0.1>")]
    [InlineData("BINARY.PEEK[1]<1.0>")]
    public async Task What_is_no_section_binary_is_BAD(string item)
    {
        var (server, client) = await StartAsync(Message);
        await using var _ = server;
        using var __ = client;
        Assert.True((await client.SendAsync($"FETCH 1 {item}")).IsBad);
    }

    [Fact]
    public async Task A_part_that_was_appended_with_NUL_is_kept_encoded_and_told_decoded()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: image/x-raw\r\nContent-Transfer-Encoding: binary\r\n\r\n\0\u00ff\r\n--b--\r\n";
        (await client.SendAsync($"APPEND INBOX ~{{{message.Length}+}}\r\n{message}")).MustBeOk();
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
        // What section 6 asks: BODYSTRUCTURE and BODY speak of an encoding that RFC 3501 can carry.
        Assert.Single((await client.SendAsync("FETCH 1 BODYSTRUCTURE")).With("\"image\" \"x-raw\" NIL NIL NIL \"base64\""));
        Assert.Single((await client.SendAsync("FETCH 1 BODY.PEEK[1]")).With("AP8="));
        Assert.Single((await client.SendAsync("FETCH 1 BINARY.PEEK[1]")).With("BINARY[1] ~{2}\r\n\0\u00ff"));
    }

    [Theory]
    [InlineData("Subject: \0\r\n\r\nx\r\n")]
    [InlineData("Content-Transfer-Encoding: base64\r\n\r\nAA\0A\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n\0\r\n--b\r\n\r\nx\r\n--b--\r\n")]
    public async Task A_NUL_that_no_encoding_can_take_is_refused(string message)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var reply = await client.SendAsync($"APPEND INBOX ~{{{message.Length}+}}\r\n{message}");
        Assert.StartsWith("NO [UNKNOWN-CTE] ", reply.Tagged, StringComparison.Ordinal);
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES)")).With("MESSAGES 0"));
    }

    [Fact]
    public async Task Without_a_NUL_the_octets_stay_what_they_were()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        const string Message = "Content-Transfer-Encoding: binary\r\n\r\n\u0001\u00ff\n";
        (await client.SendAsync($"APPEND INBOX ~{{{Message.Length}+}}\r\n{Message}")).MustBeOk();
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
        Assert.Equal([$"* 1 FETCH (BODY[] {{{Message.Length}}}\r\n{Message})"], (await client.SendAsync("FETCH 1 BODY.PEEK[]")).Untagged);
    }

    [Fact]
    public async Task Without_BINARY_there_is_none_of_its_syntax()
    {
        var (server, client) = await StartAsync(Message, Offer.Everything.Without(["BINARY"]));
        await using var _ = server;
        using var __ = client;
        Assert.True((await client.SendAsync("FETCH 1 BINARY.PEEK[1]")).IsBad);
        Assert.True((await client.SendAsync("APPEND x ~{1+}\r\ny")).IsBad);
    }
}
