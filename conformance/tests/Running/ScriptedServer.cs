using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Conformance.Running;
using Conformance.Wire;

namespace Conformance.Tests.Running;

/// <summary>
/// A server that follows a literal transcript. <c>S: text</c> sends a line, with <c>{tag}</c> of the last command; <c>S~ text</c> without its end;
/// <c>C: text</c> demands that command (after its tag), <c>C= text</c> or <c>L text</c> exactly that line; <c>FLOOD line</c> and <c>ENDLESS text</c> send without end; <c>SILENCE</c> waits
/// until the client goes; <c>HANGUP</c> closes; <c>TLS</c> begins encryption. Each connection takes the next script, the last one over and over.
/// </summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly Socket listener;
    private readonly string[] scripts;
    private readonly bool byteByByte;
    private readonly CancellationTokenSource end = new();
    private readonly List<Task> running = [];
    private int connections;

    public ScriptedServer(string[] scripts, bool byteByByte = false, bool ipv6 = false)
    {
        this.scripts = scripts;
        this.byteByByte = byteByByte;
        listener = new Socket(ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(ipv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0));
        listener.Listen();
        running.Add(AcceptAsync());
    }

    public ScriptedServer(string script) : this([script])
    {
    }

    /// <summary>What went against the script.</summary>
    public List<string> Complaints { get; } = [];

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public string Host => ((IPEndPoint)listener.LocalEndPoint!).Address.ToString();

    public static X509Certificate2 Certificate => Made.Value;

    private static readonly Lazy<X509Certificate2> Made = new(SelfSigned);

    public Target Target(TlsMode tls = TlsMode.None, string? mechanism = null, string password = "pass") =>
        new(Host, Port, new TlsOptions(tls), new Account("alice", password), null, mechanism, new Dictionary<string, Conformance.Running.Hooks.IHook>());

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Dispose();
        await Task.WhenAll(running);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(end.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            client.NoDelay = true;
            var script = scripts[Math.Min(connections++, scripts.Length - 1)];
            running.Add(Task.Run(() => ServeAsync(client, script)));
        }
    }

    private async Task ServeAsync(Socket client, string script)
    {
        Stream stream = new NetworkStream(client, ownsSocket: true);
        var tag = "";
        try
        {
            foreach (var line in script.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var text = line.Length > 3 ? line[3..] : "";
                if (line.StartsWith("S:", StringComparison.Ordinal))
                    await SayAsync(text.Replace("{tag}", tag, StringComparison.Ordinal) + "\r\n");
                else if (line.StartsWith("S~", StringComparison.Ordinal))
                    await SayAsync(text.Replace("{tag}", tag, StringComparison.Ordinal));
                else if (line.StartsWith("C:", StringComparison.Ordinal))
                    tag = Compare(text, await ReadLineAsync());
                else if (line.StartsWith("C=", StringComparison.Ordinal))
                    Compare("= " + text, "= " + await ReadLineAsync());
                else if (line[0] == 'L')
                    Compare("= " + (line.Length > 2 ? line[2..] : ""), "= " + await ReadLineAsync());
                else if (line.StartsWith("FLOOD", StringComparison.Ordinal))
                    await PourAsync(Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(line[6..] + "\r\n", 500))));
                else if (line.StartsWith("ENDLESS", StringComparison.Ordinal))
                    await PourAsync(Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(line[8..], 5000))));
                else if (line == "SILENCE")
                    await ReadLineAsync();
                else if (line == "TLS")
                    stream = await UpgradeAsync(stream);
                else if (line == "HANGUP")
                    break;
                else
                    Complaints.Add($"no such line in a script: {line}");
            }

            client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client has gone, as it should in half of the scripts.
        }
        finally
        {
            await stream.DisposeAsync();
        }

        async Task SayAsync(string text)
        {
            var bytes = Encoding.Latin1.GetBytes(text.Replace("\\r\\n", "\r\n", StringComparison.Ordinal));
            if (!byteByByte)
            {
                await stream.WriteAsync(bytes, end.Token);
                return;
            }

            foreach (var b in bytes)
                await stream.WriteAsync(new[] { b }, end.Token);
        }

        async Task PourAsync(byte[] bytes)
        {
            while (true)
                await stream.WriteAsync(bytes, end.Token);
        }

        async Task<string> ReadLineAsync()
        {
            var line = new List<byte>();
            var one = new byte[1];
            while (await stream.ReadAsync(one, end.Token) == 1)
            {
                if (one[0] == '\n')
                    return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
                line.Add(one[0]);
            }

            throw new IOException("the client went");
        }
    }

    private string Compare(string expected, string line)
    {
        var parts = line.Split(' ', 2);
        if (parts.Length < 2 || parts[1] != expected.TrimStart('=', ' '))
            Complaints.Add($"expected '{expected}', read '{line}'");
        return parts[0];
    }

    private async Task<Stream> UpgradeAsync(Stream plain)
    {
        var ssl = new SslStream(plain);
        await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = Certificate }, end.Token);
        return ssl;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }
}
