using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>RFC 5465 over a real socket. What is told without a command is read as lines that come by themselves; nothing waits for time to pass.</summary>
public class NotifyTests
{
    private const string All = "(MessageNew MessageExpunge FlagChange)";

    private static async Task<(Conversation Watcher, Conversation Other)> StartAsync(TestServer server, string notify, string before = "", int messages = 3)
    {
        using (var first = await server.SelectAsync("y", messages: 2)) await first.SendAsync("UNSELECT");
        var watcher = await server.SelectAsync(messages: messages, before: before);
        (await watcher.SendAsync("NOTIFY SET " + notify)).MustBeOk();
        var other = await server.LogInAsync();
        return (watcher, other);
    }

    private static async Task<string[]> LinesAsync(Conversation watcher, int count)
    {
        var lines = new List<string>();
        for (var i = 0; i < count; i++) lines.Add(await watcher.ReadLineAsync() ?? "(closed)");
        return [.. lines];
    }

    [Theory]
    [InlineData("SELECTED")]
    [InlineData("NONE x")]
    [InlineData("SET")]
    [InlineData("SET (selected)")]
    [InlineData("SET (selected MessageNew)")]
    [InlineData("SET (selected ())")]
    [InlineData("SET (selected (MessageNew))")]
    [InlineData("SET (selected (MessageExpunge FlagChange))")]
    [InlineData("SET (personal (FlagChange))")]
    [InlineData("SET (personal (AnnotationChange))")]
    [InlineData("SET (selected (MessageNew MessageExpunge MailboxName))")]
    [InlineData("SET (selected NONE) (selected-delayed NONE)")]
    [InlineData("SET (subtree (MailboxName))")]
    [InlineData("SET (mailboxes () (MailboxName))")]
    [InlineData("SET (everything (MailboxName))")]
    [InlineData("SET STATUS")]
    [InlineData("SET STATUS STATUS (personal NONE)")]
    [InlineData("SET (personal NONE)x")]
    [InlineData("SET (selected (MessageNew (X) MessageExpunge))")]
    public async Task What_the_rules_forbid_is_BAD(string arguments)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        Assert.True((await client.SendAsync("NOTIFY " + arguments)).IsBad);
    }

    [Theory]
    [InlineData("(personal (MessageNew MessageExpunge AnnotationChange))", "METADATA")]
    [InlineData("(personal (Invented))", "METADATA")]
    [InlineData("(personal (MailboxMetadataChange))", "")]
    public async Task An_unknown_event_is_NO_with_the_names_of_the_known_ones(string groups, string offered)
    {
        await using var server = await TestServer.StartAsync(offer: offered.Length > 0 ? Offer.Everything : Offer.Everything.Without(["METADATA"]));
        using var client = await server.LogInAsync();
        var metadata = offered.Length > 0 ? " MailboxMetadataChange ServerMetadataChange" : "";
        Assert.StartsWith(
            $"NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange{metadata})]",
            (await client.SendAsync("NOTIFY SET " + groups)).Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task STATUS_tells_how_the_watched_mailboxes_stand_but_not_the_selected_one()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        await client.SendAsync("CREATE y");
        var uidValidity = (await client.SendAsync("STATUS y (UIDVALIDITY)")).Untagged[0].Split(' ')[^1][..^1];
        var reply = (await client.SendAsync($"NOTIFY SET STATUS (selected {All}) (mailboxes (x y nowhere) (MessageNew MessageExpunge))")).MustBeOk();
        Assert.Equal([$"* STATUS y (MESSAGES 0 UIDNEXT 1 UIDVALIDITY {uidValidity})"], reply.Untagged);
        reply = (await client.SendAsync($"NOTIFY SET STATUS (mailboxes y {All})")).MustBeOk();
        Assert.Contains("HIGHESTMODSEQ", Assert.Single(reply.Untagged), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_selected_mailbox_is_told_of_at_once_with_what_was_asked_of_new_messages()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, "(selected (MessageNew (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)]) MessageExpunge FlagChange))");
        using var _ = watcher;
        using var __ = other;
        await other.AppendAsync("x", "Subject: hello\r\n\r\nbody\r\n");
        Assert.Equal(
            ["* 4 EXISTS", "* 4 RECENT", "* 4 FETCH (UID 4 BODY[HEADER.FIELDS (SUBJECT)] {18}\r\nSubject: hello\r\n\r\n)"], await LinesAsync(watcher, 3));
        await other.SendAsync("SELECT x");
        await other.SendAsync("STORE 2 FLAGS (\\Seen \\Deleted)");
        Assert.Equal(["* 2 FETCH (UID 2 FLAGS (\\Deleted \\Seen \\Recent))"], await LinesAsync(watcher, 1));
        await other.SendAsync("EXPUNGE");
        Assert.Equal(["* 2 EXPUNGE"], await LinesAsync(watcher, 1));
        Assert.Empty((await watcher.SendAsync("NOOP")).MustBeOk().Untagged);
        Assert.DoesNotContain((await watcher.AppendAsync("x", "Subject: own\r\n\r\n")).Untagged, line => line.Contains("FETCH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_QRESYNC_removals_come_as_VANISHED_and_changes_with_MODSEQ()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, $"(selected {All})", before: "ENABLE QRESYNC");
        using var _ = watcher;
        using var __ = other;
        await other.SendAsync("SELECT x");
        await other.SendAsync("STORE 2 +FLAGS (\\Deleted)");
        Assert.StartsWith("* 2 FETCH (UID 2 MODSEQ (", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
        await other.SendAsync("EXPUNGE");
        Assert.Equal(["* VANISHED 2"], await LinesAsync(watcher, 1));
    }

    [Fact]
    public async Task SELECTED_DELAYED_keeps_expunges_for_a_command_that_may_tell_them()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, $"(selected-delayed {All})");
        using var _ = watcher;
        using var __ = other;
        await other.SendAsync("SELECT x");
        await other.SendAsync("STORE 1 +FLAGS.SILENT (\\Deleted)");
        Assert.Contains("* 1 FETCH", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
        await other.SendAsync("EXPUNGE");
        await other.SendAsync("STORE 1 +FLAGS.SILENT (\\Flagged)");
        Assert.Contains("* 2 FETCH (UID 2", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
        Assert.Empty((await watcher.SendAsync("FETCH 2 UID")).MustBeOk().With("EXPUNGE"));
        Assert.Equal(["* 1 EXPUNGE"], (await watcher.SendAsync("NOOP")).Untagged);
    }

    [Theory]
    [InlineData("NONE")]
    [InlineData("SET (personal (MailboxName))")]
    [InlineData("SET (selected NONE)")]
    public async Task Without_events_of_the_selected_mailbox_nothing_of_others_is_told_there(string arguments)
    {
        await using var server = await TestServer.StartAsync();
        using var watcher = await server.SelectAsync(messages: 2);
        (await watcher.SendAsync("NOTIFY " + arguments)).MustBeOk();
        using var other = await server.LogInAsync();
        await other.AppendAsync("x", "Subject: hello\r\n\r\nbody\r\n");
        Assert.Empty((await watcher.SendAsync("NOOP")).MustBeOk().Untagged);
        Assert.Contains("* 3 EXISTS", (await watcher.SendAsync("NOTIFY SET (selected (MessageNew MessageExpunge))")).Untagged);
    }

    [Fact]
    public async Task Flag_changes_of_others_are_left_out_where_only_messages_were_asked_for()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, "(selected (MessageNew MessageExpunge))");
        using var _ = watcher;
        using var __ = other;
        await other.SendAsync("SELECT x");
        await other.SendAsync("STORE 1 +FLAGS (\\Flagged)");
        Assert.Empty((await watcher.SendAsync("NOOP")).Untagged);
        Assert.Single((await watcher.SendAsync("STORE 2 +FLAGS (\\Seen)")).With("* 2 FETCH"));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("ENABLE CONDSTORE", true)]
    public async Task Other_mailboxes_are_told_of_by_STATUS(string before, bool condStore)
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, $"(mailboxes y {All})", before);
        using var _ = watcher;
        using var __ = other;
        await other.AppendAsync("y", "Subject: hello\r\n\r\nbody\r\n");
        var line = (await LinesAsync(watcher, 1))[0];
        Assert.StartsWith("* STATUS y (UIDNEXT 4 MESSAGES 3", line, StringComparison.Ordinal);
        Assert.Equal(condStore, line.Contains("HIGHESTMODSEQ", StringComparison.Ordinal));
        await other.SendAsync("SELECT y");
        await other.SendAsync("STORE 1 +FLAGS (\\Seen)");
        line = (await LinesAsync(watcher, 1))[0];
        Assert.Equal(condStore, line.Contains("HIGHESTMODSEQ", StringComparison.Ordinal) && line.Contains("UIDVALIDITY", StringComparison.Ordinal));
        Assert.Contains("UNSEEN 2", line, StringComparison.Ordinal);
        await other.SendAsync("STORE 1 +FLAGS (\\Flagged)");
        if (condStore) Assert.Contains("HIGHESTMODSEQ", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
        await other.SendAsync("STORE 1 +FLAGS.SILENT (\\Deleted)");
        if (condStore) await LinesAsync(watcher, 1);
        await other.SendAsync("EXPUNGE");
        Assert.StartsWith("* STATUS y (UIDNEXT 4 MESSAGES 2", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
        Assert.Empty((await watcher.SendAsync("NOOP")).Untagged);
    }

    [Fact]
    public async Task The_own_APPEND_to_a_watched_mailbox_is_not_told_and_the_selected_one_has_its_own_rules()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, $"(personal {All})");
        using var _ = watcher;
        using var __ = other;
        Assert.Empty((await watcher.AppendAsync("y", "Subject: own\r\n\r\n")).Untagged);
        await other.AppendAsync("x", "Subject: other\r\n\r\n");
        Assert.Empty((await watcher.SendAsync("NOOP")).Untagged);
        await other.AppendAsync("y", "Subject: other\r\n\r\n");
        Assert.StartsWith("* STATUS y (UIDNEXT 5 MESSAGES 4", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_and_subscriptions_are_told_by_LIST()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, "(subtree a (MailboxName SubscriptionChange))");
        using var _ = watcher;
        using var __ = other;
        await other.SendAsync("CREATE elsewhere");
        await other.SendAsync("CREATE a/b");
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" a/b", "* LIST (\\NonExistent \\HasChildren) \"/\" a"], await LinesAsync(watcher, 2));
        await other.SendAsync("CREATE a/b/c");
        Assert.Equal(["* LIST (\\HasNoChildren) \"/\" a/b/c", "* LIST (\\HasChildren) \"/\" a/b"], await LinesAsync(watcher, 2));
        await other.SendAsync("RENAME a/b z");
        Assert.Equal(["* LIST (\\HasChildren) \"/\" z (\"OLDNAME\" (a/b))"], await LinesAsync(watcher, 1));
        await other.SendAsync("RENAME z a/n");
        Assert.Equal(["* LIST (\\HasChildren) \"/\" a/n (\"OLDNAME\" (z))"], await LinesAsync(watcher, 1));
        await other.SendAsync("SUBSCRIBE a/n");
        Assert.Equal(["* LIST (\\Subscribed \\HasChildren) \"/\" a/n"], await LinesAsync(watcher, 1));
        await other.SendAsync("UNSUBSCRIBE a/n");
        Assert.Equal(["* LIST (\\HasChildren) \"/\" a/n"], await LinesAsync(watcher, 1));
        await other.SendAsync("DELETE a/n/c");
        Assert.Equal(["* LIST (\\NonExistent \\HasNoChildren) \"/\" a/n/c", "* LIST (\\HasNoChildren) \"/\" a/n"], await LinesAsync(watcher, 2));
    }

    [Fact]
    public async Task A_mailbox_that_comes_up_or_is_subscribed_is_watched_from_then_on()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, "(subscribed (MessageNew MessageExpunge))");
        using var _ = watcher;
        using var __ = other;
        await other.AppendAsync("y", "Subject: a\r\n\r\n");
        await other.SendAsync("SUBSCRIBE y");
        Assert.Empty((await watcher.SendAsync("NOOP")).Untagged);
        await other.AppendAsync("y", "Subject: a\r\n\r\n");
        Assert.StartsWith("* STATUS y (UIDNEXT 5 MESSAGES 4", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
        await other.SendAsync("SUBSCRIBE new");
        await other.SendAsync("CREATE new");
        await other.AppendAsync("new", "Subject: a\r\n\r\n");
        Assert.StartsWith("* STATUS new (UIDNEXT 2 MESSAGES 1", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_is_told_by_names_alone()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, "(mailboxes y (MailboxMetadataChange ServerMetadataChange))");
        using var _ = watcher;
        using var __ = other;
        await other.SendAsync("SETMETADATA y (/private/a \"1\" /private/b \"2\")");
        Assert.Equal(["* METADATA y /private/a /private/b"], await LinesAsync(watcher, 1));
        await other.SendAsync("SETMETADATA y (/private/a NIL)");
        Assert.Equal(["* METADATA y /private/a"], await LinesAsync(watcher, 1));
        await other.SendAsync("SETMETADATA \"\" (/private/a \"1\")");
        Assert.Equal(["* METADATA \"\" /private/a"], await LinesAsync(watcher, 1));
    }

    [Fact]
    public async Task IDLE_tells_the_same_events_and_no_others()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, "(mailboxes y (MessageNew MessageExpunge))");
        using var _ = watcher;
        using var __ = other;
        await watcher.WriteAsync("i IDLE\r\n");
        Assert.StartsWith("+", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
        await other.AppendAsync("x", "Subject: a\r\n\r\n");
        await other.AppendAsync("y", "Subject: a\r\n\r\n");
        Assert.StartsWith("* STATUS y", (await LinesAsync(watcher, 1))[0], StringComparison.Ordinal);
        await watcher.WriteAsync("DONE\r\n");
        Assert.Empty((await watcher.ReadReplyAsync("i")).Untagged);
    }

    [Fact]
    public async Task More_mailboxes_than_can_be_watched_overflow()
    {
        await using var server = await TestServer.StartAsync(new Limits { NotifyMailboxes = 2 });
        using var client = await server.LogInAsync();
        using var other = await server.LogInAsync();
        await client.SendAsync("CREATE a");
        (await client.SendAsync("NOTIFY SET (personal (MessageNew MessageExpunge))")).MustBeOk();
        await other.SendAsync("CREATE b");
        Assert.StartsWith("* OK [NOTIFICATIONOVERFLOW]", (await LinesAsync(client, 1))[0], StringComparison.Ordinal);
        Assert.StartsWith("NO [NOTIFICATIONOVERFLOW]", (await client.SendAsync("NOTIFY SET (personal (MessageNew MessageExpunge))")).Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_are_answered_and_pipelined_as_before()
    {
        await using var server = await TestServer.StartAsync();
        var (watcher, other) = await StartAsync(server, $"(selected {All}) (personal {All})");
        using var _ = watcher;
        using var __ = other;
        await watcher.WriteAsync("a NOOP\r\nb UID FETCH 1 FLAGS\r\nc NOOP\r\n");
        foreach (var tag in (string[])["a", "b", "c"]) Assert.True((await watcher.ReadReplyAsync(tag)).IsOk);
        (await watcher.SendAsync("NOTIFY NONE")).MustBeOk();
        await other.AppendAsync("y", "Subject: a\r\n\r\n");
        Assert.Empty((await watcher.SendAsync("NOOP")).Untagged);
    }

    [Theory]
    [InlineData("UPDATE (UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])", "")]
    [InlineData("COUNT UPDATE(UID BODY.PEEK[HEADER.FIELDS (SUBJECT)])", "NOTIFY SET (selected (MessageNew (UID RFC822.SIZE) MessageExpunge))")]
    public async Task A_search_that_updates_tells_of_new_results_what_it_asked_for(string options, string notify)
    {
        await using var server = await TestServer.StartAsync();
        using var watcher = await server.SelectAsync(messages: 1);
        using var other = await server.LogInAsync();
        (await watcher.SendAsync($"UID SEARCH RETURN ({options}) SUBJECT hello")).MustBeOk();
        if (notify.Length > 0) (await watcher.SendAsync(notify)).MustBeOk();
        await other.AppendAsync("x", "Subject: hello\r\n\r\n");
        await other.AppendAsync("x", "Subject: other\r\n\r\n");
        var lines = (await watcher.SendAsync("NOOP")).Untagged;
        var fetched = lines.Where(line => line.Contains("FETCH", StringComparison.Ordinal)).ToList();
        Assert.Contains("BODY[HEADER.FIELDS (SUBJECT)] {18}\r\nSubject: hello", fetched[0], StringComparison.Ordinal);
        Assert.Equal(notify.Length > 0, fetched[0].StartsWith("* 2 FETCH (UID 2 RFC822.SIZE 18 ", StringComparison.Ordinal));
        Assert.Equal(notify.Length > 0 ? ["* 3 FETCH (UID 3 RFC822.SIZE 18)"] : [], fetched.Skip(1));
        Assert.True(lines.ToList().FindIndex(line => line.Contains("ADDTO", StringComparison.Ordinal)) < lines.ToList().FindIndex(line => line.Contains("FETCH", StringComparison.Ordinal)));
    }
}
