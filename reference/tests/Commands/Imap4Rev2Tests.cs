using System.Text;
using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>RFC 9051 beside RFC 3501: what ENABLE IMAP4rev2 changes, before and after. What goes over the wire is written here one character an
/// octet.</summary>
public sealed class Imap4Rev2Tests
{
    private const string Enable = "ENABLE IMAP4rev2";

    private static string Octets(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task Both_are_told_and_ENABLE_answers_with_the_name_once_and_changes_no_capability()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var before = (await client.SendAsync("CAPABILITY")).MustBeOk().Untagged;
        Assert.StartsWith("* CAPABILITY IMAP4rev1 IMAP4rev2 ", before[0], StringComparison.Ordinal);
        Assert.Equal(["* ENABLED IMAP4rev2"], (await client.SendAsync("enable imap4REV2")).MustBeOk().Untagged);
        Assert.Equal(["* ENABLED"], (await client.SendAsync(Enable)).MustBeOk().Untagged);
        Assert.Equal(before, (await client.SendAsync("CAPABILITY")).MustBeOk().Untagged);
    }

    [Theory]
    [InlineData("NAMESPACE")]
    [InlineData("UNSELECT")]
    [InlineData("UIDPLUS")]
    [InlineData("ESEARCH")]
    [InlineData("SEARCHRES")]
    [InlineData("ENABLE")]
    [InlineData("IDLE")]
    [InlineData("SASL-IR")]
    [InlineData("LIST-EXTENDED")]
    [InlineData("LIST-STATUS")]
    [InlineData("MOVE")]
    [InlineData("LITERAL-")]
    [InlineData("BINARY")]
    [InlineData("STATUS=SIZE")]
    public void Without_a_part_that_it_demands_it_is_not_offered(string part) => Assert.DoesNotContain("IMAP4rev2", Offer.Everything.Without([part]).Names);

