using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>RFC 5464 over a real socket.</summary>
public class MetadataCommandsTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("\"\"")]
    public async Task What_was_set_is_told_and_what_is_not_there_is_NIL(string mailbox)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        (await client.SendAsync($"SETMETADATA {mailbox} (/private/comment \"one\" /private/vendor/v/a {{4+}}\r\n\u00e9\r\n! /private/n ~{{2+}}\r\n\0b)")).MustBeOk();
        Assert.Equal([$"* METADATA {mailbox} (/private/comment \"one\")"], (await client.SendAsync($"GETMETADATA {mailbox} /private/comment")).MustBeOk().Untagged);
        Assert.Equal(
            [$"* METADATA {mailbox} (/private/n ~{{2}}\r\n\0b /private/vendor/v/a {{4}}\r\n\u00e9\r\n! /shared/comment NIL)"],
            (await client.SendAsync($"GETMETADATA {mailbox} (/private/N /private/vendor/v/a /shared/comment)")).MustBeOk().Untagged);
        (await client.SendAsync($"SETMETADATA {mailbox} (/private/comment NIL)")).MustBeOk();
        Assert.Equal([$"* METADATA {mailbox} (/private/comment NIL)"], (await client.SendAsync($"GETMETADATA {mailbox} /private/comment")).Untagged);
    }

    [Theory]
    [InlineData("DEPTH 0", "/private/a", "/private/a")]
    [InlineData("DEPTH 1", "/private/a", "/private/a /private/a/b /private/a/c")]
    [InlineData("depth infinity", "/private/a", "/private/a /private/a/b /private/a/b/d /private/a/c")]
    [InlineData("DEPTH 1", "/private", "/private/a /private/ab")]
    public async Task DEPTH_tells_what_lies_below(string option, string entry, string expected)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        await client.SendAsync("SETMETADATA INBOX (/private/a \"1\" /private/a/b \"2\" /private/a/b/d \"3\" /private/a/c \"4\" /private/ab \"5\")");
        var reply = (await client.SendAsync($"GETMETADATA ({option}) INBOX {entry}")).MustBeOk();
        Assert.Equal(expected.Split(' '), reply.Untagged[0].Split(' ', '(').Where(word => word.StartsWith('/')));
    }

    [Fact]
    public async Task MAXSIZE_leaves_out_what_is_longer_and_says_how_long_it_is()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        await client.SendAsync("SETMETADATA INBOX (/private/a \"12345\" /private/b \"123456789\" /private/c \"1\")");
        var reply = (await client.SendAsync("GETMETADATA (MAXSIZE 4 DEPTH infinity) INBOX /private")).MustBeOk();
        Assert.Equal(["* METADATA INBOX (/private/c \"1\")"], reply.Untagged);
        Assert.StartsWith("OK [METADATA LONGENTRIES 9]", reply.Tagged, StringComparison.Ordinal);
        Assert.Equal(2, (await client.SendAsync("GETMETADATA (MAXSIZE 5) INBOX (/private/a /private/c)")).Untagged[0].Split("/private").Length - 1);
    }

    [Fact]
    public async Task Limits_are_told_and_nothing_of_a_refused_command_is_set()
    {
        await using var server = await TestServer.StartAsync(new Limits { MetadataEntries = 2, MetadataOctets = 1024 });
        using var client = await server.LogInAsync();
        Assert.StartsWith("NO [METADATA MAXSIZE 1024]", (await client.SendAsync($"SETMETADATA INBOX (/private/a \"1\" /private/b \"{new string('x', 1025)}\")")).Tagged, StringComparison.Ordinal);
        (await client.SendAsync("SETMETADATA INBOX (/private/a \"1\")")).MustBeOk();
        (await client.SendAsync("SETMETADATA INBOX (/private/b \"1\")")).MustBeOk();
        Assert.StartsWith("NO [METADATA TOOMANY]", (await client.SendAsync("SETMETADATA INBOX (/private/a \"2\" /private/c \"1\")")).Tagged, StringComparison.Ordinal);
        Assert.Equal(["* METADATA INBOX (/private/a \"1\")"], (await client.SendAsync("GETMETADATA INBOX /private/a")).Untagged);
        (await client.SendAsync("SETMETADATA INBOX (/private/a NIL /private/c \"1\")")).MustBeOk();
        Assert.True((await client.SendAsync("SETMETADATA nowhere (/private/a \"1\")")).IsNo);
        Assert.True((await client.SendAsync("SETMETADATA \"\" (/private/a \"1\" /shared/a \"1\")")).IsNo);
        Assert.Equal(["* METADATA \"\" (/private/a NIL)"], (await client.SendAsync("GETMETADATA \"\" /private/a")).Untagged);
    }

    [Theory]
    [InlineData("GETMETADATA INBOX /private//a")]
    [InlineData("GETMETADATA INBOX /private/a/")]
    [InlineData("GETMETADATA INBOX private/a")]
    [InlineData("GETMETADATA INBOX \"/private/a*\"")]
    [InlineData("GETMETADATA INBOX \"/private/%\"")]
    [InlineData("GETMETADATA INBOX ()")]
    [InlineData("GETMETADATA (DEPTH 2) INBOX /private/a")]
    [InlineData("GETMETADATA (SIZE 2) INBOX /private/a")]
    [InlineData("GETMETADATA INBOX (MAXSIZE 1024) (/shared/comment)")]
    [InlineData("SETMETADATA INBOX (/private \"x\")")]
    [InlineData("SETMETADATA INBOX (/private/vendor/x \"x\")")]
    [InlineData("SETMETADATA INBOX /private/a \"x\"")]
    [InlineData("SETMETADATA INBOX (/private/a)")]
    [InlineData("SETMETADATA INBOX (/private/a atom)")]
    [InlineData("SETMETADATA INBOX (/private/a NILx)")]
    public async Task What_is_no_syntax_is_BAD(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        Assert.True((await client.SendAsync(command)).IsBad);
    }

    [Fact]
    public async Task The_special_use_is_an_entry_that_is_checked_and_raises_the_mod_sequence()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        await client.SendAsync("CREATE a (USE (\\Sent))");
        Assert.Equal(["* METADATA a (/private/specialuse \"\\\\Sent\")"], (await client.SendAsync("GETMETADATA a /private/specialuse")).Untagged);
        var before = (await client.SendAsync("SELECT a")).Code("HIGHESTMODSEQ");
        Assert.StartsWith("NO [USEATTR]", (await client.SendAsync("SETMETADATA a (/private/b \"1\" /private/specialuse \"\\\\All\")")).Tagged, StringComparison.Ordinal);
        Assert.Equal(["* METADATA a (/private/b NIL)"], (await client.SendAsync("GETMETADATA a /private/b")).Untagged);
        (await client.SendAsync("SETMETADATA a (/private/specialuse \"\\\\Junk \\\\sent\")")).MustBeOk();
        Assert.Equal(["* LIST (\\HasNoChildren \\Junk \\Sent) \"/\" a"], (await client.SendAsync("LIST \"\" a")).Untagged);
        Assert.True((await client.SendAsync("SELECT a")).Code("HIGHESTMODSEQ") > before);
        (await client.SendAsync("SETMETADATA a (/private/specialuse NIL)")).MustBeOk();
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" a"], (await client.SendAsync("LIST \"\" a")).Untagged);
    }

    [Fact]
    public async Task Entries_follow_a_rename_and_go_with_the_mailbox_and_stay_with_INBOX()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        foreach (var command in (string[])["SETMETADATA x (/private/a \"1\")", "SETMETADATA INBOX (/private/i \"1\")", "RENAME x y", "RENAME INBOX z"])
            (await client.SendAsync(command)).MustBeOk();
        Assert.Equal(["* METADATA y (/private/a \"1\")"], (await client.SendAsync("GETMETADATA y /private/a")).Untagged);
        Assert.Equal(["* METADATA z (/private/i \"1\")"], (await client.SendAsync("GETMETADATA z /private/i")).Untagged);
        Assert.Equal(["* METADATA INBOX (/private/i \"1\")"], (await client.SendAsync("GETMETADATA INBOX /private/i")).Untagged);
        await client.SendAsync("DELETE y");
        await client.SendAsync("CREATE y");
        Assert.Equal(["* METADATA y (/private/a NIL)"], (await client.SendAsync("GETMETADATA y /private/a")).Untagged);
    }
}
