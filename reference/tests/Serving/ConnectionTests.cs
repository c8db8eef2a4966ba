using System.Text.Json;
using Microsoft.Extensions.Logging;
using Reference.Serving;
using Reference.Wire;

namespace Reference.Tests.Serving;

public class ConnectionTests
{
    [Fact]
    public async Task The_greeting_tells_the_capabilities_and_CAPABILITY_the_same_before_and_after_login()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.ConnectAsync();
        Assert.StartsWith("* OK [CAPABILITY IMAP4rev1 ", client.Greeting, StringComparison.Ordinal);
        var before = (await client.SendAsync("CAPABILITY")).MustBeOk().Untagged;
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
        Assert.Equal(before, (await client.SendAsync("capability")).MustBeOk().Untagged);
        (await client.SendAsync("ENABLE QRESYNC")).MustBeOk();
        Assert.Equal(before, (await client.SendAsync("CAPABILITY")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_are_answered_alike_and_the_connection_ends_in_time()
    {
        await using var server = await TestServer.StartAsync(new Limits { FailedLogins = 3 });
        using var client = await server.ConnectAsync();
        var wrong = await client.SendAsync("LOGIN demo wrong");
        Assert.StartsWith("NO [AUTHENTICATIONFAILED]", wrong.Tagged, StringComparison.Ordinal);
        Assert.Equal(wrong.Tagged, (await client.SendAsync("LOGIN nobody wrong")).Tagged);
        await client.SendAsync("LOGIN demo wrong");
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    [Theory]
    [InlineData("AUTHENTICATE PLAIN", "AGRlbW8AZGVtbw==", true)]
    [InlineData("AUTHENTICATE PLAIN AGRlbW8AZGVtbw==", null, true)]
    [InlineData("AUTHENTICATE PLAIN ZGVtbwBkZW1vAGRlbW8=", null, true)]
    [InlineData("AUTHENTICATE PLAIN", "*", false)]
    [InlineData("AUTHENTICATE PLAIN", "####", false)]
    [InlineData("AUTHENTICATE PLAIN =", null, false)]
    [InlineData("AUTHENTICATE PLAIN b3RoZXIAZGVtbwBkZW1v", null, false)]
    public async Task PLAIN_works_with_and_without_an_initial_response(string command, string? answer, bool succeeds)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.ConnectAsync();
        var tag = client.NextTag();
        await client.WriteAsync($"{tag} {command}\r\n");
        if (answer is not null)
        {
            Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
            await client.WriteAsync($"{answer}\r\n");
        }
        Assert.Equal(succeeds, (await client.ReadReplyAsync(tag)).IsOk);
        Assert.Equal(succeeds, (await client.SendAsync("LIST \"\" INBOX")).IsOk);
    }

    [Theory]
    [InlineData("SELECT INBOX")]
    [InlineData("FETCH 1 FLAGS")]
    [InlineData("ENABLE CONDSTORE")]
    public async Task Before_login_only_login_commands_are_taken(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.ConnectAsync();
        Assert.True((await client.SendAsync(command)).IsBad);
    }

    [Fact]
    public async Task A_BAD_command_leaves_the_connection_in_step()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        Assert.True((await client.SendAsync("NOOP \"x")).IsBad);
        Assert.True((await client.SendAsync("XYZZY {3+}\r\nabc")).IsBad);
        Assert.True((await client.SendAsync("LIST  \"\" *")).IsBad);
        (await client.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task A_line_without_a_tag_is_answered_untagged()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        await client.WriteAsync("\r\n");
        Assert.StartsWith("* BAD ", await client.ReadLineAsync(), StringComparison.Ordinal);
        (await client.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task Too_many_bad_commands_in_a_row_end_the_connection()
    {
        await using var server = await TestServer.StartAsync(new Limits { UnauthenticatedBadCommandsInARow = 3 });
        using var client = await server.ConnectAsync();
        for (var i = 0; i < 3; i++) Assert.True((await client.SendAsync("XYZZY")).IsBad);
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_silent_client_is_told_BYE()
    {
        await using var server = await TestServer.StartAsync(new Limits { LoginTime = TimeSpan.FromMilliseconds(50) });
        using var client = await server.ConnectAsync();
        Assert.StartsWith("* BYE Autologout", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_client_that_stops_within_a_command_is_told_BYE()
    {
        await using var server = await TestServer.StartAsync(new Limits { CommandPause = TimeSpan.FromMilliseconds(50) });
        using var client = await server.ConnectAsync();
        await client.WriteAsync("a LOGIN {4}\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_synchronising_literal_is_asked_for_and_a_non_synchronising_one_is_not()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var tag = client.NextTag();
        await client.WriteAsync($"{tag} STATUS {{5}}\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await client.WriteAsync("INBOX (MESSAGES)\r\n");
        (await client.ReadReplyAsync(tag)).MustBeOk();
        Assert.Single((await client.SendAsync("STATUS {5+}\r\nINBOX (MESSAGES)")).MustBeOk().Untagged);
    }

    [Fact]
    public async Task A_literal_that_is_too_big_is_refused_before_it_is_sent()
    {
        await using var server = await TestServer.StartAsync(new Limits { LiteralOctets = 1000 });
        using var client = await server.LogInAsync();
        Assert.StartsWith("NO [TOOBIG]", (await client.SendAsync("APPEND INBOX {1001}")).Tagged, StringComparison.Ordinal);
        (await client.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task One_connection_too_many_is_told_BYE_and_the_others_go_on()
    {
        await using var server = await TestServer.StartAsync(new Limits { Connections = 1 });
        using var first = await server.LogInAsync();
        using var second = await server.ConnectAsync();
        Assert.StartsWith("* BYE ", second.Greeting, StringComparison.Ordinal);
        (await first.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task One_address_and_one_user_have_so_many_connections_and_get_them_back()
    {
        await using var server = await TestServer.StartAsync(new Limits { ConnectionsPerAddress = 3, ConnectionsPerUser = 1 });
        using var first = await server.LogInAsync();
        using var second = await server.ConnectAsync();
        Assert.StartsWith("NO [LIMIT]", (await second.SendAsync("LOGIN demo demo")).Tagged, StringComparison.Ordinal);
        using var other = await server.LogInAsync("demo2");
        using (var third = await server.ConnectAsync()) Assert.StartsWith("* BYE ", third.Greeting, StringComparison.Ordinal);
        (await first.SendAsync("LOGOUT")).MustBeOk();
        Assert.Null(await first.ReadLineAsync());
        (await second.SendAsync("LOGIN demo demo")).MustBeOk();
        using var fourth = await server.ConnectAsync();
        Assert.StartsWith("* OK ", fourth.Greeting, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_cut_off_and_delays_nobody()
    {
        using var log = new LogWatch("connection lost");
        using var logs = new LoggerFactory([new LineLog(log, LogLevel.Information, TimeProvider.System)]);
        await using var server = await TestServer.StartAsync(new Limits { WriteTime = TimeSpan.FromMilliseconds(200), OutputOctets = 1000 }, logs);
        using var slow = await server.LogInAsync();
        await slow.AppendAsync("INBOX", new string('x', 4_000_000));
        (await slow.SendAsync("SELECT INBOX")).MustBeOk();
        await slow.WriteAsync(string.Concat(Enumerable.Range(0, 20).Select(i => $"f{i} FETCH 1 BODY.PEEK[]\r\n")));
        using var other = await server.SelectAsync("INBOX");
        (await other.SendAsync("STORE 1 +FLAGS (\\Seen)")).MustBeOk();
        await log.Seen.WaitAsync(TimeSpan.FromSeconds(20));
        (await other.SendAsync("STORE 1 -FLAGS (\\Seen)")).MustBeOk();
    }

    [Fact]
    public async Task The_log_has_connection_and_tag_and_no_password_and_one_line_for_each_event()
    {
        using var log = new LogWatch("LOGOUT");
        using var logs = new LoggerFactory([new LineLog(log, LogLevel.Trace, TimeProvider.System)], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        await using (var server = await TestServer.StartAsync(null, logs))
        {
            using var client = await server.ConnectAsync();
            await client.SendAsync("LOGIN demo 5ecret");
            await client.SendAsync("LOGIN \"demo\" demo");
            await client.SendAsync("AUTHENTICATE PLAIN AGRlbW8ANXNlY3JldA==");
            await client.SendAsync("LOGOUT");
        }
        await log.Seen.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Contains("c1 t2 LOGIN OK", log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("5ecret", log.All, StringComparison.Ordinal);
        Assert.DoesNotContain("AGRlbW8ANXNlY3JldA", log.All, StringComparison.Ordinal);
        Assert.All(log.All.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^[0-9TZ:.-]+ (trace|debug|info) (server|c1) ", line));
    }

    [Fact]
    public async Task As_JSON_each_event_is_one_object_with_connection_and_tag()
    {
        using var log = new LogWatch("LOGOUT");
        using var logs = new LoggerFactory([new JsonLog(log, LogLevel.Debug, TimeProvider.System)], new LoggerFilterOptions { MinLevel = LogLevel.Debug });
        await using (var server = await TestServer.StartAsync(null, logs))
        {
            using var client = await server.ConnectAsync();
            await client.SendAsync("LOGIN demo wr\"ong");
            await client.SendAsync("LOGIN demo wrong");
            await client.SendAsync("LOGOUT");
        }
        await log.Seen.WaitAsync(TimeSpan.FromSeconds(20));
        var events = log.All.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var refused = events.Where(e => e.GetProperty("message").GetString()!.Contains("refused", StringComparison.Ordinal)).ToList();
        Assert.Equal(["t1", "t2"], refused.Select(e => e.GetProperty("tag").GetString()));
        Assert.Equal(["BAD", "NO"], refused.Select(e => e.GetProperty("condition").GetString()));
        Assert.All(refused, e => Assert.Equal("c1", e.GetProperty("source").GetString()));
        Assert.All(events, e => Assert.True(e.GetProperty("time").GetDateTimeOffset() > DateTimeOffset.UnixEpoch));
    }

    [Fact]
    public async Task Connections_that_are_gone_leave_no_logger_behind()
    {
        using var logs = new CountingLogs();
        await using var server = await TestServer.StartAsync(null, logs);
        for (var i = 0; i < 3; i++)
        {
            using var client = await server.LogInAsync();
            (await client.SendAsync("LOGOUT")).MustBeOk();
        }
        Assert.Equal(logs.Categories.Distinct(), logs.Categories);
        Assert.True(logs.Categories.Count <= 4, string.Join(' ', logs.Categories));
    }

    private sealed class CountingLogs : ILoggerFactory
    {
        public List<string> Categories { get; } = [];

        public ILogger CreateLogger(string categoryName)
        {
            Categories.Add(categoryName);
            return Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    [Fact]
    public async Task Pipelined_commands_are_answered_in_order()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.WriteAsync("a LOGIN demo demo\r\nb ENABLE QRESYNC\r\nc SELECT INBOX (QRESYNC (1 1))\r\nd NOOP\r\n");
        Assert.True((await client.ReadReplyAsync("a")).IsOk);
        Assert.True((await client.ReadReplyAsync("b")).IsOk);
        Assert.True((await client.ReadReplyAsync("c")).IsOk);
        Assert.True((await client.ReadReplyAsync("d")).IsOk);
    }

    [Fact]
    public async Task LOGOUT_says_BYE_and_closes()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var reply = (await client.SendAsync("LOGOUT")).MustBeOk();
        Assert.Single(reply.With("* BYE "));
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task A_server_that_stops_says_BYE_to_everybody()
    {
        var server = await TestServer.StartAsync();
        using var idle = await server.LogInAsync();
        using var waiting = await server.ConnectAsync();
        await idle.WriteAsync("a IDLE\r\n");
        Assert.StartsWith("+ ", await idle.ReadLineAsync(), StringComparison.Ordinal);
        await server.DisposeAsync();
        Assert.StartsWith("* BYE ", await idle.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("* BYE ", await waiting.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_vanishes_disturbs_nobody()
    {
        await using var server = await TestServer.StartAsync();
        using var other = await server.LogInAsync();
        var gone = await server.LogInAsync();
        await gone.WriteAsync("a APPEND INBOX {100+}\r\nhalf");
        gone.Dispose();
        (await other.SendAsync("NOOP")).MustBeOk();
    }
}
