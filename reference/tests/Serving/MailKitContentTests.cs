using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using MimeKit;

namespace Reference.Tests.Serving;

/// <summary>REPLACE and UTF8=ACCEPT as a client that nobody here wrote uses them.</summary>
public sealed class MailKitContentTests : IAsyncLifetime
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
        return message;
    }

    [Fact]
    public async Task MailKit_replaces_a_draft_in_one_command()
    {
        using var client = await ConnectAsync();
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.Replace));
        var inbox = client.Inbox!;
        var first = await inbox.AppendAsync(Message("first draft"), MessageFlags.Draft);
        await inbox.AppendAsync(Message("something else"));
        await inbox.OpenAsync(FolderAccess.ReadWrite);
        var second = await inbox.ReplaceAsync(first!.Value, new ReplaceRequest(Message("second draft"), MessageFlags.Draft));
        Assert.NotNull(second);
        Assert.Equal(2, inbox.Count);
        Assert.Equal("second draft", (await inbox.GetMessageAsync(second.Value)).Subject);
        Assert.DoesNotContain(first.Value, await inbox.SearchAsync(SearchQuery.All));
        await client.DisconnectAsync(true);
    }

    [Fact]
    public async Task MailKit_enables_UTF_8_and_finds_its_mailboxes_and_headers()
    {
        using var client = await ConnectAsync();
        using var old = await ConnectAsync();
        await client.EnableUTF8Async();
        var folder = await client.GetFolder(client.PersonalNamespaces[0]).CreateAsync("Entw\u00fcrfe \u20ac & co", true);
        Assert.NotNull(folder);
        var options = FormatOptions.Default.Clone();
        options.International = true;
        var uid = await folder.AppendAsync(options, new AppendRequest(Message("Gr\u00fc\u00dfe"), MessageFlags.None));
        await folder.OpenAsync(FolderAccess.ReadOnly);
        Assert.Equal("Gr\u00fc\u00dfe", Assert.Single(await folder.FetchAsync(0, -1, MessageSummaryItems.Envelope)).Envelope!.Subject);
        Assert.Equal([uid!.Value], await folder.SearchAsync(SearchQuery.SubjectContains("GR\u00dc\u00df")));
        // Who has not enabled it meets the same mailbox under the same name.
        Assert.Contains(await old.GetFoldersAsync(old.PersonalNamespaces[0]), f => f.FullName == folder.FullName);
        await client.DisconnectAsync(true);
    }
}
