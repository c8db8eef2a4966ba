using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using MimeKit;

namespace Reference.Tests.Serving;

/// <summary>A client that nobody here wrote.</summary>
public sealed class MailKitTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async Task InitializeAsync() => _server = await TestServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private async Task<ImapClient> ConnectAsync()
    {
        var client = new ImapClient { Timeout = 20_000 };
        await client.ConnectAsync("127.0.0.1", _server.Address.Port, SecureSocketOptions.None);
        await client.AuthenticateAsync("demo", "demo");
        return client;
    }

    private static MimeMessage Message(string subject)
    {
        var message = new MimeMessage { Subject = subject, Body = new TextPart("plain") { Text = $"Body of {subject}" } };
        message.From.Add(new MailboxAddress("A", "a@example.org"));
        message.To.Add(new MailboxAddress("B", "b@example.org"));
        return message;
    }

    [Fact]
    public async Task MailKit_logs_in_appends_and_reads_back_what_it_wrote()
    {
        using var client = await ConnectAsync();
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.CondStore | ImapCapabilities.QuickResync | ImapCapabilities.Move));
        var folder = await client.GetFolder(client.PersonalNamespaces[0]).CreateAsync("Entw\u00FCrfe", true)
            ?? throw new InvalidOperationException("not created");
        var uid = await folder.AppendAsync(Message("caf\u00E9"), MessageFlags.Seen);
        Assert.NotNull(uid);
        await folder.OpenAsync(FolderAccess.ReadWrite);
        Assert.Equal(1, folder.Count);
        var summary = Assert.Single(await folder.FetchAsync(
            0, -1, MessageSummaryItems.Envelope | MessageSummaryItems.BodyStructure | MessageSummaryItems.UniqueId | MessageSummaryItems.Flags
                | MessageSummaryItems.ModSeq | MessageSummaryItems.InternalDate | MessageSummaryItems.Size));
        Assert.Equal("caf\u00E9", summary.Envelope!.Subject);
        Assert.Equal(uid, summary.UniqueId);
        Assert.True(summary.Flags!.Value.HasFlag(MessageFlags.Seen));
        Assert.True(summary.ModSeq > 0);
        Assert.StartsWith("Body of caf\u00E9", (await folder.GetMessageAsync(uid.Value)).TextBody, StringComparison.Ordinal);
        Assert.Equal([uid.Value], await folder.SearchAsync(SearchQuery.BodyContains("CAF\u00C9")));
        await client.DisconnectAsync(true);
    }

    [Fact]
    public async Task MailKit_stores_conditionally_and_learns_who_changed_first()
    {
        using var client = await ConnectAsync();
        using var other = await ConnectAsync();
        await client.Inbox!.AppendAsync(Message("one"));
        await client.Inbox.AppendAsync(Message("two"));
        await client.Inbox.OpenAsync(FolderAccess.ReadWrite);
        await other.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        var known = client.Inbox.HighestModSeq;
        var uids = await client.Inbox.SearchAsync(SearchQuery.All);

        await other.Inbox.StoreAsync(uids[0], new StoreFlagsRequest(StoreAction.Set, MessageFlags.Answered) { Silent = true });
        var failed = await client.Inbox.StoreAsync(uids, new StoreFlagsRequest(StoreAction.Set, MessageFlags.Flagged) { UnchangedSince = known, Silent = true });
        Assert.Equal([uids[0]], failed);

        var changed = await client.Inbox.FetchAsync(uids, new FetchRequest(MessageSummaryItems.Flags | MessageSummaryItems.UniqueId) { ChangedSince = known });
        Assert.Equal(2, changed.Count);
        Assert.True(changed.Single(s => s.UniqueId == uids[0]).Flags!.Value.HasFlag(MessageFlags.Answered));
        Assert.True(changed.Single(s => s.UniqueId == uids[1]).Flags!.Value.HasFlag(MessageFlags.Flagged));
        Assert.All(changed, summary => Assert.True(summary.ModSeq > known));
    }

    [Fact]
    public async Task MailKit_resynchronises_quickly()
    {
        using var client = await ConnectAsync();
        await client.EnableQuickResyncAsync();
        foreach (var subject in (string[])["one", "two", "three"]) await client.Inbox!.AppendAsync(Message(subject));
        await client.Inbox!.OpenAsync(FolderAccess.ReadWrite);
        var (validity, known) = (client.Inbox.UidValidity, client.Inbox.HighestModSeq);
        var uids = await client.Inbox.SearchAsync(SearchQuery.All);
        await client.Inbox.CloseAsync();

        using (var other = await ConnectAsync())
        {
            await other.Inbox!.OpenAsync(FolderAccess.ReadWrite);
            await other.Inbox.AddFlagsAsync(uids[0], MessageFlags.Flagged, true);
            await other.Inbox.AddFlagsAsync(uids[1], MessageFlags.Deleted, true);
            await other.Inbox.ExpungeAsync();
        }

        var vanished = new List<UniqueId>();
        var flagged = new List<UniqueId>();
        client.Inbox.MessagesVanished += (_, e) => vanished.AddRange(e.Earlier ? e.UniqueIds : []);
        client.Inbox.MessageFlagsChanged += (_, e) => flagged.Add(e.UniqueId!.Value);
        await client.Inbox.OpenAsync(FolderAccess.ReadWrite, validity, known, uids);
        Assert.Equal([uids[1]], vanished);
        Assert.Equal([uids[0]], flagged);
        Assert.True(client.Inbox.HighestModSeq > known);
        Assert.Equal(2, client.Inbox.Count);
    }

    [Fact]
    public async Task MailKit_copies_moves_and_hears_of_changes_while_idle()
    {
        using var client = await ConnectAsync();
        using var other = await ConnectAsync();
        await client.Inbox!.AppendAsync(Message("one"));
        await client.Inbox.AppendAsync(Message("two"));
        var target = await client.GetFolder(client.PersonalNamespaces[0]).CreateAsync("target", true)
            ?? throw new InvalidOperationException("not created");
        await client.Inbox.OpenAsync(FolderAccess.ReadWrite);
        var uids = await client.Inbox.SearchAsync(SearchQuery.All);
        Assert.Single((await client.Inbox.CopyToAsync([uids[0]], target)).Destination);
        Assert.Equal(2u, (await client.Inbox.MoveToAsync([uids[1]], target)).Destination.Single().Id);
        Assert.Equal(1, client.Inbox.Count);

        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        client.Inbox.CountChanged += (_, _) => done.Cancel();
        var idle = client.IdleAsync(done.Token);
        await other.Inbox!.AppendAsync(Message("three"));
        await idle;
        Assert.Equal(2, client.Inbox.Count);
    }
}
