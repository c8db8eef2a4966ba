using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Reference.Serving;
using Reference.Tests.Serving;

namespace Reference.Tests.Commands;

/// <summary>COMPRESS=DEFLATE (RFC 4978) and what UNAUTHENTICATE does to it (RFC 8437 section 4.1).</summary>
public class CompressTests
{
    [Theory]
    [InlineData(SecureSocketOptions.None)]
    [InlineData(SecureSocketOptions.SslOnConnect)]
    public async Task MailKit_works_compressed_and_hears_of_changes_while_idle(SecureSocketOptions how)
    {
        var large = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"line {i}\r\n"));
        await using var server = await ReferenceServer.StartAsync(new() { Tls = true });
        using var client = new ImapClient { Timeout = 20_000 };
        client.ServerCertificateValidationCallback = (_, certificate, _, _) => certificate!.GetCertHashString() == server.Certificate!.GetCertHashString();
        await client.ConnectAsync("127.0.0.1", how == SecureSocketOptions.None ? server.Port : server.TlsPort, how);
        await client.AuthenticateAsync("demo", "demo");
        Assert.True(client.Capabilities.HasFlag(ImapCapabilities.Compress));
        await client.CompressAsync();
        await client.Inbox!.AppendAsync(new MimeKit.MimeMessage { Subject = "large", Body = new MimeKit.TextPart("plain") { Text = large } });
        await client.Inbox.OpenAsync(FolderAccess.ReadWrite);
        Assert.Equal(large, (await client.Inbox.GetMessageAsync(0)).TextBody!.ReplaceLineEndings("\r\n"));

        using var done = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        client.Inbox.CountChanged += (_, _) => done.Cancel();
        var idle = client.IdleAsync(done.Token);
        await server.Mailbox("demo").AppendAsync(FixtureMessage.WithSubject("new"));
        await idle;
        Assert.Equal(2, client.Inbox.Count);
        await client.DisconnectAsync(true);
    }

    [Fact]
    public async Task It_is_taken_once_and_only_DEFLATE_and_after_login()
    {
        await using var server = await TestServer.StartAsync();
        using var early = await server.ConnectAsync();
        Assert.True((await early.SendAsync("COMPRESS DEFLATE")).IsBad);
        using var client = await server.LogInAsync();
        Assert.True((await client.SendAsync("COMPRESS GZIP")).IsBad);
        await client.WriteAsync("a COMPRESS DEFLATE\r\nb NOOP\r\n");
        Assert.StartsWith("a BAD ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_COMPRESS_is_told_that_it_is_active_and_UNAUTHENTICATE_ends_it()
    {
        await using var server = await TestServer.StartAsync();
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(server.Address);
        var plain = socket.GetStream();
        Assert.StartsWith("* OK", await LineAsync(plain), StringComparison.Ordinal);
        await SendAsync(plain, "a LOGIN demo demo\r\n");
        Assert.StartsWith("a OK", await LineAsync(plain), StringComparison.Ordinal);
        await SendAsync(plain, "b COMPRESS DEFLATE\r\n");
        Assert.StartsWith("b OK", await LineAsync(plain), StringComparison.Ordinal);

        await using var from = new DeflateStream(new OneByOne(plain), CompressionMode.Decompress, leaveOpen: true);
        await using (var to = new DeflateStream(plain, CompressionLevel.Fastest, leaveOpen: true))
        {
            await SendAsync(to, "c COMPRESS DEFLATE\r\n");
            Assert.StartsWith("c NO [COMPRESSIONACTIVE]", await LineAsync(from), StringComparison.Ordinal);
            await SendAsync(to, "d UNAUTHENTICATE\r\n");
            Assert.StartsWith("d OK", await LineAsync(from), StringComparison.Ordinal);
            Assert.Equal(0, await from.ReadAsync(new byte[1]));
            await SendAsync(plain, "e LOGIN demo2 demo2\r\n");
            Assert.StartsWith("e OK", await LineAsync(plain), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x03, 0x00 })]
    [InlineData(new byte[] { 0x00, 0x00, 0x00, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x00, 0x00, 0x00, 0xFF, 0xFF })]
    public async Task The_end_of_the_client_s_compressed_octets_may_come_behind_the_answer_to_UNAUTHENTICATE(byte[] end)
    {
        await using var server = await TestServer.StartAsync();
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(server.Address);
        var plain = socket.GetStream();
        await LineAsync(plain);
        await SendAsync(plain, "a LOGIN demo demo\r\n");
        await LineAsync(plain);
        await SendAsync(plain, "b COMPRESS DEFLATE\r\n");
        await LineAsync(plain);
        await using var from = new DeflateStream(new OneByOne(plain), CompressionMode.Decompress, leaveOpen: true);
        await using var to = new DeflateStream(plain, CompressionLevel.Fastest, leaveOpen: true);
        await SendAsync(to, "c UNAUTHENTICATE\r\n");
        Assert.StartsWith("c OK", await LineAsync(from), StringComparison.Ordinal);
        Assert.Equal(0, await from.ReadAsync(new byte[1]));
        foreach (var octet in end) await plain.WriteAsync(new[] { octet });
        await SendAsync(plain, "d LOGIN demo2 demo2\r\n");
        Assert.StartsWith("d OK", await LineAsync(plain), StringComparison.Ordinal);
        await SendAsync(plain, "e NOOP\r\n");
        Assert.StartsWith("e OK", await LineAsync(plain), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_DEFLATE_ends_the_connection_and_no_other()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await server.LogInAsync();
        (await client.SendAsync("COMPRESS DEFLATE")).MustBeOk();
        await client.WriteAsync("\u00FF\u00FF\u00FF\u00FF\u00FF\u00FF");
        try
        {
            while (await client.ReadLineAsync() is not null)
            {
            }
        }
        catch (EndOfStreamException)
        {
            // What is sent last is compressed, and no line.
        }
        using var other = await server.LogInAsync();
        (await other.SendAsync("NOOP")).MustBeOk();
    }

    private static async Task SendAsync(Stream stream, string text)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text));
        await stream.FlushAsync();
    }

    private static async Task<string> LineAsync(Stream stream)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var line = new StringBuilder();
        var octet = new byte[1];
        while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(octet, deadline.Token) == 0) throw new EndOfStreamException(line.ToString());
            line.Append((char)octet[0]);
        }
        return line.ToString();
    }

    /// <summary>Gives octet by octet, so that a decompressor takes none that lie behind its end.</summary>
    private sealed class OneByOne(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanWrite => false;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(1, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
