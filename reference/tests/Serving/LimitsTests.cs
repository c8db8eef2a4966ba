using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Reference.Serving;
using Reference.Wire;

namespace Reference.Tests.Serving;

/// <summary>Bounds that a client meets on the wire (<see cref="Limits"/>); those of single parsers have their tests with these.</summary>
public class LimitsTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_client_that_is_silent_after_login_is_told_BYE()
    {
        await using var server = await TestServer.StartAsync(new Limits { Autologout = Soon });
        using var client = await server.LogInAsync();
        Assert.StartsWith("* BYE Autologout", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_client_that_idles_for_too_long_is_told_BYE()
    {
        await using var server = await TestServer.StartAsync(new Limits { Autologout = TimeSpan.FromSeconds(1) });
        using var client = await server.SelectAsync(messages: 1);
        await client.WriteAsync("a IDLE\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("* BYE Autologout", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_client_that_sends_one_command_slowly_is_cut_off_although_it_never_pauses_for_long()
    {
        await using var server = await TestServer.StartAsync(new Limits { CommandPause = Never, LoginTime = Never, CommandTime = Soon });
        using var client = await server.ConnectAsync();
        await client.WriteAsync("a LOGIN {100+}\r\ndemo");
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_client_that_does_not_answer_a_challenge_is_told_BYE()
    {
        await using var server = await TestServer.StartAsync(new Limits { CommandPause = Soon });
        using var client = await server.ConnectAsync();
        await client.WriteAsync("a AUTHENTICATE PLAIN\r\n");
        Assert.Equal("+ ", await client.ReadLineAsync());
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_client_that_does_not_read_is_cut_off_and_the_writer_is_not_held_up()
    {
        using var log = new LogWatch("connection lost");
        using var logs = new LoggerFactory([new LineLog(log, LogLevel.Information, TimeProvider.System)]);
        await using var server = await TestServer.StartAsync(new Limits { WriteTime = TimeSpan.FromMilliseconds(300) }, logs);
        using var writer = await server.SelectAsync(messages: 1);
        for (var i = 0; i < 10; i++) (await writer.SendAsync("COPY 1:* x")).MustBeOk();
        using var deaf = new TcpClient { ReceiveBufferSize = 4096 };
        await deaf.ConnectAsync(server.Address);
        await deaf.GetStream().WriteAsync("a LOGIN demo demo\r\nb SELECT x\r\nc IDLE\r\n"u8.ToArray());
        // Each change is told for a thousand messages; some hundred changes fill what the two systems hold for a client.
        for (var i = 0; i < 3000 && !log.Seen.IsCompleted; i++)
            (await writer.SendAsync($"STORE 1:* {(i % 2 == 0 ? '+' : '-')}FLAGS.SILENT (\\Seen)")).MustBeOk();
        await log.Seen.WaitAsync(TimeSpan.FromSeconds(20));
        (await writer.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task A_server_that_stops_waits_for_a_client_that_does_not_read_only_so_long()
    {
        var server = await TestServer.StartAsync(new Limits { StopTime = Soon, WriteTime = Never });
        using var client = await server.LogInAsync();
        await client.AppendAsync("INBOX", new string('x', 8_000_000));
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
        await client.WriteAsync(string.Concat(Enumerable.Range(0, 5).Select(i => $"f{i} FETCH 1 BODY.PEEK[]\r\n")));
        Assert.NotNull(await client.ReadOctetsAsync(1000));
        await server.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Before_login_a_literal_holds_a_name_or_a_password_and_no_more()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.ConnectAsync();
        Assert.StartsWith("NO [TOOBIG]", (await client.SendAsync($"LOGIN {{{Limits.Default.UnauthenticatedLiteralOctets + 1}}}")).Tagged, StringComparison.Ordinal);
        await client.WriteAsync($"a LOGIN {{{Limits.Default.UnauthenticatedLiteralOctets + 1}+}}\r\n");
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_keys_nest_so_deep_and_sets_have_so_many_ranges()
    {
        var limits = new Limits { SearchDepth = 5, SequenceRanges = 10 };
        await using var server = await TestServer.StartAsync(limits);
        using var client = await server.SelectAsync(messages: 1);
        (await client.SendAsync($"SEARCH {Repeat("NOT ", 4)}ALL")).MustBeOk();
        Assert.True((await client.SendAsync($"SEARCH {Repeat("NOT ", 5)}ALL")).IsBad);
        Assert.True((await client.SendAsync($"SEARCH {Repeat("(", 5)}ALL{Repeat(")", 5)}")).IsBad);
        (await client.SendAsync($"UID FETCH {Repeat("1,", 9)}1 FLAGS")).MustBeOk();
        Assert.True((await client.SendAsync($"UID FETCH {Repeat("1,", 10)}1 FLAGS")).IsBad);
    }

    [Fact]
    public async Task Mailbox_names_are_so_long_and_so_deep()
    {
        await using var server = await TestServer.StartAsync(new Limits { MailboxNameLength = 30, MailboxLevelOctets = 10, MailboxNameDepth = 3 });
        using var client = await server.LogInAsync();
        foreach (var name in (string[])["aaaaaaaaaa/bbbbbbbbbb", "a/b/c"]) (await client.SendAsync($"CREATE {name}")).MustBeOk();
        foreach (var name in (string[])["a/b/c/d", "aaaaaaaaaaa", "aaaaaaaaaa/bbbbbbbbbb/cccccccccc"])
        {
            Assert.StartsWith("NO [CANNOT]", (await client.SendAsync($"CREATE {name}")).Tagged, StringComparison.Ordinal);
            Assert.StartsWith("NO [CANNOT]", (await client.SendAsync($"RENAME a {name}")).Tagged, StringComparison.Ordinal);
        }
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
}
