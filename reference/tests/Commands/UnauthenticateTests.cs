using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>UNAUTHENTICATE (RFC 8437).</summary>
public class UnauthenticateTests
{
    [Fact]
    public async Task Nothing_of_the_session_is_left_and_another_user_can_log_in_in_the_same_round_trip()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2, before: "ENABLE QRESYNC");
        (await client.SendAsync("SEARCH RETURN (SAVE) ALL")).MustBeOk();
        (await client.SendAsync("STORE 1 +FLAGS.SILENT (\\Deleted)")).MustBeOk();
        await client.WriteAsync("a UNAUTHENTICATE\r\nb AUTHENTICATE PLAIN AGRlbW8yAGRlbW8y\r\nc LIST \"\" x\r\n");
        var reply = await client.ReadReplyAsync("a");
        Assert.True(reply.IsOk);
        Assert.Empty(reply.Untagged);
        Assert.True((await client.ReadReplyAsync("b")).IsOk);
        Assert.Empty((await client.ReadReplyAsync("c")).Untagged);

        Assert.True((await client.SendAsync("FETCH 1 FLAGS")).IsBad);
        Assert.True((await client.SendAsync("SELECT INBOX (QRESYNC (1 1))")).IsBad);
        var select = (await client.SendAsync("SELECT INBOX")).MustBeOk();
        Assert.False(select.HasCode("CLOSED"));
        await client.AppendAsync("INBOX", "x");
        Assert.Empty((await client.SendAsync("STORE 1 +FLAGS (\\Seen)")).MustBeOk().With("MODSEQ"));
        Assert.Empty((await client.SendAsync("UID SEARCH $")).MustBeOk().With(" 1"));
        Assert.Equal(["* ENABLED QRESYNC"], (await client.SendAsync("ENABLE QRESYNC")).With("ENABLED"));
    }

    [Fact]
    public async Task Before_login_it_is_BAD_and_after_it_only_login_commands_are_taken()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.ConnectAsync();
        Assert.True((await client.SendAsync("UNAUTHENTICATE")).IsBad);
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
        Assert.True((await client.SendAsync("UNAUTHENTICATE x")).IsBad);
        (await client.SendAsync("UNAUTHENTICATE")).MustBeOk();
        Assert.True((await client.SendAsync("SELECT INBOX")).IsBad);
        Assert.True((await client.SendAsync("LOGIN demo wrong")).IsNo);
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
    }
}
