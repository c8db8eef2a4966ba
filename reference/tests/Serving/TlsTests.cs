using System.Net;
using MailKit.Net.Imap;
using MailKit.Security;
using Reference.Serving;

namespace Reference.Tests.Serving;

/// <summary>STARTTLS (RFC 3501 section 6.2.1), TLS from the first octet (RFC 8314), and LOGINDISABLED.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private ReferenceServer _server = null!;

    public async Task InitializeAsync() => _server = await ReferenceServer.StartAsync(new() { Tls = true, RequireTls = true });

    public async Task DisposeAsync() => await _server.DisposeAsync();

    private Task<Conversation> ConnectAsync() => Conversation.OpenAsync(_server.Address);

    private static string[] Capabilities(string line) => line.Split(['[', ']'])[line.Contains('[', StringComparison.Ordinal) ? 1 : 0].Split(' ');

    [Fact]
    public async Task Before_TLS_no_way_to_log_in_is_told_or_taken_and_after_it_there_is()
    {
        using var client = await ConnectAsync();
        var before = Capabilities(client.Greeting);
        Assert.Contains("STARTTLS", before);
        Assert.Contains("LOGINDISABLED", before);
        Assert.DoesNotContain(before, name => name.StartsWith("AUTH=", StringComparison.Ordinal));
        Assert.StartsWith("NO [PRIVACYREQUIRED]", (await client.SendAsync("LOGIN demo demo")).Tagged, StringComparison.Ordinal);
        Assert.StartsWith("NO [PRIVACYREQUIRED]", (await client.SendAsync("AUTHENTICATE PLAIN AGRlbW8AZGVtbw==")).Tagged, StringComparison.Ordinal);
        Assert.StartsWith("NO [PRIVACYREQUIRED]", (await client.SendAsync("AUTHENTICATE SCRAM-SHA-256")).Tagged, StringComparison.Ordinal);

        (await client.SendAsync("STARTTLS")).MustBeOk();
        await client.HandshakeAsync(_server.Certificate!);
        var after = Capabilities((await client.SendAsync("CAPABILITY")).MustBeOk().Untagged[0]);
        Assert.DoesNotContain("STARTTLS", after);
        Assert.DoesNotContain("LOGINDISABLED", after);
        Assert.Contains("AUTH=PLAIN", after);
        Assert.Contains("AUTH=SCRAM-SHA-256", after);
        Assert.True((await client.SendAsync("STARTTLS")).IsBad);
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
        await client.AppendAsync("INBOX", new string('x', 300_000));
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
        Assert.Equal(300_000, (await client.SendAsync("FETCH 1 BODY.PEEK[]")).Untagged[0].Count(c => c == 'x'));
        (await client.SendAsync("LOGOUT")).MustBeOk();
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task What_is_pipelined_behind_STARTTLS_in_plain_text_is_never_executed()
    {
        using var client = await ConnectAsync();
        await client.WriteAsync("a STARTTLS\r\nb NOOP\r\nc CAPABILITY\r\n");
        Assert.StartsWith("a BAD ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Null(await client.ReadLineAsync());
    }

    [Fact]
    public async Task Half_a_command_behind_STARTTLS_is_not_put_before_what_comes_under_TLS()
    {
        using var client = await ConnectAsync();
        await client.WriteAsync("a STARTTLS\r\nb LOG");
        Assert.StartsWith("a BAD ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_text_after_the_answer_to_STARTTLS_ends_the_connection_and_is_not_executed()
    {
        using var client = await ConnectAsync();
        (await client.SendAsync("STARTTLS")).MustBeOk();
        await client.WriteAsync("b NOOP\r\nc NOOP\r\n");
        var said = new List<string>();
        try
        {
            while (await client.ReadLineAsync() is { } line) said.Add(line);
        }
        catch (IOException)
        {
            // An alert of TLS is no line, and a reset no end: either will do.
        }
        Assert.DoesNotContain(said, line => line.StartsWith("b ", StringComparison.Ordinal) || line.StartsWith("c ", StringComparison.Ordinal));
        using var other = await ConnectAsync();
        (await other.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task Where_TLS_begins_at_once_STARTTLS_is_not_offered_and_login_is()
    {
        using var client = await Conversation.OpenTlsAsync(new IPEndPoint(IPAddress.Loopback, _server.TlsPort), _server.Certificate!);
        var told = Capabilities(client.Greeting);
        Assert.DoesNotContain("STARTTLS", told);
        Assert.DoesNotContain("LOGINDISABLED", told);
        Assert.True((await client.SendAsync("STARTTLS")).IsBad);
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
    }

    [Fact]
    public async Task A_client_that_speaks_plain_text_to_the_TLS_port_or_says_nothing_is_cut_off_and_the_others_go_on()
    {
        await using var server = await ReferenceServer.StartAsync(new() { Tls = true, Limits = new() { LoginTime = TimeSpan.FromMilliseconds(100) } });
        foreach (var octets in (string[])["a NOOP\r\n", ""])
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, server.TlsPort);
            await socket.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(octets));
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            var buffer = new byte[100];
            try
            {
                while (await socket.GetStream().ReadAsync(buffer, deadline.Token) > 0)
                {
                }
            }
            catch (IOException)
            {
                // A reset ends it as well.
            }
        }
        using var client = await Conversation.OpenTlsAsync(new IPEndPoint(IPAddress.Loopback, server.TlsPort), server.Certificate!);
        (await client.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task On_loopback_TLS_is_offered_and_not_asked_for()
    {
        await using var server = await ReferenceServer.StartAsync(new() { Tls = true });
        using var client = await Conversation.OpenAsync(server.Address);
        var told = Capabilities(client.Greeting);
        Assert.Contains("STARTTLS", told);
        Assert.DoesNotContain("LOGINDISABLED", told);
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
        Assert.True((await client.SendAsync("STARTTLS")).IsBad);
    }

    [Theory]
    [InlineData(SecureSocketOptions.StartTls)]
    [InlineData(SecureSocketOptions.SslOnConnect)]
    public async Task MailKit_logs_in_under_TLS(SecureSocketOptions how)
    {
        using var client = new ImapClient { Timeout = 20_000 };
        client.ServerCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == _server.Certificate!.GetCertHashString();
        await client.ConnectAsync("localhost", how == SecureSocketOptions.StartTls ? _server.Port : _server.TlsPort, how);
        await client.AuthenticateAsync("demo", "demo");
        Assert.True(client.IsSecure);
        await client.DisconnectAsync(true);
    }
}
