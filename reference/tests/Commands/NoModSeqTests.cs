using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>A mailbox without mod-sequences: RFC 7162 section 3.1.2.2.</summary>
public class NoModSeqTests
{
    private static async Task<Conversation> OpenAsync(TestServer server, string before = "ENABLE QRESYNC")
    {
        using (var first = await server.SelectAsync(messages: 3)) await first.SendAsync("UNSELECT");
        await server.User().SetKeepsModSeqsAsync("x", keeps: false);
        return await server.SelectAsync(before: before);
    }

    [Fact]
    public async Task SELECT_says_NOMODSEQ_and_STATUS_0()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await OpenAsync(server);
        var reply = (await client.SendAsync("SELECT x (QRESYNC (1 1) CONDSTORE)")).MustBeOk();
        Assert.True(reply.HasCode("NOMODSEQ"));
        Assert.False(reply.HasCode("HIGHESTMODSEQ"));
        Assert.Empty(reply.With("FETCH"));
        Assert.Contains("* STATUS x (HIGHESTMODSEQ 0)", (await client.SendAsync("STATUS x (HIGHESTMODSEQ)")).Untagged);
    }

    [Theory]
    [InlineData("FETCH 1 MODSEQ")]
    [InlineData("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)")]
    [InlineData("SEARCH OR MODSEQ 1 SEEN")]
    [InlineData("STORE 1 (UNCHANGEDSINCE 9) +FLAGS (\\Seen)")]
    public async Task What_needs_mod_sequences_is_BAD_and_changes_nothing(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await OpenAsync(server);
        Assert.True((await client.SendAsync(command)).IsBad);
        Assert.Equal(["* 1 FETCH (FLAGS ())"], (await client.SendAsync("FETCH 1 FLAGS")).MustBeOk().With("FETCH").Select(l => l.Replace("\\Recent", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Changes_are_told_without_MODSEQ_and_expunges_as_EXPUNGE()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await OpenAsync(server);
        Assert.Empty((await client.SendAsync("STORE 2 +FLAGS (\\Deleted)")).MustBeOk().With("MODSEQ"));
        var reply = (await client.SendAsync("EXPUNGE")).MustBeOk();
        Assert.Equal(["* 2 EXPUNGE"], reply.Untagged);
        Assert.False(reply.HasCode("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task It_is_forgotten_with_the_mailbox()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await OpenAsync(server);
        await client.SendAsync("UNSELECT");
        await client.SendAsync("DELETE x");
        await client.SendAsync("CREATE x");
        Assert.True((await client.SendAsync("SELECT x")).MustBeOk().HasCode("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task A_session_that_has_the_mailbox_selected_goes_on_as_it_began()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, before: "ENABLE CONDSTORE");
        await server.User().SetKeepsModSeqsAsync("x", keeps: false);
        Assert.Single((await client.SendAsync("FETCH 1 MODSEQ")).MustBeOk().With("MODSEQ"));
        Assert.True((await client.SendAsync("SELECT x")).HasCode("NOMODSEQ"));
        await server.User().SetKeepsModSeqsAsync("x", keeps: true);
        Assert.True((await client.SendAsync("SELECT x")).HasCode("HIGHESTMODSEQ"));
    }
}
