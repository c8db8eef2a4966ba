using System.Text;
using Reference.Tests.Serving;
using Reference.Wire;

namespace Reference.Tests.Commands;

/// <summary>RFC 6855. What goes over the wire is written here one character an octet.</summary>
public sealed class Utf8Tests
{
    private static string Octets(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    [Fact]
    public async Task Mailbox_names_are_UTF_8_once_it_is_enabled_and_modified_UTF_7_before()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        using var other = await server.LogInAsync();
        Assert.True((await client.SendAsync($"CREATE \"{Octets("Entw\u00fcrfe")}\"")).IsBad);
        Assert.Contains("* ENABLED UTF8=ACCEPT", (await client.SendAsync("ENABLE UTF8=ACCEPT")).MustBeOk().Untagged);
        (await client.SendAsync($"CREATE \"{Octets("Entw\u00fcrfe \u201ca\\\"b\u201d")}\"")).MustBeOk();
        (await client.SendAsync($"CREATE {{5+}}\r\n{Octets("a\u20acb")}")).MustBeOk();
        // "&" is a character like others now.
        (await client.SendAsync("CREATE &-x")).MustBeOk();
        var list = await client.SendAsync("LIST \"\" *");
        Assert.Single(list.With($" \"{Octets("Entw\u00fcrfe \u201ca\\\"b\u201d")}\""));
        Assert.Single(list.With($" \"{Octets("a\u20acb")}\""));
        Assert.Single(list.With("\"/\" &-x"));
        Assert.Single((await client.SendAsync($"STATUS \"{Octets("a\u20acb")}\" (MESSAGES)")).With($"* STATUS \"{Octets("a\u20acb")}\" ("));
        Assert.Single((await client.SendAsync($"LIST \"\" \"{Octets("a\u20ac")}%\"")).With("LIST"));

        var old = await other.SendAsync("LIST \"\" *");
        Assert.Single(old.With("a&IKw-b"));
        Assert.Single(old.With("&--x"));
        Assert.Single((await other.SendAsync("STATUS a&IKw-b (MESSAGES)")).With("* STATUS a&IKw-b "));
    }

    [Theory]
    [InlineData("CREATE \"a\u00fcb\"")]
    [InlineData("CREATE \"a\u00c0\u00afb\"")]
    [InlineData("CREATE \"\u00ed\u00a0\u0080\"")]
    [InlineData("CREATE \"\u00e2\u0082\"")]
    [InlineData("CREATE {1+}\r\n\u00fc")]
    [InlineData("SEARCH SUBJECT \"\u00fc\"")]
    [InlineData("SEARCH CHARSET UTF-8 ALL")]
    public async Task What_is_no_UTF_8_is_BAD_and_so_is_another_CHARSET(string command)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.SelectAsync(messages: 1, before: "ENABLE UTF8=ACCEPT");
        Assert.True((await client.SendAsync(command)).IsBad);
        (await client.SendAsync("NOOP")).MustBeOk();
    }

    [Theory]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    [InlineData("\u007f")]
    public async Task A_mailbox_name_holds_no_control_and_no_separator(string character)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        (await client.SendAsync("ENABLE UTF8=ACCEPT")).MustBeOk();
        Assert.True((await client.SendAsync($"CREATE \"a{Octets(character)}b\"")).IsNo);
    }

    [Fact]
    public async Task A_header_in_UTF_8_is_appended_as_UTF8_and_only_by_who_has_enabled_it()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        var message = Octets("Subject: Gr\u00fc\u00dfe\r\n\r\nx\r\n");
        var utf8 = $"UTF8 (~{{{message.Length}+}}\r\n{message})";
        // Section 4: without ENABLE the server must refuse, in either form.
        Assert.True((await client.SendAsync($"APPEND INBOX {utf8}")).IsNo);
        Assert.True((await client.SendAsync($"APPEND INBOX {{{message.Length}+}}\r\n{message}")).IsNo);
        (await client.SendAsync("ENABLE UTF8=ACCEPT")).MustBeOk();
        (await client.SendAsync($"APPEND INBOX {utf8}")).MustBeOk();
        (await client.SendAsync($"APPEND INBOX CATENATE ({utf8} TEXT {{1+}}\r\ny)")).MustBeOk();
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
        Assert.Single((await client.SendAsync("FETCH 2 BODY.PEEK[]")).With(message + "y"));
        Assert.Equal(["* SEARCH 1 2"], (await client.SendAsync($"SEARCH SUBJECT \"{Octets("GR\u00dc\u00df")}\"")).Untagged);
    }

    [Fact]
    public async Task An_8_bit_body_needs_no_enabling()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        (await client.SendAsync("APPEND INBOX {16+}\r\nSubject: x\r\n\r\n\u00fc\u00fc")).MustBeOk();
    }

    [Theory]
    [InlineData("UTF8 {1+}\r\nx")]
    [InlineData("UTF8 ({1+}\r\nx)")]
    [InlineData("UTF8 (~{1+}\r\nx")]
    public void What_is_no_utf8_literal_is_refused(string data) => Assert.Throws<SyntaxException>(() => Parsing.Parse($"APPEND x {data}"));

    [Fact]
    public async Task Without_the_capability_an_8_bit_header_is_taken_as_ever()
    {
        await using var server = await TestServer.StartAsync(offer: Offer.Everything.Without(["UTF8=ACCEPT"]));
        using var client = await server.LogInAsync();
        (await client.SendAsync("APPEND INBOX {14+}\r\nSubject: \u00fc\r\n\r\n")).MustBeOk();
        Assert.Equal(["* ENABLED"], (await client.SendAsync("ENABLE UTF8=ACCEPT")).Untagged);
    }
}
