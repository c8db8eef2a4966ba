using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Reference.Serving;

namespace Reference.Tests.Serving;

/// <summary>The program as a process of its own.</summary>
public sealed class ServeCommandTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly string _root = Directory.CreateTempSubdirectory("reference serve ").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static Process Start(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "reference.dll");
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        info.ArgumentList.Add(program);
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        return Process.Start(info)!;
    }

    private static async Task<IPEndPoint> ReadyAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.StartsWith("ready ", line, StringComparison.Ordinal);
        return IPEndPoint.Parse(line!["ready ".Length..]);
    }

    private static async Task<int> ExitAsync(Process process)
    {
        await process.WaitForExitAsync().WaitAsync(Patience);
        return process.ExitCode;
    }

    [Fact]
    public async Task Mail_outlives_a_kill_and_a_graceful_stop_on_the_same_port_and_root()
    {
        if (OperatingSystem.IsWindows()) return;
        using var first = Start("serve", "--root", _root, "--listen", "127.0.0.1:0", "--durability", "os");
        var address = await ReadyAsync(first);
        using (var client = await Conversation.OpenAsync(address))
        {
            (await client.SendAsync("LOGIN demo demo")).MustBeOk();
            await client.AppendAsync("INBOX", "Subject: x\r\n\r\nx");
            first.Kill();
            await ExitAsync(first);
        }

        using var second = Start("serve", "--root", _root, "--listen", address.ToString());
        Assert.Equal(address, await ReadyAsync(second));
        using (var client = await Conversation.OpenAsync(address))
        {
            (await client.SendAsync("LOGIN demo demo")).MustBeOk();
            Assert.Contains("* 1 EXISTS", (await client.SendAsync("SELECT INBOX")).Untagged);
            _ = Kill(second.Id, 15);
            Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(0, await ExitAsync(second));

        using var path = Start("mailbox-path", "--root", _root, "--user", "demo", "--mailbox", "inbox");
        var directory = (await path.StandardOutput.ReadToEndAsync()).TrimEnd();
        Assert.Equal(0, await ExitAsync(path));
        Assert.True(File.Exists(Path.Combine(directory, "dovecot.index.log")), directory);
    }

    [Fact]
    public async Task Without_a_root_the_mail_is_removed_and_that_is_said()
    {
        using var process = Start("serve", "--listen", "[::1]:0", "--exit-with-stdin");
        await ReadyAsync(process);
        var said = await process.StandardError.ReadLineAsync().WaitAsync(Patience);
        var directory = said!.Split(' ').Single(word => Path.IsPathRooted(word));
        Assert.True(Directory.Exists(directory));
        process.StandardInput.Close();
        Assert.Equal(0, await ExitAsync(process));
        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task Ctrl_C_stops_it_gracefully_but_not_when_it_is_to_end_with_its_input()
    {
        if (OperatingSystem.IsWindows()) return;
        using var alone = Start("serve", "--root", Path.Combine(_root, "alone"), "--listen", "127.0.0.1:0");
        await ReadyAsync(alone);
        _ = Kill(alone.Id, 2);
        Assert.Equal(0, await ExitAsync(alone));

        using var owned = Start("serve", "--root", Path.Combine(_root, "owned"), "--listen", "127.0.0.1:0", "--exit-with-stdin");
        var address = await ReadyAsync(owned);
        _ = Kill(owned.Id, 2);
        using var client = await Conversation.OpenAsync(address);
        (await client.SendAsync("LOGIN demo demo")).MustBeOk();
        owned.StandardInput.Close();
        Assert.StartsWith("* BYE ", await client.ReadLineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await ExitAsync(owned));
    }

    [Theory]
    [InlineData("serve", "--listen", "0.0.0.0:0")]
    [InlineData("serve", "--listen", "nonsense")]
    [InlineData("serve", "--users", "/nonexistent/users")]
    [InlineData("mailbox-path", "--root", "/nonexistent", "--user", "x", "--mailbox", "y")]
    [InlineData("serve", "--durability", "maybe")]
    [InlineData("serve", "--listen", "127.0.0.1:0", "--certificate", "/nonexistent.pem")]
    [InlineData("serve", "--key", "key.pem")]
    [InlineData("serve", "--listen", "127.0.0.1:0", "--tls-listen", "0.0.0.0:0")]
    [InlineData("serve", "--log-format", "xml")]
    public async Task What_cannot_be_done_is_said_on_stderr_with_exit_code_1(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        Assert.Equal(1, await ExitAsync(process));
        Assert.NotEmpty(error.Trim());
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_serves_TLS_with_a_certificate_of_its_own_and_users_whose_passwords_are_hashed()
    {
        var users = Path.Combine(_root, "users");
        await File.WriteAllTextAsync(users, $"alice:{Secret.ToFileForm(Secret.Hash("secret", Secret.MinIterations))}\r\n");
        var root = Path.Combine(_root, "mail");
        using var process = Start(
            "serve", "--root", root, "--listen", "127.0.0.1:0", "--tls-listen", "127.0.0.1:0", "--require-tls", "--users", users, "--exit-with-stdin", "--log-format", "json");
        var line = await process.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.StartsWith("tls ", line, StringComparison.Ordinal);
        var plain = await ReadyAsync(process);
        using var trusted = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(root, "tls", "certificate.pem"));

        using var client = await Conversation.OpenAsync(plain);
        Assert.Contains("LOGINDISABLED", client.Greeting, StringComparison.Ordinal);
        (await client.SendAsync("STARTTLS")).MustBeOk();
        await client.HandshakeAsync(trusted);
        (await client.SendAsync("LOGIN alice secret")).MustBeOk();
        using var other = await Conversation.OpenTlsAsync(IPEndPoint.Parse(line!["tls ".Length..]), trusted);
        (await other.SendAsync("LOGIN alice secret")).MustBeOk();

        process.StandardInput.Close();
        var log = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        Assert.Equal(0, await ExitAsync(process));
        Assert.All(log.Split('\n', StringSplitOptions.RemoveEmptyEntries), text => JsonDocument.Parse(text).Dispose());
    }

    [Fact]
    public async Task A_hashed_password_logs_in()
    {
        using var hashing = Start("hash-password");
        await hashing.StandardInput.WriteLineAsync("pass$word: \u00E9");
        hashing.StandardInput.Close();
        var hash = (await hashing.StandardOutput.ReadToEndAsync()).TrimEnd();
        var secret = Secret.Parse(hash);
        Assert.NotNull(secret);
        Assert.StartsWith("{SCRAM-SHA-256}", hash, StringComparison.Ordinal);
        Assert.True(secret.Matches("pass$word: \u00E9"));
        Assert.False(secret.Matches("pass$word: e"));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
