using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>RFC 7888.</summary>
public sealed class NonSynchronizingTests
{
    private static readonly string[] Both = ["LITERAL+", "LITERAL-"];

    [Fact]
    public void The_lesser_of_the_two_is_told_only_without_the_greater()
    {
        Assert.Equal(["LITERAL+"], Offer.Everything.Names.Intersect(Both));
        Assert.Equal(["LITERAL-"], Offer.Everything.Without(["LITERAL+"]).Names.Intersect(Both));
        Assert.Equal(["LITERAL+"], Offer.Everything.Without(["LITERAL-"]).Names.Intersect(Both));
        Assert.Empty(Offer.Everything.Without(Both).Names.Intersect(Both));
    }

    [Fact]
    public async Task LITERAL_MINUS_takes_4096_octets_unasked_and_not_one_more()
    {
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without(["LITERAL+"]));
        using var client = await server.LogInAsync();
        var message = "Subject: x\r\n\r\n" + new string('x', 4096 - 14);
        (await client.SendAsync($"APPEND INBOX {{4096+}}\r\n{message}")).MustBeOk();
        (await client.SendAsync($"APPEND INBOX ~{{4096+}}\r\n{message}")).MustBeOk();
        await client.WriteAsync($"a APPEND INBOX {{4097+}}\r\n{message}x\r\n");
        // Section 5: untagged BYE, with TOOBIG.
        Assert.StartsWith("* BYE [TOOBIG] ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
        using var again = await server.LogInAsync();
        Assert.Single((await again.SendAsync("STATUS INBOX (MESSAGES)")).With("MESSAGES 2"));
    }

    [Fact]
    public async Task LITERAL_MINUS_takes_any_literal_that_waits()
    {
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without(["LITERAL+"]));
        using var client = await server.LogInAsync();
        await client.WriteAsync("a APPEND INBOX {5000}\r\n");
        Assert.StartsWith("+ ", await client.ReadLineAsync(), StringComparison.Ordinal);
        await client.WriteAsync(new string('x', 5000) + "\r\n");
        (await client.ReadReplyAsync("a")).MustBeOk();
    }

    [Fact]
    public async Task Without_either_it_is_a_line_like_any_other()
    {
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without(Both));
        using var client = await server.LogInAsync();
        Assert.True((await client.SendAsync("APPEND INBOX {1+}")).IsBad);
        (await client.SendAsync("NOOP")).MustBeOk();
    }
}
