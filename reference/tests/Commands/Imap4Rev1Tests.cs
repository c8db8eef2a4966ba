using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>RFC 3501 and the small extensions over a real socket.</summary>
public class Imap4Rev1Tests
{
    private const string Mail = "From: a@x\r\nSubject: hi\r\nContent-Type: text/plain\r\n\r\nHello\r\n";

    [Fact]
    public async Task A_message_is_read_back_octet_by_octet_with_what_it_was_appended_with()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var append = await client.AppendAsync("INBOX", Mail, "(\\Flagged $Work) \" 2-Jan-2020 03:04:05 +0130\" ");
        var select = (await client.SendAsync("SELECT INBOX")).MustBeOk();
        Assert.StartsWith($"OK [APPENDUID {select.Code("UIDVALIDITY")} 1] ", append.Tagged, StringComparison.Ordinal);
        Assert.Contains("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Work)", select.Untagged);
        Assert.Single(select.With("[UNSEEN 1]"));
        Assert.Single(select.With("* 1 RECENT"));
        async Task<string> Fetch(string items) => Assert.Single((await client.SendAsync($"FETCH 1 {items}")).MustBeOk().With("* 1 FETCH"));
        Assert.Equal(
            $"* 1 FETCH (FLAGS (\\Flagged \\Recent $Work) INTERNALDATE \" 2-Jan-2020 03:04:05 +0130\" RFC822.SIZE {Mail.Length})", await Fetch("FAST"));
        Assert.Equal($"* 1 FETCH (BODY[] {{{Mail.Length}}}\r\n{Mail})", await Fetch("BODY.PEEK[]"));
        Assert.Equal("* 1 FETCH (BODY[TEXT]<1> {3}\r\nell)", await Fetch("BODY.PEEK[TEXT]<1.3>"));
        Assert.Equal("* 1 FETCH (BODY[]<999> {0}\r\n)", await Fetch("BODY.PEEK[]<999.10>"));
        Assert.Equal("* 1 FETCH (BODY[HEADER.FIELDS (SUBJECT)] {15}\r\nSubject: hi\r\n\r\n)", await Fetch("BODY.PEEK[HEADER.FIELDS (SUBJECT)]"));
        Assert.Equal("* 1 FETCH (BODY[1] {7}\r\nHello\r\n UID 1)", await Fetch("(BODY.PEEK[1] UID)"));
        Assert.Equal("* 1 FETCH (BODY[2] NIL)", await Fetch("BODY.PEEK[2]"));
        Assert.StartsWith("* 1 FETCH (RFC822.TEXT {7}\r\nHello\r\n FLAGS (\\Flagged \\Seen", await Fetch("RFC822.TEXT"), StringComparison.Ordinal);
        Assert.StartsWith("* 1 FETCH (ENVELOPE (NIL \"hi\" ", await Fetch("ENVELOPE"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mailboxes_are_made_listed_renamed_subscribed_and_deleted()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        foreach (var name in (string[])["a/b/c", "a/d", "z/"]) (await client.SendAsync($"CREATE {name}")).MustBeOk();
        async Task<string[]> List(string command) => [.. (await client.SendAsync(command)).MustBeOk().Untagged];
        Assert.Equal(
            ["* LIST (\\HasNoChildren) \"/\" INBOX", "* LIST (\\Noselect \\HasChildren) \"/\" a", "* LIST (\\HasNoChildren) \"/\" z"],
            await List("LIST \"\" %"));
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" a/b/c"], await List("LIST a/ */c"));
        Assert.Equal(["* LIST (\\Noselect) \"/\" \"\""], await List("LIST \"\" \"\""));
        Assert.StartsWith("NO [ALREADYEXISTS]", (await client.SendAsync("CREATE a/d")).Tagged, StringComparison.Ordinal);
        Assert.True((await client.SendAsync("CREATE INBOX")).IsNo);
        Assert.True((await client.SendAsync("CREATE a//b")).IsNo);
        Assert.True((await client.SendAsync("DELETE INBOX")).IsNo);
        Assert.StartsWith("NO [NONEXISTENT]", (await client.SendAsync("DELETE nosuch")).Tagged, StringComparison.Ordinal);

