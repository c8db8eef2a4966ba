using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>RFC 7162 section 3.1 over a real socket.</summary>
public class CondStoreTests
{
    /// <summary>Every CONDSTORE enabling command but SELECT and EXAMINE, which say it differently.</summary>
    public static TheoryData<string> EnablingCommands =>
    [
        "ENABLE CONDSTORE", "ENABLE QRESYNC", "STATUS INBOX (HIGHESTMODSEQ)", "FETCH 1 (MODSEQ)", "UID FETCH 1 (MODSEQ)", "SEARCH MODSEQ 1",
        "UID SEARCH NOT MODSEQ 1", "FETCH 1 (FLAGS) (CHANGEDSINCE 1)", "STORE 1 (UNCHANGEDSINCE 1) +FLAGS.SILENT (\\Seen)",
        "UID STORE 1 (UNCHANGEDSINCE 1) +FLAGS.SILENT (\\Seen)",
    ];

    [Theory]
    [MemberData(nameof(EnablingCommands))]
    public async Task The_first_enabling_command_announces_HIGHESTMODSEQ_and_only_the_first(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        var status = await server.LogInAsync();
        var highest = (await status.SendAsync("STATUS x (HIGHESTMODSEQ)")).With("HIGHESTMODSEQ")[^1];
        var first = (await client.SendAsync(command)).MustBeOk();
        Assert.Contains($"HIGHESTMODSEQ {first.Code("HIGHESTMODSEQ")})", highest, StringComparison.Ordinal);
        Assert.False((await client.SendAsync("FETCH 1 (MODSEQ)")).MustBeOk().HasCode("HIGHESTMODSEQ"));
    }

    [Theory]
    [MemberData(nameof(EnablingCommands))]
    public async Task After_an_enabling_command_foreign_changes_carry_UID_and_MODSEQ_and_before_it_neither(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        using var other = await server.SelectAsync();
        (await other.SendAsync("STORE 1 +FLAGS (\\Flagged)")).MustBeOk();
        var plain = Assert.Single((await client.SendAsync("NOOP")).With(" FETCH "));
        Assert.DoesNotContain("MODSEQ", plain, StringComparison.Ordinal);

        (await client.SendAsync(command)).MustBeOk();
        (await other.SendAsync("STORE 1 -FLAGS (\\Flagged)")).MustBeOk();
        var told = Assert.Single((await client.SendAsync("NOOP")).With(" FETCH "));
        Assert.Contains("MODSEQ (", told, StringComparison.Ordinal);
        Assert.Contains("UID 1", told, StringComparison.Ordinal);
        Assert.Contains("FLAGS (", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT x (CONDSTORE)")]
    [InlineData("EXAMINE x (CONDSTORE)")]
    public async Task SELECT_and_EXAMINE_with_CONDSTORE_enable_for_the_rest_of_the_connection(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var other = await server.SelectAsync(messages: 1);
        using var client = await server.LogInAsync();
        Assert.Single((await client.SendAsync(command)).MustBeOk().With("[HIGHESTMODSEQ "));
        (await client.SendAsync("SELECT x")).MustBeOk();
        await other.SendAsync("STORE 1 +FLAGS (\\Flagged)");
        Assert.Single((await client.SendAsync("NOOP")).With("MODSEQ ("));
    }

    [Fact]
    public async Task A_plain_SELECT_tells_the_HIGHESTMODSEQ_that_an_enabling_one_tells()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        var plain = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ");
        Assert.Equal(plain, (await client.SendAsync("SELECT x (CONDSTORE)")).Code("HIGHESTMODSEQ"));
        Assert.True((await client.SendAsync("SELECT INBOX")).Code("HIGHESTMODSEQ") >= 1);
    }

    [Theory]
    [InlineData("+FLAGS (\\Seen)", "\\Seen")]
    [InlineData("+FLAGS ($Work)", "$Work")]
    [InlineData("FLAGS (\\Draft)", "\\Draft")]
    public async Task A_real_change_raises_the_mod_sequence_and_a_repeated_one_leaves_it(string operation, string flag)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2, parameters: " (CONDSTORE)");
        var before = await client.SendAsync("FETCH 1:2 (MODSEQ)");
        var stored = (await client.SendAsync($"STORE 1 {operation}")).MustBeOk();
        Assert.Contains(flag, Assert.Single(stored.With("* 1 FETCH ")), StringComparison.Ordinal);
        Assert.True(stored.ModSeq(1) > before.ModSeq(1));
        var highest = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ");

