using System.Text;
using MailKit.Net.Imap;
using MailKit.Security;
using Reference.Commands;
using Reference.Serving;
using Reference.Sessions;

namespace Reference.Tests.Serving;

/// <summary>SCRAM-SHA-256 (RFC 5802, RFC 7677).</summary>
public class ScramTests
{
    // RFC 7677 section 3.
    private const string ClientNonce = "rOprNGfwEbeRWgbNEkqO";
    private const string ServerNonce = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string Proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static readonly ScramCredentials Pencil = ScramCredentials.Of("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);

    private static ScramExchange Exchange() => new(_ => Pencil, ServerNonce);

    [Fact]
    public void The_example_of_RFC_7677_comes_out()
    {
        var exchange = Exchange();
        Assert.Equal($"r={ClientNonce}{ServerNonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", exchange.Begin($"n,,n=user,r={ClientNonce}"));
        Assert.Equal("user", exchange.UserName);
        Assert.Equal(
            "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", exchange.Finish($"c=biws,r={ClientNonce}{ServerNonce},p={Proof}"));
    }

    [Theory]
    [InlineData($"c=eSws,r={ClientNonce}{ServerNonce},p={Proof}")]
    [InlineData($"c=biws,r={ClientNonce}X,p={Proof}")]
    [InlineData($"c=biws,r={ClientNonce}{ServerNonce},p=AHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")]
    [InlineData($"c=biws,r={ClientNonce}{ServerNonce},p=dHzb")]
    [InlineData($"c=biws,r={ClientNonce}{ServerNonce},p=####")]
    [InlineData($"c=biws,r={ClientNonce}{ServerNonce}")]
    [InlineData("")]
    public void A_final_message_with_anything_wrong_is_refused(string clientFinal)
    {
        var exchange = Exchange();
        exchange.Begin($"n,,n=user,r={ClientNonce}");
        Assert.Null(exchange.Finish(clientFinal));
    }

    [Theory]
    [InlineData("n,,n=a=2Cb=3Dc,r=x", "a,b=c")]
    [InlineData("y,,n=user,r=x", "user")]
    [InlineData("n,a=user,n=user,r=x", "user")]
    [InlineData("n,,n=user,r=x,later=extension", "user")]
    public void First_messages_that_can_be_taken(string clientFirst, string name)
    {
        var exchange = Exchange();
        Assert.NotNull(exchange.Begin(clientFirst));
        Assert.Equal(name, exchange.UserName);
    }

    [Theory]
    [InlineData("p=tls-unique,,n=user,r=x")]
    [InlineData("n,a=other,n=user,r=x")]
    [InlineData("n,,m=x,n=user,r=x")]
    [InlineData("n,,n=a=b,r=x")]
    [InlineData("n,,n=,r=x")]
    [InlineData("n,,n=user,r=")]
    [InlineData("n,,n=user,r= ")]
    [InlineData("n,,n=user")]
    [InlineData("n=user,r=x")]
    [InlineData("")]
    public void First_messages_that_cannot(string clientFirst) => Assert.Null(Exchange().Begin(clientFirst));

    [Fact]
    public async Task MailKit_logs_in_by_SCRAM_alone_and_not_with_a_wrong_password()
    {
        await using var server = await ReferenceServer.StartAsync(new() { Users = [new("al,ice=", "p\u00E4ss")] });
        using var client = new ImapClient { Timeout = 20_000 };
        await client.ConnectAsync("127.0.0.1", server.Port, SecureSocketOptions.None);
        client.AuthenticationMechanisms.IntersectWith(["SCRAM-SHA-256"]);
        Assert.Single(client.AuthenticationMechanisms);
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(new SaslMechanismScramSha256("al,ice=", "wrong")));
        await client.AuthenticateAsync(new SaslMechanismScramSha256("al,ice=", "p\u00E4ss"));
        await client.Inbox!.OpenAsync(MailKit.FolderAccess.ReadOnly);
    }

    [Fact]
    public async Task An_unknown_user_goes_the_whole_way_with_a_salt_that_stays_and_is_refused_in_the_same_words()
    {
        await using var server = await TestServer.StartAsync();
        var unknown = await TryAsync(server, "nobody");
        var known = await TryAsync(server, "demo");
        Assert.Equal(known.Tagged, unknown.Tagged);
        Assert.StartsWith("NO [AUTHENTICATIONFAILED]", unknown.Tagged, StringComparison.Ordinal);
        Assert.Equal(known.Iterations, unknown.Iterations);
        Assert.Equal(known.Salt.Length, unknown.Salt.Length);
        Assert.Equal(unknown.Salt, (await TryAsync(server, "nobody")).Salt);
        Assert.NotEqual(unknown.Salt, (await TryAsync(server, "nobody2")).Salt);
    }

    [Fact]
    public async Task An_exchange_can_be_cancelled()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.ConnectAsync();
        await client.WriteAsync("a AUTHENTICATE SCRAM-SHA-256\r\n");
        Assert.Equal("+ ", await client.ReadLineAsync());
        await client.WriteAsync("*\r\n");
        Assert.True((await client.ReadReplyAsync("a")).IsBad);
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
    }

    private static async Task<(string Salt, string Iterations, string Tagged)> TryAsync(TestServer server, string name)
    {
        using var client = await server.ConnectAsync();
        await client.WriteAsync($"a AUTHENTICATE SCRAM-SHA-256 {Base64($"n,,n={name},r=abc")}\r\n");
        var challenge = Encoding.ASCII.GetString(Convert.FromBase64String((await client.ReadLineAsync())![2..])).Split(',');
        await client.WriteAsync($"{Base64($"c=biws,{challenge[0]},p={Proof}")}\r\n");
        return (challenge[1][2..], challenge[2][2..], (await client.ReadReplyAsync("a")).Tagged);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
