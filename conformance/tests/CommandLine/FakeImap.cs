using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Conformance.Tests.CommandLine;

/// <summary>
/// A small server that can be told to misbehave. <paramref name="answer"/> sees each command without its tag and gives the whole answer, with <c>{tag}</c> for
/// the tag, or null for the usual one. An answer may be <c>SILENCE</c> (nothing more comes), may end in <c>HANGUP</c>, or begin with <c>FLOOD</c> (the rest, without end).
/// </summary>
internal sealed class FakeImap(
    string capabilities = "IMAP4rev1",
    string password = "pass",
    string greeting = "* OK ready\r\n",
    Func<string, string?>? answer = null,
    bool ipv6 = false) : IAsyncDisposable
{
    private readonly Socket listener = new(ipv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource end = new();
    private readonly ConcurrentBag<Task> running = [];
    private readonly Channel<string> commands = Channel.CreateUnbounded<string>();

    /// <summary>Those that were made and not removed.</summary>
    public ConcurrentDictionary<string, bool> Mailboxes { get; } = new();

    /// <summary>Waits until a command came that begins so.</summary>
    public async Task Said(string beginning, CancellationToken cancel)
    {
        while (!(await commands.Reader.ReadAsync(cancel)).StartsWith(beginning, StringComparison.Ordinal))
        {
        }
    }

    public FakeImap Start()
    {
        listener.Bind(new IPEndPoint(ipv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0));
        listener.Listen();
        running.Add(AcceptAsync());
        return this;
    }

    /// <summary>As it is written behind <c>--server</c>.</summary>
    public string Address => ((IPEndPoint)listener.LocalEndPoint!).ToString();

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Dispose();
        await Task.WhenAll(running);
        end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                running.Add(ServeAsync(await listener.AcceptAsync(end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (!await SayAsync(stream, greeting))
                return;
            while (await CommandAsync(stream) is { } line)
            {
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                var (tag, command) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
                commands.Writer.TryWrite(command);
                var said = answer?.Invoke(command) ?? await UsualAsync(stream, command);
                if (!await SayAsync(stream, said.Replace("{tag}", tag, StringComparison.Ordinal)) || command.StartsWith("LOGOUT", StringComparison.Ordinal))
                    return;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went, as it should in many tests.
        }
    }

    private async Task<string> UsualAsync(NetworkStream stream, string command)
    {
        var words = command.Split(' ');
        switch (words[0].ToUpperInvariant())
        {
            case "CAPABILITY":
                return $"* CAPABILITY {capabilities}\r\n{{tag}} OK done\r\n";
            case "LOGIN":
                return Said(command.Split(' ', 3)[^1]) == password ? "{tag} OK in\r\n" : "{tag} NO [AUTHENTICATIONFAILED] no\r\n";
            case "AUTHENTICATE":
                // PLAIN in one turn, LOGIN in two; whatever is said is believed.
                for (var turn = words.Length > 2 ? 9 : 0; turn < (words[1] == "LOGIN" ? 2 : 1); turn++)
                {
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(words[1] == "LOGIN" ? turn == 0 ? "+ VXNlcm5hbWU6\r\n" : "+ UGFzc3dvcmQ6\r\n" : "+ \r\n"), end.Token);
                    await LineAsync(stream);
                }

                return "{tag} OK in\r\n";
            case "LIST":
                return "* LIST () \"/\" \"\"\r\n{tag} OK done\r\n";
            case "CREATE":
                Mailboxes[words[1]] = true;
                return "{tag} OK done\r\n";
            case "DELETE":
                return Mailboxes.TryRemove(words[1], out _) ? "{tag} OK done\r\n" : "{tag} NO there is none\r\n";
            case "SELECT" or "EXAMINE":
                return "* FLAGS (\\Seen \\Deleted)\r\n* 0 EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 1] ok\r\n* OK [HIGHESTMODSEQ 5] ok\r\n"
                    + "{tag} OK [READ-WRITE] done\r\n";
            case "STATUS":
                return $"* STATUS {words[1]} (HIGHESTMODSEQ 5)\r\n{{tag}} OK done\r\n";
            case "LOGOUT":
                return "* BYE bye\r\n{tag} OK done\r\n";
            default:
                return "{tag} OK done\r\n";
        }
    }

    /// <summary>A string's value, quoted or not.</summary>
    private static string Said(string text) =>
        text.StartsWith('"') ? text[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal) : text;

    private async Task<bool> SayAsync(NetworkStream stream, string text)
    {
        if (text == "SILENCE")
        {
            await stream.ReadExactlyAsync(new byte[1 << 20], end.Token);
            return false;
        }

        if (text.StartsWith("FLOOD", StringComparison.Ordinal))
        {
            var bytes = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(text[5..], 500)));
            while (true)
                await stream.WriteAsync(bytes, end.Token);
        }

        var hangUp = text.EndsWith("HANGUP", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(hangUp ? text[..^6] : text), end.Token);
        return !hangUp;
    }

    /// <summary>A command with its literals, or null at the end.</summary>
    private async Task<string?> CommandAsync(NetworkStream stream)
    {
        var command = await LineAsync(stream);
        while (command is not null && command.EndsWith('}') && command.LastIndexOf('{') is var at and >= 0)
        {
            var header = command[(at + 1)..^1];
            if (!header.EndsWith('+'))
                await stream.WriteAsync("+ go on\r\n"u8.ToArray(), end.Token);
            var literal = new byte[int.Parse(header.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture)];
            await stream.ReadExactlyAsync(literal, end.Token);
            command = command[..at] + Encoding.UTF8.GetString(literal) + await LineAsync(stream);
        }

        return command;
    }

    private async Task<string?> LineAsync(NetworkStream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one, end.Token) == 1)
        {
            if (one[0] == '\n')
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }

        return null;
    }
}