        var again = (await client.SendAsync($"STORE 1 {operation}")).MustBeOk();
        Assert.Equal(stored.ModSeq(1), again.ModSeq(1));
        var after = await client.SendAsync("FETCH 1:2 (MODSEQ)");
        Assert.Equal(stored.ModSeq(1), after.ModSeq(1));
        Assert.Equal(before.ModSeq(2), after.ModSeq(2));
        Assert.Equal(highest, (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ"));
    }

    [Fact]
    public async Task A_silent_STORE_tells_the_mod_sequence_and_no_flags()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2, parameters: " (CONDSTORE)");
        var line = Assert.Single((await client.SendAsync("STORE 1 +FLAGS.SILENT (\\Seen)")).MustBeOk().With(" FETCH "));
        Assert.Contains("MODSEQ (", line, StringComparison.Ordinal);
        Assert.Contains("UID 1", line, StringComparison.Ordinal);
        Assert.DoesNotContain("FLAGS", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_STORE_tells_the_flags_too_when_somebody_else_changed_them()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2, parameters: " (CONDSTORE)");
        using var other = await server.SelectAsync();
        (await other.SendAsync("STORE 1 +FLAGS (\\Answered)")).MustBeOk();
        var line = Assert.Single((await client.SendAsync("STORE 1 +FLAGS.SILENT (\\Flagged)")).MustBeOk().With("* 1 FETCH "));
        Assert.Contains("\\Answered", line, StringComparison.Ordinal);
        Assert.Contains("\\Flagged", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silent_STORE_of_a_client_without_mod_sequences_is_silent()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        Assert.Empty((await client.SendAsync("STORE 1 +FLAGS.SILENT (\\Flagged)")).MustBeOk().Untagged);
    }

