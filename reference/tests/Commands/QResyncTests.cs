using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>RFC 7162 section 3.2 over a real socket.</summary>
public class QResyncTests
{
    private const string Enable = "ENABLE QRESYNC";

    private static int At(Reply reply, string text) =>
        Enumerable.Range(0, reply.Untagged.Count).First(i => reply.Untagged[i].Contains(text, StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData("ENABLE CONDSTORE")]
    public async Task Without_ENABLE_QRESYNC_its_syntax_is_BAD_and_changes_nothing(string before)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, before: before);
        Assert.True((await client.SendAsync("SELECT INBOX (QRESYNC (1 1))")).IsBad);
        Assert.True((await client.SendAsync("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)")).IsBad);
        Assert.Single((await client.SendAsync("FETCH 1 FLAGS")).MustBeOk().With("* 1 FETCH"));
    }

    [Theory]
    [InlineData("EXPUNGE", "* VANISHED 1,3:4")]
    [InlineData("UID EXPUNGE 3:9", "* VANISHED 3:4")]
    public async Task Expunges_are_told_as_VANISHED_with_HIGHESTMODSEQ_in_the_tagged_response(string command, string vanished)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 5, before: Enable);
        await client.SendAsync("STORE 1,3,4 +FLAGS.SILENT (\\Deleted)");
        var before = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ");
        var reply = (await client.SendAsync(command)).MustBeOk();
        Assert.Equal([vanished], reply.Untagged);
        Assert.StartsWith("OK [HIGHESTMODSEQ ", reply.Tagged, StringComparison.Ordinal);
        Assert.True(reply.Code("HIGHESTMODSEQ") > before);
        Assert.Equal(reply.Code("HIGHESTMODSEQ"), (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task An_EXPUNGE_of_nothing_has_no_code_and_raises_nothing()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, before: Enable);
        var before = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ");
        Assert.StartsWith("OK EXPUNGE", (await client.SendAsync("EXPUNGE")).Tagged, StringComparison.Ordinal);
        Assert.Equal(before, (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task CLOSE_expunges_without_a_word_and_without_HIGHESTMODSEQ()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2, before: Enable);
        var select = await client.SendAsync("SELECT x");
        await client.SendAsync("STORE 1 +FLAGS.SILENT (\\Deleted)");
        var reply = (await client.SendAsync("CLOSE")).MustBeOk();
        Assert.Empty(reply.Untagged);
        Assert.False(reply.HasCode("HIGHESTMODSEQ"));
        var again = (await client.SendAsync($"SELECT x (QRESYNC ({select.Code("UIDVALIDITY")} {select.Code("HIGHESTMODSEQ")}))")).MustBeOk();
        Assert.Contains("* VANISHED (EARLIER) 1", again.Untagged);
        Assert.True(again.Code("HIGHESTMODSEQ") > select.Code("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task Each_session_gets_its_own_form_of_the_same_expunge()
    {
        await using var server = await TestServer.StartAsync();
        using var aware = await server.SelectAsync(messages: 4, before: Enable);
        using var plain = await server.SelectAsync();
        using var other = await server.SelectAsync();
        await other.SendAsync("STORE 1,3 +FLAGS.SILENT (\\Deleted)");
        await other.SendAsync("EXPUNGE");
        Assert.Contains("* VANISHED 1,3", (await aware.SendAsync("NOOP")).Untagged);
        Assert.Equal(["* 1 EXPUNGE", "* 2 EXPUNGE"], (await plain.SendAsync("NOOP")).With("EXPUNGE"));
    }

    [Theory]
    [InlineData("FETCH 1 FLAGS", false)]
    [InlineData("STORE 1 +FLAGS (\\Seen)", false)]
    [InlineData("SEARCH ALL", false)]
    [InlineData("UID SEARCH 1:2", false)]
    [InlineData("UID SEARCH OR 2 UID 7", false)]
    [InlineData("UID SEARCH UID 1:5", true)]
    [InlineData("UID FETCH 1 FLAGS", true)]
    [InlineData("UID STORE 1 +FLAGS (\\Seen)", true)]
    [InlineData("NOOP", true)]
    [InlineData("CHECK", true)]
    [InlineData("COPY 1 INBOX", true)]
    public async Task VANISHED_is_told_only_where_no_message_number_is_in_play(string command, bool told)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3, before: Enable);
        using var other = await server.SelectAsync();
        await other.SendAsync("STORE 2 +FLAGS.SILENT (\\Deleted)");
        await other.SendAsync("EXPUNGE");
        var reply = (await client.SendAsync(command)).MustBeOk();
        Assert.Equal(told ? ["* VANISHED 2"] : [], reply.With("VANISHED"));
        if (!told) Assert.Equal(["* VANISHED 2"], (await client.SendAsync("NOOP")).With("VANISHED"));
    }

    [Fact]
    public async Task While_an_expunge_is_held_back_a_lower_HIGHESTMODSEQ_keeps_it_from_being_lost()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 4, before: Enable);
        var select = await client.SendAsync("SELECT x");
        using var other = await server.SelectAsync(before: Enable);
        await other.SendAsync("STORE 2 +FLAGS.SILENT (\\Deleted)");
        await client.SendAsync("NOOP");
        var expunge = (await other.SendAsync("EXPUNGE")).Code("HIGHESTMODSEQ");

        foreach (var flag in (string[])["\\Flagged", "\\Answered"])
        {
            var stored = (await client.SendAsync($"STORE 4 +FLAGS ({flag})")).MustBeOk();
            Assert.True(stored.ModSeq(4) > expunge);
            Assert.True(stored.Code("HIGHESTMODSEQ") < expunge);
            using var resumed = await server.LogInAsync();
            await resumed.SendAsync(Enable);
            var resync = await resumed.SendAsync($"SELECT x (QRESYNC ({select.Code("UIDVALIDITY")} {stored.Code("HIGHESTMODSEQ")}))");
            Assert.Contains("* VANISHED (EARLIER) 2", resync.Untagged);
        }

        var told = await client.SendAsync("NOOP");
        Assert.Contains("* VANISHED 2", told.Untagged);
        Assert.Equal((await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ"), told.Code("HIGHESTMODSEQ"));
        Assert.False((await client.SendAsync("NOOP")).HasCode("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task Resynchronising_tells_what_vanished_and_then_what_changed_in_a_whole_SELECT()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 6, before: Enable);
        var select = await client.SendAsync("SELECT x");
        await client.SendAsync("STORE 1 +FLAGS (\\Flagged)");
        await client.SendAsync("UID STORE 2,6 +FLAGS.SILENT (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        await client.SendAsync("UID STORE 4 +FLAGS ($Work)");
        var (validity, known) = (select.Code("UIDVALIDITY"), select.Code("HIGHESTMODSEQ"));

        var reply = (await client.SendAsync($"SELECT x (QRESYNC ({validity} {known}))")).MustBeOk();
        foreach (var text in (string[])["* FLAGS (", "* 4 EXISTS", " RECENT", "[UIDVALIDITY ", "[UIDNEXT 7]", "[PERMANENTFLAGS (", "[HIGHESTMODSEQ "])
            Assert.Single(reply.With(text));
        Assert.Equal(["* VANISHED (EARLIER) 2,6"], reply.With("VANISHED"));
        Assert.Equal(["* 1 FETCH (UID 1", "* 3 FETCH (UID 4"], reply.With(" FETCH ").Select(line => line[..line.IndexOf(" MODSEQ", StringComparison.Ordinal)]));
        Assert.All(reply.With(" FETCH "), line => Assert.Contains("FLAGS (", line, StringComparison.Ordinal));
        Assert.True(At(reply, "VANISHED (EARLIER)") < At(reply, " FETCH "));
        Assert.True(At(reply, "[CLOSED]") < At(reply, "EXISTS"));

        var fetched = (await client.SendAsync($"UID FETCH 1:6 (FLAGS) (CHANGEDSINCE {known} VANISHED)")).MustBeOk();
        Assert.Equal(reply.With("VANISHED"), fetched.With("VANISHED"));
        Assert.Equal(2, fetched.With(" FETCH ").Count);

        Assert.Empty((await client.SendAsync($"SELECT x (QRESYNC ({validity} {reply.Code("HIGHESTMODSEQ")}))")).With("VANISHED"));
        Assert.Empty((await client.SendAsync($"SELECT x (QRESYNC ({validity} {reply.Code("HIGHESTMODSEQ")}))")).With(" FETCH "));
        Assert.Empty((await client.SendAsync($"SELECT x (QRESYNC ({validity} 9223372036854775807))")).MustBeOk().With(" FETCH "));
    }

    [Theory]
    [InlineData("3:5", "5", "4")]
    [InlineData("2", "2", "")]
    [InlineData("3:4", "", "4")]
    public async Task Known_UIDs_limit_what_is_told(string uids, string vanished, string changed)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 6, before: Enable);
        var select = await client.SendAsync("SELECT x");
        await client.SendAsync("STORE 1,4 +FLAGS (\\Flagged)");
        await client.SendAsync("STORE 2,5 +FLAGS.SILENT (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        var reply = (await client.SendAsync($"EXAMINE x (QRESYNC ({select.Code("UIDVALIDITY")} {select.Code("HIGHESTMODSEQ")} {uids}))")).MustBeOk();
        Assert.Equal(vanished.Length == 0 ? [] : [$"* VANISHED (EARLIER) {vanished}"], reply.With("VANISHED"));
        Assert.Equal(changed.Length == 0 ? 0 : 1, reply.With(" FETCH ").Count);
        if (changed.Length > 0) Assert.Contains($"UID {changed} ", reply.With(" FETCH ")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_UIDVALIDITY_makes_it_a_plain_SELECT()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2, before: Enable);
        await client.SendAsync("STORE 1 +FLAGS (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        var reply = (await client.SendAsync("SELECT x (QRESYNC (1 1 1:100 (1 2)))")).MustBeOk();
        Assert.Empty(reply.With("VANISHED"));
        Assert.Empty(reply.With(" FETCH "));
        Assert.Contains("* 1 EXISTS", reply.Untagged);
    }

    [Fact]
    public async Task An_empty_mailbox_that_never_had_a_message_has_nothing_to_tell()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        await client.SendAsync(Enable);
        var validity = (await client.SendAsync("SELECT INBOX")).Code("UIDVALIDITY");
        Assert.Empty((await client.SendAsync($"SELECT INBOX (QRESYNC ({validity} 1))")).MustBeOk().With("VANISHED"));
        Assert.Empty((await client.SendAsync("UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task Match_data_that_fits_nothing_is_no_harm()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3, before: Enable);
        var select = await client.SendAsync("SELECT x");
        await client.SendAsync("STORE 2 +FLAGS.SILENT (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        foreach (var match in (string[])["(99999 99999)", "(1:4294967295 1:4294967295)", "(1,2 1,2)"])
        {
            var reply = await client.SendAsync($"SELECT x (QRESYNC ({select.Code("UIDVALIDITY")} {select.Code("HIGHESTMODSEQ")} 1:9 {match}))");
            Assert.Contains("* VANISHED (EARLIER) 2", reply.MustBeOk().Untagged);
        }
    }

    /// <summary>Sections 3.2.5.2 and 3.2.6: without the history everything that is missing is told, down to the last matching pair.</summary>
    [Theory]
    [InlineData("", "2,6")]
    [InlineData(" (1 1)", "2,6")]
    [InlineData(" (1,3 1,4)", "6")]
    [InlineData(" (1,4 1,6)", "2,6")]
    [InlineData(" (1:4 1,3:5)", "6")]
    public async Task Without_history_match_data_narrows_what_is_told(string match, string vanished)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 7, before: Enable);
        var select = await client.SendAsync("SELECT x");
        await client.SendAsync("UID STORE 2,6 +FLAGS.SILENT (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        await client.SendAsync("UNSELECT");
        var directory = Reference.Store.MailboxPath.Find(server.Root, "demo", "x");
        foreach (var file in Directory.GetFiles(directory, "dovecot.index*")) File.Delete(file);
        var reply = await client.SendAsync($"SELECT x (QRESYNC ({select.Code("UIDVALIDITY")} {select.Code("HIGHESTMODSEQ")} 1:7{match}))");
        Assert.Equal([$"* VANISHED (EARLIER) {vanished}"], reply.MustBeOk().With("VANISHED"));
        Assert.Equal(5, reply.With(" FETCH ").Count);
        Assert.True(reply.Code("HIGHESTMODSEQ") > select.Code("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task A_message_still_in_the_view_is_told_by_the_plain_form_only_once()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3, before: Enable);
        var known = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ");
        using var other = await server.SelectAsync();
        await other.SendAsync("STORE 2 +FLAGS.SILENT (\\Deleted)");
        await other.SendAsync("EXPUNGE");
        var reply = (await client.SendAsync($"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {known} VANISHED)")).MustBeOk();
        Assert.Equal(["* VANISHED 2"], reply.With("VANISHED"));
        Assert.Empty((await client.SendAsync("NOOP")).With("VANISHED"));
        Assert.Equal(["* VANISHED (EARLIER) 2"], (await client.SendAsync($"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {known} VANISHED)")).With("VANISHED"));
    }

    [Fact]
    public async Task The_star_reaches_expunged_messages_above_the_last_one_left()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3, before: Enable);
        var known = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ");
        await client.SendAsync("STORE 3 +FLAGS.SILENT (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        Assert.Equal(["* VANISHED (EARLIER) 3"], (await client.SendAsync($"UID FETCH 1:* (UID) (CHANGEDSINCE {known} VANISHED)")).With("VANISHED"));
    }

    [Fact]
    public async Task IDLE_tells_changes_as_they_come_with_UID_and_MODSEQ()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2, before: Enable);
        using var other = await server.SelectAsync();
        await client.WriteAsync("i IDLE\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await other.SendAsync("STORE 1 +FLAGS.SILENT (\\Deleted)");
        var fetch = await client.ReadLineAsync();
        Assert.Contains("UID 1", fetch, StringComparison.Ordinal);
        Assert.Contains("MODSEQ (", fetch, StringComparison.Ordinal);
        await other.SendAsync("EXPUNGE");
        Assert.Equal("* VANISHED 1", await client.ReadLineAsync());
        await other.AppendAsync("x", "new");
        Assert.Equal("* 2 EXISTS", await client.ReadLineAsync());
        await client.WriteAsync("DONE\r\n");
        (await client.ReadReplyAsync("i")).MustBeOk();
    }

    [Fact]
    public async Task MOVE_tells_COPYUID_then_VANISHED_and_the_new_HIGHESTMODSEQ()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 4, before: Enable);
        var before = await client.SendAsync("SELECT x");
        var reply = (await client.SendAsync("UID MOVE 2,4 INBOX")).MustBeOk();
        Assert.True(At(reply, "[COPYUID ") < At(reply, "* VANISHED 2,4"));
        Assert.Contains(" 2,4 1:2]", Assert.Single(reply.With("[COPYUID ")), StringComparison.Ordinal);
        Assert.True(reply.Code("HIGHESTMODSEQ") > before.Code("HIGHESTMODSEQ"));
        Assert.Contains("* VANISHED (EARLIER) 2,4",
            (await client.SendAsync($"SELECT x (QRESYNC ({before.Code("UIDVALIDITY")} {before.Code("HIGHESTMODSEQ")}))")).Untagged);
        Assert.Contains("* 2 EXISTS", (await client.SendAsync("SELECT INBOX")).Untagged);
    }
}
