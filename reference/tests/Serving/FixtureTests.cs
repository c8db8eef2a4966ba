using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using Reference.Serving;

namespace Reference.Tests.Serving;

/// <summary>The server as a fixture for tests of a client; the client is MailKit.</summary>
public class FixtureTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static ReferenceServerOptions Alice(params FixtureMessage[] inbox) => new()
    {
        Users = [new FixtureUser("alice", "wonderland") { Mailboxes = [new FixtureMailbox("INBOX") { Messages = inbox }, new FixtureMailbox("Archive/2026")] }],
    };

    private static FixtureMessage Message(string subject) => FixtureMessage.WithSubject(subject);

    private static async Task<ImapClient> ConnectAsync(ReferenceServer server, string user = "alice", string password = "wonderland")
    {
        var client = new ImapClient { Timeout = 20_000 };
        await client.ConnectAsync("127.0.0.1", server.Port, SecureSocketOptions.None);
        await client.AuthenticateAsync(user, password);
        return client;
    }

    [Fact]
    public async Task Users_mailboxes_and_messages_are_there_as_asked_for()
    {
        var date = new DateTimeOffset(2020, 2, 29, 1, 2, 3, TimeSpan.FromHours(2));
        await using var server = await ReferenceServer.StartAsync(Alice(Message("one") with { Flags = ["\\Seen", "$Important"], InternalDate = date }, Message("two")));
        using var client = await ConnectAsync(server);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        var summaries = await client.Inbox.FetchAsync(0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.Flags | MessageSummaryItems.InternalDate | MessageSummaryItems.UniqueId);
        Assert.Equal(["one", "two"], summaries.Select(s => s.Envelope!.Subject));
        Assert.Equal([1u, 2u], summaries.Select(s => s.UniqueId.Id));
        Assert.True(summaries[0].Flags!.Value.HasFlag(MessageFlags.Seen));
        Assert.Equal(["$Important"], summaries[0].Keywords);
        Assert.Equal(date, summaries[0].InternalDate);
        Assert.NotNull(await client.GetFolderAsync("Archive/2026"));
    }

    [Fact]
    public async Task What_the_fixture_changes_a_client_that_resynchronises_finds_exactly()
    {
        await using var server = await ReferenceServer.StartAsync(Alice([.. Enumerable.Range(1, 5).Select(i => Message($"m{i}"))]));
        using var client = await ConnectAsync(server);
        await client.EnableQuickResyncAsync();
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadWrite);
        var (validity, known, uids) = (inbox.UidValidity, inbox.HighestModSeq, await inbox.SearchAsync(SearchQuery.All));
        await inbox.CloseAsync();

        var there = server.Mailbox("alice");
        await there.AddFlagsAsync(1, "\\Flagged", "todo");
        await there.ExpungeAsync(2);
        Assert.Equal([1u], await there.MoveAsync("Archive/2026", 3));
        Assert.Equal([6u], await there.AppendAsync(Message("m6")));

        var vanished = new List<uint>();
        var changed = new Dictionary<uint, IReadOnlySet<string>>();
        inbox.MessagesVanished += (_, e) => vanished.AddRange(e.UniqueIds.Select(uid => uid.Id));
        inbox.MessageFlagsChanged += (_, e) => changed[e.UniqueId!.Value.Id] = e.Keywords;
        await inbox.OpenAsync(FolderAccess.ReadWrite, validity, known, uids);
        Assert.Equal([2u, 3u], vanished.Order());
        Assert.Equal([1u], changed.Keys.Order());
        Assert.Equal(4, inbox.Count);
        Assert.Contains("todo", changed[1]);
        Assert.Equal([1u, 4u, 5u, 6u], (await there.MessagesAsync()).Keys);
        Assert.Equal("m3", Subject(Assert.Single(await server.Mailbox("alice", "Archive/2026").MessagesAsync()).Value));
        Assert.Equal(["\\Flagged", "todo"], (await there.MessagesAsync())[1].Flags);
    }

    [Fact]
    public async Task An_idle_client_hears_of_what_the_fixture_does()
    {
        await using var server = await ReferenceServer.StartAsync(Alice(Message("one")));
        using var client = await ConnectAsync(server);
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        using var done = new CancellationTokenSource(Patience);
        client.Inbox.MessageExpunged += (_, _) => done.Cancel();
        var idle = client.IdleAsync(done.Token);
        await server.Mailbox("alice").ExpungeAsync(1);
        await idle;
        Assert.Equal(0, client.Inbox.Count);
    }

    [Fact]
    public async Task After_a_forgotten_history_the_client_is_told_every_UID_that_is_not_there()
    {
        await using var server = await ReferenceServer.StartAsync(Alice([.. Enumerable.Range(1, 4).Select(i => Message($"m{i}"))]));
        await server.Mailbox("alice").ExpungeAsync(1);
        using var client = await ConnectAsync(server);
        await client.EnableQuickResyncAsync();
        var inbox = client.Inbox!;
        await inbox.OpenAsync(FolderAccess.ReadOnly);
        var (validity, known) = (inbox.UidValidity, inbox.HighestModSeq);
        await inbox.CloseAsync();
        await server.Mailbox("alice").ExpungeAsync(3);

        Assert.Equal([3u], await VanishedAsync());
        await server.Mailbox("alice").ForgetExpungesAsync();
        Assert.Equal([1u, 3u], await VanishedAsync());

        async Task<IEnumerable<uint>> VanishedAsync()
        {
            var vanished = new List<uint>();
            void Note(object? sender, MessagesVanishedEventArgs e) => vanished.AddRange(e.UniqueIds.Select(uid => uid.Id));
            inbox.MessagesVanished += Note;
            await inbox.OpenAsync(FolderAccess.ReadOnly, validity, known, [.. Enumerable.Range(1, 4).Select(i => new UniqueId((uint)i))]);
            await inbox.CloseAsync();
            inbox.MessagesVanished -= Note;
            return vanished.Order();
        }
    }

    [Fact]
    public async Task Connections_of_one_user_are_cut_and_those_of_others_go_on()
    {
        await using var server = await ReferenceServer.StartAsync(new() { Users = [new("alice", "a"), new("bob", "b")] });
        using var alice = await ConnectAsync(server, "alice", "a");
        using var bob = await ConnectAsync(server, "bob", "b");
        Assert.Equal(1, await server.CutConnectionsAsync("alice"));
        await Assert.ThrowsAnyAsync<IOException>(() => alice.NoOpAsync());
        await bob.NoOpAsync();
        Assert.Equal(1, server.ConnectionCount);
        Assert.Equal(1, await server.CutConnectionsAsync());
        await Assert.ThrowsAnyAsync<IOException>(() => bob.NoOpAsync());
    }

    [Fact]
    public async Task A_restart_keeps_port_mail_and_mod_sequences()
    {
        await using var server = await ReferenceServer.StartAsync(Alice(Message("one")));
        var (port, before) = (server.Port, await server.Mailbox("alice").HighestModSeqAsync());
        using (var client = await ConnectAsync(server))
        {
            await server.RestartAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => client.NoOpAsync());
        }
        Assert.Equal(port, server.Port);
        using var again = await ConnectAsync(server);
        await again.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        Assert.Equal(1, again.Inbox.Count);
        Assert.True(again.Inbox.HighestModSeq >= before);
    }

    [Fact]
    public async Task After_its_index_was_deleted_a_mailbox_has_no_lower_mod_sequences()
    {
        await using var server = await ReferenceServer.StartAsync(Alice(Message("one"), Message("two")));
        await server.Mailbox("alice").AddFlagsAsync(1, "\\Seen");
        var (validity, before) = (await server.Mailbox("alice").UidValidityAsync(), await server.Mailbox("alice").HighestModSeqAsync());
        server.DeleteIndex("alice");
        await server.RestartAsync();
        using var client = await ConnectAsync(server);
        await client.Inbox!.OpenAsync(FolderAccess.ReadOnly);
        Assert.True(client.Inbox.UidValidity != validity || client.Inbox.HighestModSeq >= before);
    }

    [Fact]
    public async Task Two_servers_in_one_process_know_nothing_of_each_other()
    {
        await using var one = await ReferenceServer.StartAsync(Alice(Message("of one")));
        await using var other = await ReferenceServer.StartAsync(Alice() with { Without = ["QRESYNC"] });
        Assert.NotEqual(one.Port, other.Port);
        using var client = await ConnectAsync(one);
        using var lesser = await ConnectAsync(other);
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.QuickResync));
        Assert.False(lesser.Capabilities.HasFlag(ImapCapabilities.QuickResync));
        Assert.True(lesser.Capabilities.HasFlag(ImapCapabilities.CondStore));
        await lesser.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        await one.Mailbox("alice").AppendAsync(Message("again"));
        await lesser.NoOpAsync();
        Assert.Equal(0, lesser.Inbox.Count);
    }

    [Fact]
    public async Task A_temporary_store_is_removed_and_a_given_one_is_kept()
    {
        var root = Directory.CreateTempSubdirectory("reference kept ").FullName;
        try
        {
            await using (var server = await ReferenceServer.StartAsync(Alice(Message("kept")) with { Root = root }))
            {
            }
            await using var again = await ReferenceServer.StartAsync(Alice() with { Root = root });
            Assert.Single(await again.Mailbox("alice").MessagesAsync());
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task What_cannot_be_is_said_by_name()
    {
        Assert.Contains("XYZZY", (await Assert.ThrowsAsync<FormatException>(() => ReferenceServer.StartAsync(new() { Without = ["XYZZY"] }))).Message, StringComparison.Ordinal);
        await using var server = await ReferenceServer.StartAsync();
        Assert.Contains("\\Recent", (await Assert.ThrowsAsync<FormatException>(() => server.Mailbox("demo").AddFlagsAsync(1, "\\Recent"))).Message, StringComparison.Ordinal);
        Assert.Contains("nobody", (await Assert.ThrowsAsync<ArgumentException>(() => server.Mailbox("nobody").MessagesAsync())).Message, StringComparison.Ordinal);
    }

    private static string Subject(FixtureMessage message) =>
        message.Text.Split("\r\n").Single(line => line.StartsWith("Subject: ", StringComparison.Ordinal))["Subject: ".Length..];
}