        (await client.SendAsync("RENAME a e")).MustBeOk();
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" e/b/c", "* LIST (\\HasNoChildren) \"/\" e/d"], (await List("LIST e *")).Where(l => !l.Contains("Noselect", StringComparison.Ordinal)));
        foreach (var name in (string[])["e/b/c", "gone"]) (await client.SendAsync($"SUBSCRIBE {name}")).MustBeOk();
        Assert.Equal(["* LSUB () \"/\" e/b/c", "* LSUB (\\Noselect) \"/\" gone"], await List("LSUB \"\" *"));
        Assert.Equal(["* LSUB (\\Noselect) \"/\" e", "* LSUB (\\Noselect) \"/\" gone"], await List("LSUB \"\" %"));
        (await client.SendAsync("UNSUBSCRIBE gone")).MustBeOk();
        (await client.SendAsync("DELETE z")).MustBeOk();
        Assert.StartsWith("NO [NONEXISTENT]", (await client.SendAsync("SELECT z")).Tagged, StringComparison.Ordinal);
        Assert.Equal(["* NAMESPACE ((\"\" \"/\")) NIL NIL"], await List("NAMESPACE"));
    }

    [Fact]
    public async Task A_recreated_mailbox_has_a_larger_UIDVALIDITY()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        var before = (await client.SendAsync("SELECT x")).Code("UIDVALIDITY");
        await client.SendAsync("UNSELECT");
        (await client.SendAsync("DELETE x")).MustBeOk();
        (await client.SendAsync("CREATE x")).MustBeOk();
        Assert.True((await client.SendAsync("SELECT x")).Code("UIDVALIDITY") > before);
    }

    [Fact]
    public async Task Deleting_a_mailbox_under_a_session_leaves_it_an_orderly_way_out()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        using var other = await server.LogInAsync();
        (await other.SendAsync("DELETE x")).MustBeOk();
        (await client.SendAsync("NOOP")).MustBeOk();
        Assert.True((await client.SendAsync("STORE 1 +FLAGS (\\Seen)")).IsNo);
        (await client.SendAsync("CLOSE")).MustBeOk();
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
    }

    [Fact]
    public async Task Renaming_INBOX_moves_its_messages_and_its_sessions_hear_of_it()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        await client.AppendAsync("INBOX", Mail);
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
        var reply = (await client.SendAsync("RENAME INBOX old")).MustBeOk();
        Assert.Contains("* 1 EXPUNGE", reply.Untagged);
        Assert.Contains("* 1 EXISTS", (await client.SendAsync("SELECT old")).Untagged);
        Assert.Contains("* 0 EXISTS", (await client.SendAsync("SELECT INBOX")).Untagged);
    }

    [Theory]
    [InlineData("COPY 2,1 y", "1:2 1:2")]
    [InlineData("UID COPY 3,99 y", "3 1")]
    public async Task COPY_tells_COPYUID_and_keeps_flags(string command, string uids)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        Assert.StartsWith("NO [TRYCREATE]", (await client.SendAsync(command)).Tagged, StringComparison.Ordinal);
        await client.SendAsync("CREATE y");
        await client.SendAsync("STORE 1:3 +FLAGS.SILENT (\\Answered $Work)");
        Assert.Contains($" {uids}] ", (await client.SendAsync(command)).MustBeOk().Tagged, StringComparison.Ordinal);
        await client.SendAsync("SELECT y");
        var first = Assert.Single((await client.SendAsync("FETCH 1 FLAGS")).With("* 1 FETCH"));
        Assert.Equal("* 1 FETCH (FLAGS (\\Answered \\Recent $Work))", first);
    }

    [Fact]
    public async Task APPEND_and_STATUS_of_a_missing_mailbox_are_NO()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        Assert.StartsWith("NO [TRYCREATE]", (await client.SendAsync("APPEND nosuch {1+}\r\nx")).Tagged, StringComparison.Ordinal);
        Assert.StartsWith("NO [NONEXISTENT]", (await client.SendAsync("STATUS nosuch (MESSAGES)")).Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APPEND_to_the_selected_mailbox_is_told_at_once()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        Assert.Contains("* 2 EXISTS", (await client.AppendAsync("x", Mail)).Untagged);
    }

    [Fact]
    public async Task EXAMINE_changes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        await client.SendAsync("STORE 1 +FLAGS (\\Deleted)");
        var examine = (await client.SendAsync("EXAMINE x")).MustBeOk();
        Assert.StartsWith("OK [READ-ONLY]", examine.Tagged, StringComparison.Ordinal);
        Assert.Single(examine.With("[PERMANENTFLAGS ()]"));
        foreach (var command in (string[])["STORE 1 +FLAGS (\\Seen)", "EXPUNGE", "UID EXPUNGE 1", "MOVE 1 INBOX"])
            Assert.True((await client.SendAsync(command)).IsNo, command);
        (await client.SendAsync("CLOSE")).MustBeOk();
        Assert.Contains("* 2 EXISTS", (await client.SendAsync("SELECT x")).Untagged);
    }

    [Fact]
    public async Task UNSELECT_keeps_what_CLOSE_would_expunge()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        await client.SendAsync("STORE 1 +FLAGS (\\Deleted)");
        Assert.Empty((await client.SendAsync("UNSELECT")).MustBeOk().Untagged);
        Assert.Contains("* 2 EXISTS", (await client.SendAsync("SELECT x")).Untagged);
        Assert.Empty((await client.SendAsync("CLOSE")).MustBeOk().Untagged);
        Assert.Contains("* 1 EXISTS", (await client.SendAsync("SELECT x")).Untagged);
    }

    [Fact]
    public async Task A_message_expunged_elsewhere_can_be_read_until_it_is_told_and_cannot_be_stored()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        using var other = await server.SelectAsync();
        await other.SendAsync("STORE 2 +FLAGS.SILENT (\\Deleted)");
        await other.SendAsync("EXPUNGE");
        var fetch = (await client.SendAsync("FETCH 1:3 (FLAGS BODY.PEEK[TEXT])")).MustBeOk();
        Assert.Equal(3, fetch.With(" FETCH ").Count);
        Assert.Empty(fetch.With("EXPUNGE"));
        var store = await client.SendAsync("STORE 2:3 +FLAGS (\\Seen)");
        Assert.True(store.IsNo);
        Assert.Single(store.With("* 3 FETCH "));
        Assert.Empty(store.With("* 2 FETCH "));
        Assert.True((await client.SendAsync("STORE 2:3 +FLAGS.SILENT (\\Flagged)")).IsOk);
        Assert.Contains("* SEARCH 1 3", (await client.SendAsync("SEARCH ALL")).Untagged);
        var copy = await client.SendAsync("COPY 1:3 INBOX");
        Assert.StartsWith("NO [EXPUNGEISSUED]", copy.Tagged, StringComparison.Ordinal);
        Assert.Contains("* 2 EXPUNGE", copy.Untagged);
        Assert.Single((await client.SendAsync("STATUS INBOX (MESSAGES)")).With("MESSAGES 0"));
    }

    [Fact]
    public async Task A_message_is_recent_in_one_session_only()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await server.SelectAsync(messages: 2);
        using var second = await server.SelectAsync();
        Assert.Contains("* SEARCH 1 2", (await first.SendAsync("SEARCH RECENT")).Untagged);
        Assert.Contains("* SEARCH", (await second.SendAsync("SEARCH RECENT")).Untagged);
        await second.AppendAsync("x", Mail);
        Assert.Contains("* SEARCH 3", (await second.SendAsync("SEARCH NEW")).Untagged);
        var told = (await first.SendAsync("NOOP")).Untagged;
        Assert.Contains("* 3 EXISTS", told);
        Assert.Contains("* 2 RECENT", told);
    }

    [Fact]
    public async Task The_saved_result_stands_for_messages_until_they_go()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 4);
        await client.SendAsync("STORE 2:3 +FLAGS.SILENT (\\Flagged)");
        Assert.Empty((await client.SendAsync("SEARCH RETURN (SAVE) FLAGGED")).MustBeOk().Untagged);
        Assert.Equal(2, (await client.SendAsync("FETCH $ FLAGS")).MustBeOk().With(" FETCH ").Count);
        Assert.Contains("* SEARCH 2", (await client.SendAsync("UID SEARCH UID $ 1:2")).Untagged);
        await client.SendAsync("UID STORE $ +FLAGS.SILENT (\\Deleted)");
        await client.SendAsync("UID EXPUNGE 2");
        Assert.Single((await client.SendAsync("UID FETCH $ FLAGS")).MustBeOk().With(" FETCH "));
        await client.SendAsync("SEARCH RETURN (SAVE MIN) ALL");
        Assert.Contains("* SEARCH 1", (await client.SendAsync("SEARCH $")).Untagged);
        Assert.True((await client.SendAsync("SEARCH RETURN (SAVE) CHARSET X-NO ALL")).IsNo);
        Assert.Empty((await client.SendAsync("FETCH $ FLAGS")).MustBeOk().Untagged);
    }

    [Theory]
    [InlineData("FETCH 4 FLAGS")]
    [InlineData("FETCH 1:4 FLAGS")]
    [InlineData("STORE 4 +FLAGS (\\Seen)")]
    [InlineData("COPY 4 INBOX")]
    public async Task A_message_number_beyond_the_mailbox_is_BAD(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        Assert.True((await client.SendAsync(command)).IsBad);
        (await client.SendAsync("UID " + command)).MustBeOk();
    }

    [Fact]
    public async Task A_keyword_that_is_new_to_the_mailbox_is_told_in_FLAGS()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        using var other = await server.SelectAsync();
        await other.SendAsync("STORE 1 +FLAGS ($New)");
        var told = (await client.SendAsync("NOOP")).Untagged;
        Assert.Contains("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $New)", told);
        await other.SendAsync("STORE 1 FLAGS ($NEW)");
        Assert.Empty((await client.SendAsync("NOOP")).With("* FLAGS"));
    }

    [Fact]
    public async Task IDLE_ends_with_DONE_alone()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        foreach (var (word, ok) in ((string, bool)[])[("DONE", true), ("done", true), ("NOOP", false)])
        {
            var tag = client.NextTag();
            await client.WriteAsync($"{tag} IDLE\r\n");
            Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
            await client.WriteAsync($"{word}\r\n");
            Assert.Equal(ok, (await client.ReadReplyAsync(tag)).IsOk);
        }
        (await client.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task Two_sessions_that_move_the_same_messages_leave_each_once()
    {
        const int Messages = 20;
        await using var server = await TestServer.StartAsync();
        using var first = await server.SelectAsync(messages: Messages);
        using var second = await server.SelectAsync();
        await first.SendAsync("CREATE y");
        await Task.WhenAll(first.SendAsync("UID MOVE 1:* y"), second.SendAsync("UID MOVE 1:* y"));
        Assert.Contains($"* {Messages} EXISTS", (await first.SendAsync("SELECT y")).Untagged);
        Assert.Contains("* 0 EXISTS", (await first.SendAsync("SELECT x")).Untagged);
    }
}