    [Fact]
    public async Task Left_out_it_cannot_be_enabled_and_its_syntax_is_none()
    {
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without(["imap4rev2"]));
        using var client = await server.SelectAsync(messages: 1);
        Assert.DoesNotContain("IMAP4rev2", (await client.SendAsync("CAPABILITY")).Untagged[0], StringComparison.Ordinal);
        Assert.Equal(["* ENABLED"], (await client.SendAsync(Enable)).MustBeOk().Untagged);
        Assert.Equal(["* SEARCH 1"], (await client.SendAsync("SEARCH ALL")).Untagged);
        foreach (var command in (string[])["STATUS x (DELETED)", "SEARCH LARGER 4294967296", "FETCH 1 BODY.PEEK[]<0.4294967296>"])
            Assert.True((await client.SendAsync(command)).IsBad);
    }

    [Theory]
    [InlineData("SELECT")]
    [InlineData("EXAMINE")]
    public async Task SELECT_tells_RECENT_and_UNSEEN_before_and_LIST_after(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        (await client.SendAsync("SUBSCRIBE x")).MustBeOk();
        (await client.SendAsync("CREATE x/y")).MustBeOk();
        var before = (await client.SendAsync($"{command} x")).MustBeOk();
        Assert.Single(before.With("RECENT"));
        Assert.True(before.HasCode("UNSEEN"));
        Assert.Empty(before.With("* LIST"));

        (await client.SendAsync(Enable)).MustBeOk();
        var after = (await client.SendAsync($"{command} x")).MustBeOk();
        Assert.Empty(after.With("RECENT"));
        Assert.Empty(after.With("Recent"));
        Assert.False(after.HasCode("UNSEEN"));
        Assert.Equal(["* LIST (\\Subscribed \\HasChildren) \"/\" x"], after.With("* LIST"));
        Assert.Single(after.With("* 2 EXISTS"));
        foreach (var code in (string[])["PERMANENTFLAGS", "UIDNEXT", "UIDVALIDITY"]) Assert.True(after.HasCode(code));
    }

    [Fact]
    public async Task CLOSED_comes_whenever_a_mailbox_was_deselected_also_by_one_that_fails_and_by_the_same()
    {
        // Without QRESYNC nothing else asks for it.
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without(["QRESYNC"]));
        using var client = await server.SelectAsync(messages: 1);
        Assert.False((await client.SendAsync("SELECT INBOX")).MustBeOk().HasCode("CLOSED"));
        (await client.SendAsync(Enable)).MustBeOk();
        Assert.True((await client.SendAsync("SELECT INBOX")).MustBeOk().HasCode("CLOSED"));
        var failed = await client.SendAsync("SELECT nowhere");
        Assert.True(failed.IsNo && failed.HasCode("CLOSED"));
        Assert.True((await client.SendAsync("FETCH 1 UID")).IsBad);
        Assert.False((await client.SendAsync("SELECT x")).MustBeOk().HasCode("CLOSED"));
    }

    [Fact]
    public async Task SEARCH_without_RETURN_is_answered_by_SEARCH_before_and_by_ESEARCH_after()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        Assert.Equal(["* SEARCH 1 2 3"], (await client.SendAsync("SEARCH ALL")).MustBeOk().Untagged);
        (await client.SendAsync(Enable)).MustBeOk();
        await client.WriteAsync("s1 SEARCH ALL\r\ns2 SEARCH DELETED\r\ns3 UID SEARCH 2:3\r\ns4 SEARCH MODSEQ 1\r\ns5 SEARCH RETURN () SEEN\r\ns6 SORT (ARRIVAL) UTF-8 ALL\r\n");
        Assert.Equal(["* ESEARCH (TAG \"s1\") ALL 1:3"], (await client.ReadReplyAsync("s1")).MustBeOk().Untagged);
        Assert.Equal(["* ESEARCH (TAG \"s2\")"], (await client.ReadReplyAsync("s2")).MustBeOk().Untagged);
        Assert.Equal(["* ESEARCH (TAG \"s3\") UID ALL 2:3"], (await client.ReadReplyAsync("s3")).MustBeOk().Untagged);
        Assert.Matches("^\\* ESEARCH \\(TAG \"s4\"\\) ALL 1:3 MODSEQ [0-9]+$", (await client.ReadReplyAsync("s4")).MustBeOk().With("ESEARCH")[0]);
        Assert.Equal(["* ESEARCH (TAG \"s5\")"], (await client.ReadReplyAsync("s5")).MustBeOk().Untagged);
        // SORT is an extension of its own and keeps its response.
        Assert.Equal(["* SORT 1 2 3"], (await client.ReadReplyAsync("s6")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task Strings_of_SEARCH_are_UTF_8_after_and_CHARSET_may_still_say_so()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, before: Enable);
        await client.AppendAsync("x", "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nx");
        Assert.Single((await client.SendAsync($"SEARCH SUBJECT \"{Octets("GRÜß")}\"")).MustBeOk().With(" ALL 2"));
        Assert.Single((await client.SendAsync($"SEARCH CHARSET UTF-8 SUBJECT \"{Octets("grü")}\"")).MustBeOk().With(" ALL 2"));
        Assert.StartsWith("NO [BADCHARSET", (await client.SendAsync("SEARCH CHARSET KOI8-R ALL")).Tagged, StringComparison.Ordinal);
        // With UTF8=ACCEPT besides, that one's rule holds.
        (await client.SendAsync("ENABLE UTF8=ACCEPT")).MustBeOk();
        Assert.True((await client.SendAsync("SEARCH CHARSET UTF-8 ALL")).IsBad);
    }

    [Theory]
    [InlineData("NOOP")]
    [InlineData("IDLE")]
    [InlineData("STORE 2 +FLAGS (\\Draft)")]
    public async Task A_change_by_another_session_is_told_with_UID_after_and_without_before(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var old = await server.SelectAsync(messages: 2);
        using var client = await server.SelectAsync(before: Enable);
        using var other = await server.SelectAsync();
        (await other.SendAsync("STORE 1 FLAGS (\\Flagged)")).MustBeOk();
        foreach (var (one, expected) in ((Conversation, string)[])[(old, "* 1 FETCH (FLAGS (\\Flagged \\Recent))"), (client, "* 1 FETCH (UID 1 FLAGS (\\Flagged))")])
        {
            await one.WriteAsync($"u1 {command}\r\n{(command == "IDLE" ? "DONE\r\n" : "")}");
            Assert.Equal([expected], (await one.ReadReplyAsync("u1")).MustBeOk().With("* 1 FETCH"));
        }
    }

    [Fact]
    public async Task Neither_RECENT_nor_Recent_is_told_any_more()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, before: Enable);
        var appended = await client.AppendAsync("x", "Subject: y\r\n\r\ny");
        Assert.Single(appended.With("* 2 EXISTS"));
        Assert.Empty(appended.With("RECENT"));
        Assert.Equal(["* 2 FETCH (FLAGS ())"], (await client.SendAsync("FETCH 2 FLAGS")).MustBeOk().Untagged);
        Assert.Equal(["* 2 FETCH (FLAGS (\\Seen $Phishing))"], (await client.SendAsync("STORE 2 FLAGS (\\Seen $Phishing)")).MustBeOk().With("FETCH"));

        // Somebody who has not enabled it sees the flag as ever.
        using var old = await server.LogInAsync();
        await old.AppendAsync("INBOX", "Subject: z\r\n\r\nz");
        Assert.Single((await old.SendAsync("SELECT INBOX")).With("* 1 RECENT"));
        Assert.Equal(["* 1 FETCH (FLAGS (\\Recent))"], (await old.SendAsync("FETCH 1 FLAGS")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task Mailbox_names_are_modified_UTF_7_before_and_UTF_8_after()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var name = $"\"{Octets("Entwürfe/日本")}\"";
        Assert.True((await client.SendAsync($"CREATE {name}")).IsBad);
        (await client.SendAsync(Enable)).MustBeOk();
        (await client.SendAsync($"CREATE {name}")).MustBeOk();
        Assert.Single((await client.SendAsync("LIST \"\" *")).With($" {name}"));
        Assert.Equal([$"* LIST (\\HasNoChildren) \"/\" {name}"], (await client.SendAsync($"SELECT {name}")).MustBeOk().With("LIST"));
        Assert.Single((await client.SendAsync($"STATUS {name} (MESSAGES)")).MustBeOk().With($"* STATUS {name} ("));
        // "&" is a character like others.
        (await client.SendAsync("CREATE a&b")).MustBeOk();
        Assert.Single((await client.SendAsync("LIST \"\" a*")).With(" a&b"));
        using var old = await server.LogInAsync();
        Assert.Single((await old.SendAsync("LIST \"\" *")).With(" Entw&APw-rfe/&ZeVnLA-"));
        Assert.Single((await old.SendAsync("LIST \"\" *")).With(" a&-b"));
    }

    [Fact]
    public async Task A_name_in_UTF_8_must_be_Net_Unicode_to_be_made()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        (await client.SendAsync(Enable)).MustBeOk();
        var decomposed = $"\"{Octets("u\u0308")}\"";
        Assert.StartsWith("NO [CANNOT]", (await client.SendAsync($"CREATE {decomposed}")).Tagged, StringComparison.Ordinal);
        (await client.SendAsync("CREATE plain")).MustBeOk();
        Assert.StartsWith("NO [CANNOT]", (await client.SendAsync($"RENAME plain {decomposed}")).Tagged, StringComparison.Ordinal);
        (await client.SendAsync($"CREATE \"{Octets("\u00fc")}\"")).MustBeOk();

        // In modified UTF-7 the form is kept as it came (RFC 3501 section 5.1.3), and can be opened by what LIST tells.
        using var old = await server.LogInAsync();
        (await old.SendAsync("CREATE u&Awg-")).MustBeOk();
        Assert.Single((await client.SendAsync("LIST \"\" *")).With($" {decomposed}"));
        (await client.SendAsync($"SELECT {decomposed}")).MustBeOk();
    }

    [Fact]
    public async Task OLDNAME_tells_that_a_name_became_another_one()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        Assert.Empty((await client.SendAsync("CREATE inbox/before")).MustBeOk().Untagged);
        (await client.SendAsync(Enable)).MustBeOk();
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" INBOX/a (\"OLDNAME\" (inbox/a))"], (await client.SendAsync("CREATE inbox/a")).MustBeOk().Untagged);
        Assert.Single((await client.SendAsync("SELECT Inbox/a")).MustBeOk().With("\"/\" INBOX/a (\"OLDNAME\" (Inbox/a))"));
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" INBOX/b (\"OLDNAME\" (INBOX/a))"], (await client.SendAsync("RENAME INBOX/a inbox/b")).MustBeOk().Untagged);
        Assert.Equal(["* LIST (\\NonExistent \\HasNoChildren) \"/\" INBOX/b (\"OLDNAME\" (inbox/b))"], (await client.SendAsync("DELETE inbox/b")).MustBeOk().Untagged);
        // A delimiter at the end is no part of the name, and INBOX is itself in any case.
        Assert.Empty((await client.SendAsync("CREATE c/")).MustBeOk().Untagged);
        Assert.Empty((await client.SendAsync("RENAME c d")).MustBeOk().Untagged);
        Assert.Empty((await client.SendAsync("DELETE d")).MustBeOk().Untagged);
        Assert.Empty((await client.SendAsync("SELECT inbox")).MustBeOk().With("OLDNAME"));
    }

    [Fact]
    public async Task DELETE_of_a_level_that_only_stands_for_its_inferiors_says_HASCHILDREN()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        (await client.SendAsync("CREATE a/b")).MustBeOk();
        Assert.StartsWith("NO [HASCHILDREN] ", (await client.SendAsync("DELETE a")).Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task STATUS_tells_DELETED_and_SIZE()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        (await client.SendAsync("STORE 1:2 +FLAGS.SILENT (\\Deleted)")).MustBeOk();
        Assert.Single((await client.SendAsync("STATUS x (DELETED SIZE)")).MustBeOk().With("(DELETED 2 SIZE "));
        Assert.Single((await client.SendAsync("LIST \"\" x RETURN (STATUS (DELETED))")).MustBeOk().With("* STATUS x (DELETED 2)"));
    }

    [Fact]
    public async Task Numbers_of_63_bits_are_taken_and_larger_ones_are_not()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        Assert.Equal(["* SEARCH 1"], (await client.SendAsync("SEARCH SMALLER 9223372036854775807")).MustBeOk().Untagged);
        Assert.Equal(["* SEARCH"], (await client.SendAsync("SEARCH LARGER 4294967296")).MustBeOk().Untagged);
        Assert.Single((await client.SendAsync("FETCH 1 BODY.PEEK[]<4294967296.9223372036854775807>")).MustBeOk().With("BODY[]<4294967296> "));
        Assert.Single((await client.SendAsync("FETCH 1 BODY.PEEK[]<0.4294967296>")).MustBeOk().With("body 1"));
        foreach (var command in (string[])["SEARCH LARGER 9223372036854775808", "FETCH 1 BODY.PEEK[]<0.9223372036854775808>", "FETCH 1 BODY.PEEK[]<0.0>"])
            Assert.True((await client.SendAsync(command)).IsBad);
        // A literal of such a size is refused as too big, not misunderstood.
        Assert.StartsWith("NO [TOOBIG] ", (await client.SendAsync("APPEND x {9223372036854775807}")).Tagged, StringComparison.Ordinal);
        (await client.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task A_header_in_UTF_8_needs_no_other_form_of_APPEND()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var message = Octets("Subject: Grüße\r\n\r\nx\r\n");
        var append = $"APPEND INBOX {{{message.Length}+}}\r\n{message}";
        Assert.True((await client.SendAsync(append)).IsNo);
        (await client.SendAsync(Enable)).MustBeOk();
        (await client.SendAsync(append)).MustBeOk();
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
        Assert.Single((await client.SendAsync("FETCH 1 BODY.PEEK[]")).MustBeOk().With(message));
    }

    [Fact]
    public async Task What_RFC_9051_took_out_is_still_done_for_who_asks_for_it()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, before: Enable);
        foreach (var command in (string[])["CHECK", "LSUB \"\" *", "FETCH 1 RFC822.HEADER", "STATUS x (RECENT)", "SEARCH NEW"])
            (await client.SendAsync(command)).MustBeOk();
    }

    [Fact]
    public async Task UNAUTHENTICATE_takes_it_back()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, before: Enable);
        (await client.SendAsync("UNAUTHENTICATE")).MustBeOk();
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
        Assert.Single((await client.SendAsync("SELECT x")).MustBeOk().With("RECENT"));
        Assert.Equal(["* SEARCH 1"], (await client.SendAsync("SEARCH ALL")).Untagged);
        Assert.True((await client.SendAsync($"CREATE \"{Octets("ü")}\"")).IsBad);
    }
}
