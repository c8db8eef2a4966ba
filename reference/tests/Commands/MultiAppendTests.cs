using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>RFC 3502: several messages in one APPEND, all of them or none.</summary>
public class MultiAppendTests
{
    [Fact]
    public async Task All_messages_come_in_their_order_and_APPENDUID_tells_their_UIDs()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        var reply = (await client.SendAsync("APPEND x (\\Flagged a) {3+}\r\none {3+}\r\ntwo (\\Draft) {5+}\r\nthree")).MustBeOk();
        var uidValidity = (await client.SendAsync("STATUS x (UIDVALIDITY)")).Untagged[0].Split(' ')[^1].TrimEnd(')');
        Assert.StartsWith($"OK [APPENDUID {uidValidity} 3:5] ", reply.Tagged, StringComparison.Ordinal);
        Assert.Contains("* 5 EXISTS", reply.Untagged);
        var fetch = (await client.SendAsync("FETCH 3:5 (UID FLAGS BODY.PEEK[])")).MustBeOk().Untagged;
        Assert.Contains("* 3 FETCH (UID 3 FLAGS (\\Flagged \\Recent a) BODY[] {3}\r\none)", fetch);
        Assert.Contains("* 4 FETCH (UID 4 FLAGS (\\Recent) BODY[] {3}\r\ntwo)", fetch);
        Assert.Contains("* 5 FETCH (UID 5 FLAGS (\\Draft \\Recent) BODY[] {5}\r\nthree)", fetch);
    }

    [Fact]
    public async Task Each_message_has_a_mod_sequence_above_all_that_were_there()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 2);
        var before = (await client.SendAsync("SELECT x (CONDSTORE)")).Code("HIGHESTMODSEQ");
        (await client.SendAsync("APPEND x {1+}\r\na (b c) {1+}\r\nb {1+}\r\nc")).MustBeOk();
        var fetch = await client.SendAsync("FETCH 1:5 (MODSEQ)");
        Assert.All([1, 2], number => Assert.True(fetch.ModSeq(number) <= before));
        Assert.All([3, 4, 5], number => Assert.True(fetch.ModSeq(number) > before));
    }

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "{5+}\r\nhello {0+}\r\n", "NO " },
        { "{5+}\r\nhello {12}", "NO [TOOBIG]" },
        { "{5+}\r\nhello {9+}\r\nmore more {9+}\r\ntoo much!", "BYE" },
        { $"{{5+}}\r\nhello ({string.Join(' ', Enumerable.Range(0, 600).Select(i => $"k{i}"))}) {{1+}}\r\ny", "NO [LIMIT]" },
        { "{5+}\r\nhello {1+}\r\n\0", "BAD " },
        { "{5+}\r\nhello (\\Recent) {1+}\r\ny", "BAD " },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Where_one_message_is_refused_none_is_appended(string messages, string answer)
    {
        await using var server = await TestServer.StartAsync(Limits.Default with { LiteralOctets = 11, CommandLiteralOctets = 22 });
        using var watcher = await server.LogInAsync();
        (await watcher.SendAsync("CREATE x")).MustBeOk();
        (await watcher.SendAsync("APPEND x {3+}\r\nold")).MustBeOk();
        var before = (await watcher.SendAsync("SELECT x (CONDSTORE)")).Code("HIGHESTMODSEQ");
        using var client = await server.LogInAsync();
        if (answer == "BYE")
        {
            await client.WriteAsync($"a APPEND x {messages}\r\n");
            Assert.StartsWith("* BYE", await client.ReadLineAsync(), StringComparison.Ordinal);
        }
        else
        {
            Assert.StartsWith(answer, (await client.SendAsync($"APPEND x {messages}")).Tagged, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("* 2 EXISTS", (await watcher.SendAsync("NOOP")).Untagged);
        var after = (await watcher.SendAsync("SELECT x (CONDSTORE)")).MustBeOk();
        Assert.Contains("* 1 EXISTS", after.Untagged);
        Assert.Equal(before, after.Code("HIGHESTMODSEQ"));
        var contents = Directory.GetDirectories(server.Root, "content", SearchOption.AllDirectories).SelectMany(Directory.GetFiles);
        Assert.Single(contents);
    }
}
