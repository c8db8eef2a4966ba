using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Reference.Serving;
using Reference.Store;
using Reference.Wire;

namespace Reference.Tests.Serving;

/// <summary>LMTP (RFC 2033): the server's replies, and what is in the mailbox afterwards.</summary>
public sealed class DeliveryTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("reference-test-").FullName;
    private MailStore _store = null!;
    private DeliveryServer _server = null!;
    private Conversation _agent = null!;

    public async Task InitializeAsync()
    {
        _store = await MailStore.OpenAsync(new StoreOptions { Root = _root, Durability = Durability.Os });
        _server = new DeliveryServer(
            new IPEndPoint(IPAddress.Loopback, 0), Accounts.Demo(_store), new Limits { LiteralOctets = 2000 }, NullLoggerFactory.Instance, TimeProvider.System);
        _agent = await Conversation.OpenAsync(_server.Address);
        Assert.StartsWith("220 ", _agent.Greeting, StringComparison.Ordinal);
        await SayAsync("LHLO here", "250");
    }

    public async Task DisposeAsync()
    {
        _agent.Dispose();
        await _server.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task SayAsync(string line, params string[] codes)
    {
        await _agent.WriteAsync(line + "\r\n");
        foreach (var code in codes)
        {
            var reply = await ReplyAsync();
            Assert.True(reply.StartsWith(code + " ", StringComparison.Ordinal), $"{line}: {reply}");
        }
    }

    private async Task<string> ReplyAsync()
    {
        string line;
        do line = await _agent.ReadLineAsync() ?? throw new EndOfStreamException();
        while (line.Length > 3 && line[3] == '-');
        return line;
    }

    private async Task<IReadOnlyList<string>> MessagesAsync(string user, string mailbox)
    {
        var opened = await _store.ForUser(user).OpenAsync(mailbox);
        var texts = new List<string>();
        foreach (var message in opened.State) texts.Add(System.Text.Encoding.UTF8.GetString((await opened.ReadAsync(message))!.Value.Span));
        return texts;
    }

    [Fact]
    public async Task A_message_reaches_each_recipient_and_each_gets_an_answer()
    {
        await _store.ForUser("demo2").CreateAsync("a b");
        await SayAsync("MAIL FROM:<x@example.org> BODY=8BITMIME", "250");
        await SayAsync("RCPT TO:<demo@example.org>", "250");
        await SayAsync("RCPT TO:<\"demo2+a b\"@example.org>", "250");
        await SayAsync("DATA", "354");
        await SayAsync("Subject: x\r\n\r\n..dot\nbare\r\n.", "250", "250");
        const string expected = "Return-Path: <x@example.org>\r\nSubject: x\r\n\r\n.dot\r\nbare\r\n";
        Assert.Equal([expected], await MessagesAsync("demo", "INBOX"));
        Assert.Equal([expected], await MessagesAsync("demo2", "a b"));
        await SayAsync("QUIT", "221");
    }

    [Theory]
    [InlineData("RCPT TO:<nobody@example.org>", "550")]
    [InlineData("RCPT TO:<demo+nowhere@example.org>", "550")]
    [InlineData("RCPT TO:<demo+../../x@example.org>", "550")]
    [InlineData("RCPT TO:<+x@example.org>", "501")]
    [InlineData("RCPT TO:demo", "503")]
    [InlineData("DATA", "503")]
    [InlineData("MAIL FROM:<y@example.org>", "503")]
    [InlineData("HELO x", "500")]
    public async Task What_cannot_be_done_is_refused_and_the_dialogue_goes_on(string line, string code)
    {
        await SayAsync("MAIL FROM:<>", "250");
        await SayAsync(line, code);
        await SayAsync("RCPT TO:<demo>", "250");
        await SayAsync("DATA", "354");
        await SayAsync("x\r\n.", "250");
        Assert.Single(await MessagesAsync("demo", "INBOX"));
    }

    [Theory]
    [InlineData("552")]
    [InlineData("554")]
    public async Task A_message_that_is_too_large_or_holds_NUL_is_refused_and_stays_in_step(string code)
    {
        await SayAsync("MAIL FROM:<>", "250");
        await SayAsync("RCPT TO:<demo>", "250");
        await SayAsync("DATA", "354");
        await SayAsync((code == "552" ? new string('x', 3000) : "a\0b") + "\r\n.", code);
        await SayAsync("NOOP", "250");
        Assert.Empty(await MessagesAsync("demo", "INBOX"));
    }
}
