using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Reference.Tests.Serving;

/// <summary>A bare client for tests: lines as the wire has them, literals left in place, nothing interpreted.</summary>
public sealed class Conversation : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient _client;
    private Stream _stream;
    private readonly byte[] _buffer = new byte[65536];
    private int _start;
    private int _end;
    private int _tags;

    private Conversation(TcpClient client) => (_client, _stream) = (client, client.GetStream());

    public string Greeting { get; private set; } = "";

    public static async Task<Conversation> OpenAsync(IPEndPoint address)
    {
        var client = new TcpClient(address.AddressFamily) { NoDelay = true };
        await client.ConnectAsync(address);
        var conversation = new Conversation(client);
        conversation.Greeting = await conversation.ReadLineAsync() ?? "";
        return conversation;
    }

    /// <summary>The client's part of a TLS handshake, with one certificate trusted.</summary>
    public async Task HandshakeAsync(X509Certificate2 trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(trusted);
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy });
        _stream = tls;
    }

    /// <summary>A connection where TLS begins with the first octet.</summary>
    public static async Task<Conversation> OpenTlsAsync(IPEndPoint address, X509Certificate2 trusted)
    {
        var client = new TcpClient(address.AddressFamily) { NoDelay = true };
        await client.ConnectAsync(address);
        var conversation = new Conversation(client);
        await conversation.HandshakeAsync(trusted);
        conversation.Greeting = await conversation.ReadLineAsync() ?? "";
        return conversation;
    }

    public async Task WriteAsync(string latin1) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(latin1));

    /// <summary>Sends a command with a new tag and reads to its tagged response.</summary>
    public async Task<Reply> SendAsync(string command)
    {
        var tag = NextTag();
        await WriteAsync($"{tag} {command}\r\n");
        return await ReadReplyAsync(tag);
    }

    public async Task<Reply> AppendAsync(string mailbox, string message, string options = "") =>
        (await SendAsync($"APPEND {mailbox} {options}{{{message.Length}+}}\r\n{message}")).MustBeOk();

    public string NextTag() => $"t{++_tags}";

    public async Task<Reply> ReadReplyAsync(string tag)
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync() ?? throw new EndOfStreamException($"closed after: {string.Join(" | ", lines)}");
            if (line.StartsWith(tag + " ", StringComparison.Ordinal)) return new Reply(lines, line[(tag.Length + 1)..]);
            lines.Add(line);
        }
    }

    /// <summary>One line without CRLF, with the literals that it announces and what follows them; null at the end of the stream.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            var part = await ReadToCrLfAsync();
            if (part is null) return null;
            line.Append(part);
            if (!part.EndsWith('}') || part.LastIndexOf('{') is not (>= 0 and var brace)
                || !int.TryParse(part[(brace + 1)..^1], out var size))
            {
                return line.ToString();
            }
            line.Append("\r\n");
            for (; size > 0; size--) line.Append((char)(await ReadOctetAsync() ?? throw new EndOfStreamException("in a literal")));
        }
    }

    /// <summary>Reads so many octets, whatever they are; null at the end of the stream.</summary>
    public async Task<byte[]?> ReadOctetsAsync(int count)
    {
        var octets = new byte[count];
        for (var i = 0; i < count; i++)
        {
            if (await ReadOctetAsync() is not { } octet) return null;
            octets[i] = octet;
        }
        return octets;
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Closes the sending side only.</summary>
    public void EndInput() => _client.Client.Shutdown(SocketShutdown.Send);

    private async Task<string?> ReadToCrLfAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            if (await ReadOctetAsync() is not { } octet) return line.Length == 0 ? null : throw new EndOfStreamException(line.ToString());
            if (octet == '\n' && line.Length > 0 && line[^1] == '\r') return line.ToString(0, line.Length - 1);
            line.Append((char)octet);
        }
    }

    private async ValueTask<byte?> ReadOctetAsync()
    {
        if (_start == _end)
        {
            using var deadline = new CancellationTokenSource(Patience);
            _end = await _stream.ReadAsync(_buffer, deadline.Token);
            _start = 0;
            if (_end == 0) return null;
        }
        return _buffer[_start++];
    }
}

/// <summary>Untagged responses and the tagged one without its tag.</summary>
public sealed record Reply(IReadOnlyList<string> Untagged, string Tagged)
{
    public bool IsOk => Tagged.StartsWith("OK ", StringComparison.Ordinal);

    public bool IsNo => Tagged.StartsWith("NO ", StringComparison.Ordinal);

    public bool IsBad => Tagged.StartsWith("BAD ", StringComparison.Ordinal);

    public Reply MustBeOk()
    {
        Assert.True(IsOk, ToString());
        return this;
    }

    /// <summary>The untagged lines that contain a text.</summary>
    public IReadOnlyList<string> With(string text) => [.. Untagged.Where(line => line.Contains(text, StringComparison.Ordinal))];

    /// <summary>The number in "[NAME n]" of the tagged or the last untagged line that has it.</summary>
    public ulong Code(string name)
    {
        var line = Untagged.Append(Tagged).Last(l => l.Contains($"[{name} ", StringComparison.Ordinal));
        var start = line.IndexOf($"[{name} ", StringComparison.Ordinal) + name.Length + 2;
        return ulong.Parse(line[start..line.IndexOfAny([']', ' '], start)], System.Globalization.CultureInfo.InvariantCulture);
    }

    public bool HasCode(string name) => Untagged.Append(Tagged).Any(l => l.Contains($"[{name}", StringComparison.Ordinal));

    /// <summary>MODSEQ of the FETCH response of a message number.</summary>
    public ulong ModSeq(int number)
    {
        var line = Untagged.Last(l => l.StartsWith($"* {number} FETCH ", StringComparison.Ordinal) && l.Contains("MODSEQ (", StringComparison.Ordinal));
        var start = line.IndexOf("MODSEQ (", StringComparison.Ordinal) + 8;
        return ulong.Parse(line[start..line.IndexOf(')', start)], System.Globalization.CultureInfo.InvariantCulture);
    }

    public override string ToString() => string.Join(" | ", Untagged.Append(Tagged));
}
