using Microsoft.Extensions.Logging;
using Reference.Serving;

namespace Reference.Tests.Serving;

/// <summary>Names and headers that try to leave the root, to begin a line of their own, or are not what they have to be: refused, logged, and nothing
/// is written elsewhere.</summary>
public sealed class HostileNamesTests : IAsyncLifetime
{
    private readonly string _outside = Directory.CreateTempSubdirectory("reference hostile ").FullName;
    private readonly LogWatch _log = new("never");
    private readonly LoggerFactory _logs;
    private ReferenceServer _server = null!;

    public HostileNamesTests() => _logs = new LoggerFactory([new LineLog(_log, LogLevel.Information, TimeProvider.System)]);

    private string Root => Path.Combine(_outside, "deep", "down", "mail");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Root);
        await File.WriteAllTextAsync(Path.Combine(_outside, "deep", "secret"), "not mail");
        _server = await ReferenceServer.StartAsync(new() { Root = Root, Logs = _logs, Users = [new("demo", "demo"), new("..", "demo"), new("../../x", "demo")] });
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _logs.Dispose();
        _log.Dispose();
        Directory.Delete(_outside, recursive: true);
    }

    /// <summary>Everything beside the root, with its content.</summary>
    private List<string> Elsewhere() =>
    [
        .. Directory.EnumerateFileSystemEntries(_outside, "*", SearchOption.AllDirectories).Where(path => !path.StartsWith(Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            .Select(path => File.Exists(path) ? $"{path}: {File.ReadAllText(path)}" : path).Order(StringComparer.Ordinal),
    ];

    private async Task<Conversation> LogInAsync(string user = "demo")
    {
        var client = await Conversation.OpenAsync(_server.Address);
        (await client.SendAsync($"LOGIN \"{user}\" demo")).MustBeOk();
        return client;
    }

    public static TheoryData<string> Hostile { get; } = new()
    {
        "..", "../..", "../../outside", "a/../../b", "./a", "/etc/passwd", "/", "//", "a//b",
        "a\0b", "a\r\nb", "a\r\n* OK injected", "a\nb", "a\rb", "a\u007fb", "\u0001",
        "a\u00C3\u0028", "caf\u00C3\u00A9", "\u00FF\u00FE",
        "&", "&-&", "&AGE-", "&2D0-", "&3gA-", "&AAA-", "&AA0ACg-", "&ICg-", "&AGE", "&====-", "&ZeVnLA==-",
        "a*b", "a%b", "..\\..\\x/..",
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_name_that_is_none_is_refused_by_each_command_and_logged_and_nothing_is_written_elsewhere(string name) =>
        await RefusedAsync(await LogInAsync(), name);

    /// <summary>One character an octet.</summary>
    public static TheoryData<string> HostileInUtf8 { get; } = new()
    {
        "..", "../../outside", "a/../../b", "./a", "/etc/passwd", "a//b", "caf\u00C3\u00A9/../x",
        "a\0b", "a\r\n* OK injected", "a\nb", "a\rb", "a\u007fb", "a*b", "a%b",
        // Controls and separators: U+0085, U+009F, U+2028, U+2029.
        "a\u00C2\u0085b", "a\u00C2\u009Fb", "a\u00E2\u0080\u00A8b", "a\u00E2\u0080\u00A9b",
        // Longer than it may be: "/", ".", NUL, CR.
        "a\u00C0\u00AFb", "..\u00C0\u00AF..\u00C0\u00AFx", "\u00C0\u00AE\u00C0\u00AE/x", "\u00E0\u0080\u00AE", "a\u00C0\u0080b", "a\u00C0\u008Db", "\u00F0\u0080\u0080\u00AF",
        // No UTF-8: a lone continuation, a cut one, Latin-1, halves of a surrogate pair, beyond U+10FFFF, five octets.
        "a\u0080", "\u00E2\u0082", "caf\u00E9", "\u00ED\u00A0\u0080", "\u00ED\u00A0\u0080\u00ED\u00B0\u0080", "\u00F4\u0090\u0080\u0080", "\u00F8\u0088\u0080\u0080\u0080", "\u00FF\u00FE",
        // No Net-Unicode: u and diaeresis, the sign of Angstrom.
        "u\u00CC\u0088", "\u00E2\u0084\u00AB",
        // What stands for something that could not be read.
        "\u00EF\u00BF\u00BD",
    };

    [Theory]
    [MemberData(nameof(HostileInUtf8))]
    public async Task In_UTF_8_it_is_the_same(string name)
    {
        var client = await LogInAsync();
        (await client.SendAsync("ENABLE IMAP4rev2")).MustBeOk();
        await RefusedAsync(client, name);
    }

    private async Task RefusedAsync(Conversation client, string name)
    {
        using var owned = client;
        var (list, elsewhere) = ((await client.SendAsync("LIST \"\" *")).Untagged, Elsewhere());
        var literal = $"{{{name.Length}+}}\r\n{name}";
        var commands = new[]
        {
            $"CREATE {literal}", $"RENAME INBOX {literal}", $"SELECT {literal}", $"EXAMINE {literal}", $"DELETE {literal}",
            $"STATUS {literal} (MESSAGES)", $"APPEND {literal} {{1+}}\r\nx",
        };
        foreach (var command in commands)
        {
            var reply = await client.SendAsync(command);
            Assert.True(reply.IsNo || reply.IsBad, $"{command}: {reply}");
            Assert.Empty(reply.Untagged);
        }
        (await client.SendAsync("NOOP")).MustBeOk();
        Assert.Equal(list, (await client.SendAsync("LIST \"\" *")).Untagged);
        Assert.Equal(elsewhere, Elsewhere());
        Assert.Equal(commands.Length, _log.All.Split("refused: ").Length - 1);
        Assert.DoesNotContain(_log.All.Split(Environment.NewLine), line => line.StartsWith("* OK", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("=2e=2e")]
    [InlineData("C:\\\\x")]
    [InlineData("~root")]
    [InlineData("con")]
    [InlineData("dovecot.index.log")]
    [InlineData("-rf")]
    [InlineData("$(touch x)`touch y`;|")]
    [InlineData("&ZeVnLIqe-")]
    public async Task A_name_that_only_looks_like_it_is_a_name_like_any_other(string name) => await TakenAsync(await LogInAsync(), name);

    [Theory]
    [InlineData("&")]
    [InlineData("&-")]
    [InlineData("&AC8-etc")]
    [InlineData("&Li4ALw-")]
    [InlineData("\u00EF\u00BC\u008E\u00EF\u00BC\u008E\u00EF\u00BC\u008Fetc")]
    [InlineData("\u00F0\u009F\u0098\u0080")]
    [InlineData("caf\u00C3\u00A9")]
    public async Task So_it_is_in_UTF_8(string name)
    {
        var client = await LogInAsync();
        (await client.SendAsync("ENABLE IMAP4rev2")).MustBeOk();
        await TakenAsync(client, name);
    }

    private async Task TakenAsync(Conversation client, string name)
    {
        using var owned = client;
        var elsewhere = Elsewhere();
        (await client.SendAsync($"CREATE \"{name}\"")).MustBeOk();
        await client.AppendAsync($"\"{name}\"", "Subject: x\r\n\r\nx");
        Assert.Contains("* 1 EXISTS", (await client.SendAsync($"SELECT \"{name}\"")).MustBeOk().Untagged);
        Assert.Equal(elsewhere, Elsewhere());
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../x")]
    public async Task A_user_whose_name_looks_like_a_way_out_has_mail_inside_the_root(string user)
    {
        var elsewhere = Elsewhere();
        using var client = await LogInAsync(user);
        await client.AppendAsync("INBOX", "Subject: x\r\n\r\nx");
        Assert.Equal(elsewhere, Elsewhere());
        using var other = await LogInAsync();
        Assert.Contains("* 0 EXISTS", (await other.SendAsync("SELECT INBOX")).MustBeOk().Untagged);
    }

    [Theory]
    [InlineData("Subject: a\r\r\n\r\n")]
    [InlineData("Subject: a\rb\nc\r\n\r\n")]
    [InlineData("Subject: a\r\n\tb\r\n\r\n")]
    [InlineData("Subject: \"quoted\\\" {5}\r\n\r\n")]
    [InlineData("Subject: x {5}\r\n* OK injected\r\n\r\n")]
    [InlineData("Subject: \u00C3\u0028 \u00FF\r\n\r\n")]
    [InlineData("Subject: =?utf-8?q?a=0D=0A*_OK_injected?=\r\n\r\n")]
    [InlineData("From: \"a\r\n* OK injected\" <b@c>\r\n\r\n")]
    [InlineData("From: <a@b\u0001\u007f>, (((, @@@, \"\r\nTo: :::;\r\n\r\n")]
    [InlineData("Message-ID: <\"\\\r\n>\r\nIn-Reply-To: )))\r\n\r\n")]
    [InlineData("Date: {3}\r\n\r\n")]
    [InlineData("Content-Type: text/plain; name=\"a\\\r\n\"; x=\")(\"\r\n\r\n")]
    [InlineData("no header at all")]
    [InlineData("\r\n")]
    [InlineData(":\r\n::\r\n: a\r\n\r\n")]
    public async Task A_header_that_is_odd_is_answered_in_one_response_that_leaves_the_client_in_step(string message)
    {
        // Without that octets beyond ASCII in a header are refused (RFC 6855 section 4).
        foreach (var enable in (string[])["ENABLE UTF8=ACCEPT", "ENABLE IMAP4rev2"]) await AnsweredAsync(message, enable);
    }

    private async Task AnsweredAsync(string message, string enable)
    {
        using var client = await LogInAsync(enable.Contains("rev2", StringComparison.Ordinal) ? ".." : "demo");
        (await client.SendAsync(enable)).MustBeOk();
        await client.AppendAsync("INBOX", message);
        (await client.SendAsync("SELECT INBOX")).MustBeOk();
        foreach (var item in (string[])["ENVELOPE", "BODYSTRUCTURE", "BODY[HEADER]", "BODY[HEADER.FIELDS (SUBJECT)]"])
        {
            var reply = (await client.SendAsync($"FETCH 1 {item}")).MustBeOk();
            var fetch = Assert.Single(reply.With(item.Split('[')[0]));
            Assert.StartsWith("* 1 FETCH (", fetch, StringComparison.Ordinal);
            Assert.DoesNotContain(reply.Untagged, line => line.StartsWith("* OK", StringComparison.Ordinal));
            if (item is "ENVELOPE" or "BODYSTRUCTURE") Assert.True(IsBalanced(fetch), fetch);
        }
        (await client.SendAsync("NOOP")).MustBeOk();
    }

    [Fact]
    public async Task A_message_with_NUL_is_refused()
    {
        using var client = await LogInAsync();
        Assert.True((await client.SendAsync("APPEND INBOX {16+}\r\nSubject: a\0b\r\n\r\n")).IsBad);
        Assert.Contains("* 0 EXISTS", (await client.SendAsync("SELECT INBOX")).Untagged);
    }

    /// <summary>Parentheses outside strings close what they open, by the rules of string (RFC 3501 section 4.3); quoted strings hold neither CR, LF
    /// nor 8-bit.</summary>
    private static bool IsBalanced(string response)
    {
        var depth = 0;
        for (var i = 0; i < response.Length; i++)
        {
            switch (response[i])
            {
                case '(':
                    depth++;
                    break;
                case ')':
                    if (--depth < 0) return false;
                    break;
                case '"':
                    for (i++; i < response.Length && response[i] != '"'; i++)
                    {
                        if (response[i] is '\r' or '\n' or > '\u007f') return false;
                        if (response[i] == '\\') i++;
                    }
                    break;
                case '{':
                    var end = response.IndexOf('}', i);
                    i = end + 2 + int.Parse(response[(i + 1)..end], System.Globalization.CultureInfo.InvariantCulture);
                    break;
                case '\r' or '\n' or > '\u007f':
                    return false;
                default:
                    break;
            }
        }
        return depth == 0;
    }
}
