using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>LIST with the extensions of RFC 5258, 5819, 6154, and what CREATE, SELECT and STATUS have to do with RFC 6154, 8438 and 8474.</summary>
public class ListTests
{
    private static async Task<Conversation> OpenAsync(TestServer server)
    {
        var client = await server.SelectAsync("Vegetable", messages: 2);
        foreach (var command in (string[])["CREATE Fruit/Apple", "CREATE Vegetable/Corn", "SUBSCRIBE Fruit/Peach", "SUBSCRIBE Vegetable"])
            await client.SendAsync(command);
        return client;
    }

    [Theory]
    [InlineData("LIST (SUBSCRIBED) \"\" *", "(\\NonExistent \\Subscribed \\HasNoChildren) \"/\" Fruit/Peach", "(\\Subscribed \\HasChildren) \"/\" Vegetable")]
    [InlineData("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" Fruit", "(\\NonExistent \\HasChildren) \"/\" Fruit (\"CHILDINFO\" (\"SUBSCRIBED\"))")]
    [InlineData("LIST () \"\" %", "(\\NonExistent \\HasChildren) \"/\" Fruit", "(\\HasNoChildren) \"/\" INBOX", "(\\HasChildren) \"/\" Vegetable")]
    [InlineData("LIST \"\" (Vegetable \"\" Vegetable/%) RETURN (SUBSCRIBED)", "(\\Subscribed \\HasChildren) \"/\" Vegetable", "(\\HasNoChildren) \"/\" Vegetable/Corn")]
    [InlineData("LIST \"\" \"\" RETURN (CHILDREN)")]
    [InlineData("LIST \"\" Fruit", "(\\Noselect \\HasChildren) \"/\" Fruit")]
    public async Task LIST_tells_exactly(string command, params string[] expected)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await OpenAsync(server);
        Assert.Equal(expected.Select(line => "* LIST " + line), (await client.SendAsync(command)).MustBeOk().Untagged);
    }

    [Fact]
    public async Task STATUS_stands_behind_the_LIST_of_what_can_be_selected_and_meets_the_criteria()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await OpenAsync(server);
        var reply = (await client.SendAsync("LIST \"\" % RETURN (STATUS (MESSAGES UNSEEN))")).MustBeOk();
        Assert.Equal(
            ["* LIST (\\NonExistent \\HasChildren) \"/\" Fruit", "* LIST (\\HasNoChildren) \"/\" INBOX", "* STATUS INBOX (MESSAGES 0 UNSEEN 0)",
             "* LIST (\\HasChildren) \"/\" Vegetable", "* STATUS Vegetable (MESSAGES 2 UNSEEN 2)"],
            reply.Untagged);
        await client.SendAsync("CREATE Fruit");
        reply = (await client.SendAsync("LIST (SUBSCRIBED RECURSIVEMATCH) \"\" % RETURN (STATUS (MESSAGES))")).MustBeOk();
        Assert.Equal(["* STATUS Vegetable (MESSAGES 2)"], reply.With("STATUS"));
        Assert.Equal(2, reply.With("LIST").Count);
    }

    [Fact]
    public async Task HIGHESTMODSEQ_in_LIST_enables_CONDSTORE_as_in_STATUS()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await OpenAsync(server);
        var reply = (await client.SendAsync("LIST \"\" Vegetable RETURN (STATUS (HIGHESTMODSEQ))")).MustBeOk();
        Assert.Equal([$"* STATUS Vegetable (HIGHESTMODSEQ {reply.Code("HIGHESTMODSEQ")})"], reply.With("STATUS"));
        Assert.Single((await client.SendAsync("STORE 1 +FLAGS (\\Seen)")).With("MODSEQ"));
    }

    [Fact]
    public async Task SIZE_is_the_sum_of_the_sizes()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 200);
        await client.SendAsync("STORE 3:150 +FLAGS.SILENT (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        var sizes = (await client.SendAsync("FETCH 1:* RFC822.SIZE")).With("FETCH").Sum(line => int.Parse(line.Split(' ')[^1][..^1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal([$"* STATUS x (SIZE {sizes})"], (await client.SendAsync("STATUS x (SIZE)")).Untagged);
    }

    [Fact]
    public async Task A_special_use_goes_with_the_mailbox()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        (await client.SendAsync("CREATE a (USE (\\sent \\Drafts))")).MustBeOk();
        (await client.SendAsync("CREATE b")).MustBeOk();
        Assert.Equal(["* LIST (\\HasNoChildren \\Drafts \\Sent) \"/\" a"], (await client.SendAsync("LIST (SPECIAL-USE) \"\" *")).Untagged);
        await client.SendAsync("RENAME a c");
        Assert.Equal(["* LIST (\\HasNoChildren \\Drafts \\Sent) \"/\" c"], (await client.SendAsync("LIST \"\" c")).Untagged);
        await client.SendAsync("DELETE c");
        await client.SendAsync("CREATE c");
        Assert.Empty((await client.SendAsync("LIST (SPECIAL-USE) \"\" * RETURN (SPECIAL-USE)")).MustBeOk().Untagged);
    }

    [Theory]
    [InlineData("\\All")]
    [InlineData("\\Sent \\Mine")]
    public async Task A_special_use_that_no_mailbox_can_have_is_refused_and_nothing_is_made(string uses)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        Assert.StartsWith("NO [USEATTR]", (await client.SendAsync($"CREATE a (USE ({uses}))")).Tagged, StringComparison.Ordinal);
        Assert.Empty((await client.SendAsync("LIST \"\" a")).Untagged);
    }

    [Fact]
    public async Task MAILBOXID_stays_with_RENAME_and_is_never_given_again()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var created = Id((await client.SendAsync("CREATE a")).Tagged);
        Assert.Equal(created, Id((await client.SendAsync("SELECT a")).With("[MAILBOXID")[0]));
        await client.SendAsync("RENAME a b");
        Assert.Equal(created, Id((await client.SendAsync("STATUS b (MAILBOXID)")).Untagged[0]));
        await client.SendAsync("DELETE b");
        Assert.NotEqual(created, Id((await client.SendAsync("CREATE b")).Tagged));
        using var other = await server.LogInAsync("demo2");
        Assert.NotEqual(Id((await client.SendAsync("STATUS INBOX (MAILBOXID)")).Untagged[0]), Id((await other.SendAsync("STATUS INBOX (MAILBOXID)")).Untagged[0]));

        static string Id(string line) => line[(line.IndexOf("MAILBOXID (", StringComparison.Ordinal) + 11)..line.IndexOf(')', line.IndexOf("MAILBOXID (", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task EMAILID_follows_the_message_and_finds_it()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        var lines = (await client.SendAsync("FETCH 1:3 (EMAILID THREADID)")).MustBeOk().With("FETCH");
        var ids = lines.Select(line => line.Split('(', ')')[2]).ToList();
        Assert.Equal(3, ids.Distinct().Count());
        Assert.All(lines, line => Assert.EndsWith(" THREADID NIL)", line, StringComparison.Ordinal));
        await client.SendAsync("CREATE y");
        await client.SendAsync("MOVE 2 y");
        await client.SendAsync("SELECT y");
        Assert.Equal([$"* 1 FETCH (EMAILID ({ids[1]}))"], (await client.SendAsync("FETCH 1 EMAILID")).Untagged);
        Assert.Equal(["* SEARCH 1"], (await client.SendAsync($"SEARCH EMAILID {ids[1]}")).Untagged);
        Assert.Equal(["* SEARCH"], (await client.SendAsync($"SEARCH EMAILID {ids[1].ToUpperInvariant()}")).Untagged);
        Assert.Equal(["* SEARCH"], (await client.SendAsync($"SEARCH THREADID {ids[1]}")).Untagged);
        Assert.Empty((await client.SendAsync("FETCH 1 FLAGS")).With("\\Seen"));
    }

    [Theory]
    [InlineData("LIST-EXTENDED", "LIST () \"\" *")]
    [InlineData("LIST-EXTENDED", "LIST \"\" * RETURN (CHILDREN)")]
    [InlineData("LIST-EXTENDED", "LIST \"\" (a b)")]
    [InlineData("LIST-STATUS", "LIST \"\" * RETURN (STATUS (MESSAGES))")]
    [InlineData("SPECIAL-USE", "LIST (SPECIAL-USE) \"\" *")]
    [InlineData("SPECIAL-USE", "CREATE y (USE (\\Sent))")]
    [InlineData("CREATE-SPECIAL-USE", "CREATE y (USE (\\Sent))")]
    [InlineData("STATUS=SIZE", "STATUS x (SIZE)")]
    [InlineData("OBJECTID", "STATUS x (MAILBOXID)")]
    [InlineData("OBJECTID", "FETCH 1 EMAILID")]
    [InlineData("OBJECTID", "SEARCH THREADID T")]
    public async Task What_is_not_offered_is_no_syntax(string without, string command)
    {
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without([without]));
        using var client = await server.SelectAsync(messages: 1);
        Assert.StartsWith("BAD", (await client.SendAsync(command)).Tagged, StringComparison.Ordinal);
        Assert.Empty((await client.SendAsync("SELECT x")).With(without == "OBJECTID" ? "MAILBOXID" : "none"));
    }
}