    [Theory]
    [InlineData("STORE 1", "MODIFIED 1")]
    [InlineData("UID STORE 2", "MODIFIED 2")]
    public async Task A_conditional_STORE_passes_at_the_value_and_fails_below_it(string store, string modified)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3, parameters: " (CONDSTORE)");
        // UIDs and numbers are told apart: UID 1 goes.
        await client.SendAsync("STORE 1 +FLAGS.SILENT (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        var now = (await client.SendAsync("FETCH 1 (MODSEQ)")).ModSeq(1);

        var failed = (await client.SendAsync($"{store} (UNCHANGEDSINCE {now - 1}) FLAGS.SILENT (\\Flagged)")).MustBeOk();
        Assert.StartsWith($"OK [{modified}] ", failed.Tagged, StringComparison.Ordinal);
        Assert.DoesNotContain("\\Flagged", (await client.SendAsync("FETCH 1 (FLAGS)")).ToString(), StringComparison.Ordinal);
        Assert.Equal(now, (await client.SendAsync("FETCH 1 (MODSEQ)")).ModSeq(1));

        var passed = (await client.SendAsync($"{store} (UNCHANGEDSINCE {now}) FLAGS.SILENT (\\Flagged)")).MustBeOk();
        Assert.DoesNotContain("MODIFIED", passed.Tagged, StringComparison.Ordinal);
        Assert.True(passed.ModSeq(1) > now);
    }

    [Fact]
    public async Task One_message_that_fails_does_not_stop_the_others()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 5, parameters: " (CONDSTORE)");
        using var other = await server.SelectAsync();
        var known = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ");
        await other.SendAsync("STORE 2,4 FLAGS (\\Seen)");
        var reply = (await client.SendAsync($"STORE 1:5 (UNCHANGEDSINCE {known}) FLAGS.SILENT (\\Answered)")).MustBeOk();
        Assert.StartsWith("OK [MODIFIED 2,4] ", reply.Tagged, StringComparison.Ordinal);
        // The failed ones are told as they are now (RECOMMENDED), the stored ones by their mod-sequence.
        Assert.All([2, 4], number => Assert.Contains("\\Seen", Assert.Single(reply.With($"* {number} FETCH ")), StringComparison.Ordinal));
        Assert.All([1, 3, 5], number => Assert.True(reply.ModSeq(number) > known));
        var flags = await client.SendAsync("FETCH 1:5 (FLAGS)");
        Assert.Equal(3, flags.With("\\Answered").Count);
        Assert.Equal(2, flags.With("\\Seen").Count);
    }

    [Fact]
    public async Task A_message_named_twice_does_not_fail_by_its_own_change()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3, parameters: " (CONDSTORE)");
        var known = (await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ");
        var reply = await client.SendAsync($"UID STORE 3,1:3,3 (UNCHANGEDSINCE {known}) +FLAGS.SILENT (\\Deleted)");
        Assert.DoesNotContain("MODIFIED", reply.MustBeOk().Tagged, StringComparison.Ordinal);
        Assert.Equal(3, reply.With("MODSEQ").Count);
    }

    [Theory]
    [InlineData("+FLAGS (\\Seen)")]
    [InlineData("-FLAGS (\\Seen)")]
    [InlineData("FLAGS ()")]
    public async Task UNCHANGEDSINCE_0_always_fails(string operation)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        Assert.StartsWith("OK [MODIFIED 1] ", (await client.SendAsync($"STORE 1 (UNCHANGEDSINCE 0) {operation}")).Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_largest_mod_sequence_of_63_bits_passes_always_and_one_more_is_BAD()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        var passed = (await client.SendAsync("STORE 1 (UNCHANGEDSINCE 9223372036854775807) FLAGS (\\Seen)")).MustBeOk();
        Assert.DoesNotContain("MODIFIED", passed.Tagged, StringComparison.Ordinal);
        Assert.True((await client.SendAsync("STORE 1 (UNCHANGEDSINCE 9223372036854775808) FLAGS ()")).IsBad);
        Assert.Contains("\\Seen", (await client.SendAsync("FETCH 1 (FLAGS)")).ToString(), StringComparison.Ordinal);
    }

    /// <summary>Section 3.1.12: the flags named are as the client knows them, only others changed.</summary>
    [Fact]
    public async Task Adding_a_flag_passes_when_only_other_flags_changed_and_tells_them()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, parameters: " (CONDSTORE)");
        using var other = await server.SelectAsync();
        var known = (await client.SendAsync("FETCH 1 (MODSEQ)")).ModSeq(1);
        await other.SendAsync("STORE 1 +FLAGS (\\Answered)");
        var reply = (await client.SendAsync($"STORE 1 (UNCHANGEDSINCE {known}) +FLAGS.SILENT ($Processed)")).MustBeOk();
        Assert.DoesNotContain("MODIFIED", reply.Tagged, StringComparison.Ordinal);
        Assert.Contains("\\Answered", Assert.Single(reply.With("* 1 FETCH ")), StringComparison.Ordinal);

        await other.SendAsync("STORE 1 +FLAGS ($Other)");
        Assert.Contains("MODIFIED 1", (await client.SendAsync($"STORE 1 (UNCHANGEDSINCE {known}) +FLAGS ($Other)")).Tagged, StringComparison.Ordinal);
    }

    /// <summary>Comparing flags would not see it; the mod-sequence of that flag did move.</summary>
    [Theory]
    [InlineData("\\Flagged")]
    [InlineData("$Work")]
    public async Task Adding_a_flag_fails_when_it_was_set_and_cleared_meanwhile(string flag)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, parameters: " (CONDSTORE)");
        using var other = await server.SelectAsync();
        var known = (await client.SendAsync("FETCH 1 (MODSEQ)")).ModSeq(1);
        await other.SendAsync($"STORE 1 +FLAGS ({flag} \\Answered)");
        await other.SendAsync($"STORE 1 FLAGS (\\Answered)");
        Assert.Contains("MODIFIED 1", (await client.SendAsync($"STORE 1 (UNCHANGEDSINCE {known}) +FLAGS ({flag})")).Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Adding_Seen_fails_when_somebody_read_the_message_and_marked_it_unread()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, parameters: " (CONDSTORE)");
        using var other = await server.SelectAsync();
        var known = (await client.SendAsync("FETCH 1 (MODSEQ)")).ModSeq(1);
        await other.SendAsync("FETCH 1 BODY[]");
        await other.SendAsync("STORE 1 -FLAGS (\\Seen)");
        Assert.Contains("MODIFIED 1", (await client.SendAsync($"STORE 1 (UNCHANGEDSINCE {known}) +FLAGS (\\Seen)")).Tagged, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_conditional_stores_at_once_one_wins()
    {
        const int Clients = 8;
        await using var server = await TestServer.StartAsync();
        using var first = await server.SelectAsync(messages: 1);
        var known = (await first.SendAsync("FETCH 1 (MODSEQ)")).ModSeq(1);
        var clients = new List<Conversation>();
        for (var i = 0; i < Clients; i++) clients.Add(await server.SelectAsync(parameters: " (CONDSTORE)"));
        var replies = await Task.WhenAll(clients.Select((client, i) => client.SendAsync($"UID STORE 1 (UNCHANGEDSINCE {known}) FLAGS ($winner{i})")));
        var winner = Assert.Single(Enumerable.Range(0, Clients), i => !replies[i].MustBeOk().Tagged.Contains("MODIFIED", StringComparison.Ordinal));
        var flags = Assert.Single((await first.SendAsync("FETCH 1 (FLAGS)")).With("* 1 FETCH "));
        Assert.Contains($"$winner{winner}", flags, StringComparison.Ordinal);
        clients.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Stores_at_once_on_different_messages_never_share_a_mod_sequence()
    {
        const int Clients = 6, Rounds = 20;
        await using var server = await TestServer.StartAsync();
        using var first = await server.SelectAsync(messages: Clients);
        var seen = await Task.WhenAll(Enumerable.Range(1, Clients).Select(async number =>
        {
            using var client = await server.SelectAsync(parameters: " (CONDSTORE)");
            var own = new List<ulong>();
            for (var round = 0; round < Rounds; round++)
                own.Add((await client.SendAsync($"STORE {number} {(round % 2 == 0 ? '+' : '-')}FLAGS (\\Flagged)")).MustBeOk().ModSeq(number));
            Assert.Equal(own.Order(), own);
            return own;
        }));
        Assert.Equal(Clients * Rounds, seen.SelectMany(own => own).Distinct().Count());
    }

    [Fact]
    public async Task CHANGEDSINCE_returns_what_is_strictly_newer_with_its_mod_sequence()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        var all = await client.SendAsync("FETCH 1:3 (MODSEQ)");
        Assert.True(all.ModSeq(1) < all.ModSeq(2) && all.ModSeq(2) < all.ModSeq(3));
        foreach (var command in (string[])["FETCH 1:3 (FLAGS)", "UID FETCH 1:* FLAGS", "FETCH 1:* FAST", "UID FETCH 1:* (UID BODY.PEEK[HEADER])"])
        {
            var reply = (await client.SendAsync($"{command} (CHANGEDSINCE {all.ModSeq(2)})")).MustBeOk();
            Assert.Equal(all.ModSeq(3), reply.ModSeq(3));
            Assert.Single(reply.With(" FETCH "));
        }
        Assert.Empty((await client.SendAsync("FETCH 1:3 (FLAGS) (CHANGEDSINCE 9223372036854775807)")).MustBeOk().Untagged);
        var explicitly = (await client.SendAsync($"FETCH 1:3 (MODSEQ) (CHANGEDSINCE {all.ModSeq(2)})")).With(" FETCH ")[0];
        Assert.Equal(explicitly.IndexOf("MODSEQ", StringComparison.Ordinal), explicitly.LastIndexOf("MODSEQ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SEARCH_MODSEQ_finds_the_value_itself_and_ends_with_the_highest_found()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        var all = await client.SendAsync("FETCH 1:3 (MODSEQ)");
        Task<Reply> Search(string keys) => client.SendAsync(keys);
        Assert.Contains($"* SEARCH 2 3 (MODSEQ {all.ModSeq(3)})", (await Search($"SEARCH MODSEQ {all.ModSeq(2)}")).Untagged);
        Assert.Contains($"* SEARCH 1 (MODSEQ {all.ModSeq(1)})", (await Search("SEARCH MODSEQ 0 1")).Untagged);
        Assert.Contains($"* SEARCH 1 3 (MODSEQ {all.ModSeq(3)})", (await Search($"UID SEARCH OR MODSEQ {all.ModSeq(3)} UID 1")).Untagged);
        Assert.Contains($"* SEARCH 1 (MODSEQ {all.ModSeq(1)})", (await Search($"SEARCH NOT MODSEQ {all.ModSeq(2)}")).Untagged);
        Assert.Contains("* SEARCH", (await Search("SEARCH MODSEQ 9223372036854775807")).Untagged);
        Assert.Contains("* SEARCH 1 2 3", (await Search("SEARCH ALL")).Untagged);
        var plain = (await Search($"SEARCH MODSEQ {all.ModSeq(2)}")).Untagged;
        foreach (var entry in (string[])["\"/flags/\\\\draft\" all", "\"/flags/$Work\" priv", "\"/Flags/\\\\SEEN\" shared"])
            Assert.Equal(plain, (await Search($"SEARCH MODSEQ {entry} {all.ModSeq(2)}")).Untagged);
    }

    [Fact]
    public async Task ESEARCH_tells_the_mod_sequence_that_RFC_4731_names()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 3);
        await client.SendAsync("STORE 2 +FLAGS (\\Seen)");
        var all = await client.SendAsync("FETCH 1:3 (MODSEQ)");
        async Task<string> Search(string options, string keys = "MODSEQ 1") =>
            Assert.Single((await client.SendAsync($"UID SEARCH RETURN ({options}) {keys}")).MustBeOk().With("* ESEARCH"));
        Assert.EndsWith($"MIN 1 MODSEQ {all.ModSeq(1)}", await Search("MIN"), StringComparison.Ordinal);
        Assert.EndsWith($"MAX 3 MODSEQ {all.ModSeq(3)}", await Search("MAX"), StringComparison.Ordinal);
        Assert.EndsWith($"MIN 1 MAX 3 MODSEQ {all.ModSeq(3)}", await Search("MIN MAX"), StringComparison.Ordinal);
        Assert.EndsWith($"ALL 1:3 MODSEQ {all.ModSeq(2)}", await Search(""), StringComparison.Ordinal);
        Assert.EndsWith($"MIN 1 COUNT 3 MODSEQ {all.ModSeq(2)}", await Search("MIN COUNT"), StringComparison.Ordinal);
        Assert.EndsWith("UID COUNT 0", await Search("MIN MAX ALL COUNT", "MODSEQ 9223372036854775807"), StringComparison.Ordinal);
        Assert.EndsWith("UID ALL 1:3", await Search("ALL", "ALL"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task STATUS_tells_what_SELECT_tells()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        await client.SendAsync("STORE 1 +FLAGS (\\Deleted)");
        await client.SendAsync("EXPUNGE");
        var status = Assert.Single((await client.SendAsync("STATUS x (HIGHESTMODSEQ)")).With("* STATUS x "));
        Assert.Equal($"* STATUS x (HIGHESTMODSEQ {(await client.SendAsync("SELECT x")).Code("HIGHESTMODSEQ")})", status);
    }

    [Theory]
    [InlineData("APPEND x {5+}\r\nhello")]
    [InlineData("COPY 1 x")]
    [InlineData("MOVE 1 x")]
    public async Task A_message_that_arrives_has_a_mod_sequence_above_all_others(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        using var other = await server.SelectAsync("y", messages: 1);
        var before = (await client.SendAsync("SELECT x (CONDSTORE)")).Code("HIGHESTMODSEQ");
        (await other.SendAsync(command)).MustBeOk();
        Assert.Contains("* 3 EXISTS", (await client.SendAsync("NOOP")).Untagged);
        Assert.True((await client.SendAsync("FETCH 3 (MODSEQ)")).ModSeq(3) > before);
    }

    [Fact]
    public async Task Reading_a_body_sets_Seen_once_and_tells_it_with_UID_and_MODSEQ()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, parameters: " (CONDSTORE)");
        var before = (await client.SendAsync("FETCH 1 (MODSEQ)")).ModSeq(1);
        Assert.DoesNotContain("\\Seen", (await client.SendAsync("FETCH 1 (BODY.PEEK[] FLAGS)")).ToString(), StringComparison.Ordinal);
        var reply = await client.SendAsync("FETCH 1 BODY[]");
        var line = Assert.Single(reply.With("FLAGS ("));
        Assert.Contains("\\Seen", line, StringComparison.Ordinal);
        Assert.Contains("UID 1", line, StringComparison.Ordinal);
        Assert.True(reply.ModSeq(1) > before);
        await client.SendAsync("FETCH 1 BODY[]");
        Assert.Equal(reply.ModSeq(1), (await client.SendAsync("FETCH 1 (MODSEQ)")).ModSeq(1));
        await client.SendAsync("STORE 1 -FLAGS (\\Seen)");
        await client.SendAsync("EXAMINE x");
        Assert.DoesNotContain("\\Seen", (await client.SendAsync("FETCH 1 (BODY[] FLAGS)")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CLOSED_marks_the_border_whether_or_not_anything_was_enabled_and_also_when_the_new_mailbox_is_none()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1);
        var reply = (await client.SendAsync("SELECT INBOX")).MustBeOk();
        Assert.StartsWith("* OK [CLOSED] ", reply.Untagged[0], StringComparison.Ordinal);
        var failed = await client.SendAsync("SELECT nosuch (CONDSTORE)");
        Assert.StartsWith("NO [NONEXISTENT]", failed.Tagged, StringComparison.Ordinal);
        Assert.Contains(failed.Untagged, line => line.StartsWith("* OK [CLOSED] ", StringComparison.Ordinal));
        Assert.True((await client.SendAsync("FETCH 1 FLAGS")).IsBad);
        Assert.Empty((await client.SendAsync("SELECT x")).With("[CLOSED]"));
    }

    [Theory]
    [InlineData("ENABLE X-NOSUCH", "* ENABLED")]
    [InlineData("ENABLE IDLE", "* ENABLED")]
    [InlineData("enable condstore", "* ENABLED CONDSTORE")]
    [InlineData("ENABLE CONDSTORE QRESYNC", "* ENABLED CONDSTORE QRESYNC")]
    [InlineData("ENABLE QRESYNC X-NOSUCH QRESYNC", "* ENABLED QRESYNC")]
    public async Task ENABLE_answers_ENABLED_with_what_it_enabled_be_it_nothing(string command, string enabled)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        Assert.Equal([enabled], (await client.SendAsync(command)).MustBeOk().Untagged);
        Assert.Equal(["* ENABLED"], (await client.SendAsync(command)).MustBeOk().Untagged);
    }
}
