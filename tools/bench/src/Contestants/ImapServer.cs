using Bench.Imap;

namespace Bench.Contestants;

/// <summary>An IMAP server under measurement: opens connections, and knows every mailbox that was made there.</summary>
public sealed class ImapServer : Contestant
{
    private readonly ServerAddress _address;
    private readonly TimeSpan _limit;
    private readonly string _run;
    private readonly CancellationToken _stop;
    private readonly HashSet<string> _mailboxes = [];
    private readonly Dictionary<int, Task<BigMailbox>> _big = [];
    private string _prefix = "";
    private int _next;
    private Task<IReadOnlyList<string>>? _hundred;

    /// <param name="limit">For each command.</param>
    /// <param name="run">A word that no other run has; part of every mailbox name.</param>
    public ImapServer(ServerAddress address, TimeSpan limit, string run, CancellationToken stop) : base(address.Name)
    {
        _address = address;
        _limit = limit;
        _run = run;
        _stop = stop;
    }

    /// <summary>A process that ends with this server, when the bench started it.</summary>
    public ServedProcess? Process { get; init; }

    public HashSet<string> Capabilities { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The largest literal, in octets, that may be sent without waiting (RFC 7888); 0 when none may.</summary>
    public int NonSynchronizing => Capabilities.Contains("LITERAL+") ? int.MaxValue : Capabilities.Contains("LITERAL-") ? 4096 : 0;

    /// <summary>Logs in once, and learns what the server offers.</summary>
    /// <exception cref="BenchException">It is not there, refuses the login, or has no CONDSTORE.</exception>
    public async Task ExamineAsync()
    {
        await using var connection = await ConnectAsync();
        await connection.DemandAsync("CAPABILITY", line =>
        {
            if (!line.StartsWith("* CAPABILITY "u8)) return;
            foreach (var name in System.Text.Encoding.ASCII.GetString(line).Split(' ').Skip(2)) Capabilities.Add(name);
        });
        if (!Capabilities.Contains("CONDSTORE") && !Capabilities.Contains("QRESYNC"))
            throw new BenchException($"{Name}: the server offers no CONDSTORE (RFC 7162), and everything that is measured here needs it");
        if (Capabilities.Contains("NAMESPACE"))
            await connection.DemandAsync("NAMESPACE", line => _prefix = PersonalPrefix(System.Text.Encoding.ASCII.GetString(line)) ?? _prefix);
    }

    /// <exception cref="NotOfferedException">The server does not announce it.</exception>
    public void Need(string capability)
    {
        if (!Capabilities.Contains(capability)) throw new NotOfferedException($"no {capability}");
    }

    /// <summary>A connection that is logged in.</summary>
    /// <param name="blocks">Whether it waits in the calling thread; then it is for one command after the other.</param>
    public Task<ImapConnection> ConnectAsync(bool blocks = false) => ConnectAsync(blocks, _limit, _stop);

    /// <summary>A connection that is logged in and has selected <paramref name="mailbox"/>, CONDSTORE being on.</summary>
    public async Task<ImapConnection> SelectAsync(string mailbox, bool blocks = false)
    {
        var connection = await ConnectAsync(blocks);
        try
        {
            await connection.DemandAsync($"SELECT {mailbox} (CONDSTORE)");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <returns>The new mailbox's name, quoted as it goes into commands.</returns>
    public async Task<string> CreateMailboxAsync(ImapConnection connection)
    {
        var name = $"\"{_prefix}bench-{_run}-{++_next}\"";
        _mailboxes.Add(name);
        await connection.DemandAsync($"CREATE {name}");
        return name;
    }

    public async Task RemoveMailboxAsync(ImapConnection connection, string name)
    {
        await connection.DemandAsync($"DELETE {name}");
        _mailboxes.Remove(name);
    }

    /// <summary>The one mailbox of that many messages, which all workloads share.</summary>
    public Task<BigMailbox> BigMailboxAsync(int messages)
    {
        if (!_big.TryGetValue(messages, out var mailbox) || mailbox.IsFaulted) _big[messages] = mailbox = BigMailbox.CreateAsync(this, messages);
        return mailbox;
    }

    /// <summary>The hundred mailboxes with one message each, which all workloads share.</summary>
    public Task<IReadOnlyList<string>> HundredMailboxesAsync()
    {
        if (_hundred is null || _hundred.IsFaulted) _hundred = CreateHundredAsync();
        return _hundred;
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (_mailboxes.Count > 0) await RemoveAllAsync();
        }
        finally
        {
            if (Process is not null) await Process.DisposeAsync();
        }
    }

    // After Ctrl-C everything else is cancelled; removing has its own, bounded time.
    private async Task RemoveAllAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await using var connection = await ConnectAsync(false, _limit, limit.Token);
        foreach (var name in _mailboxes)
        {
            var done = await connection.RunAsync($"DELETE {name}");
            // NO: it was never made.
            if (done.Status == "BAD") throw new BenchException($"{Name}: DELETE {name} was answered BAD {done.Text}");
        }
        _mailboxes.Clear();
    }

    private async Task<IReadOnlyList<string>> CreateHundredAsync()
    {
        await using var connection = await ConnectAsync();
        var names = new List<string>();
        for (var i = 0; i < 100; i++)
        {
            names.Add(await CreateMailboxAsync(connection));
            await new Filler(this, connection).AppendAsync(names[^1], 1);
        }
        return names;
    }

    private async Task<ImapConnection> ConnectAsync(bool blocks, TimeSpan limit, CancellationToken stop)
    {
        var connection = await ImapConnection.ConnectAsync(Name, _address.Host, _address.Port, blocks, limit, stop);
        try
        {
            var greeting = System.Text.Encoding.UTF8.GetString((await connection.ReceiveAsync("the greeting")).Span);
            if (!greeting.StartsWith("* OK", StringComparison.OrdinalIgnoreCase))
                throw new BenchException($"{Name}: {_address.Host} port {_address.Port} does not greet as an IMAP server: {Completion.Shown(greeting)}");
            var login = await connection.RunAsync($"LOGIN {Quoted(_address.User)} {Quoted(_address.Password)}");
            if (!login.IsOk) throw new BenchException($"{Name}: the login as {_address.User} was refused: {login.Status} {login.Text}");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    // * NAMESPACE (("INBOX." ".")) NIL NIL   (RFC 2342)
    private static string? PersonalPrefix(string line)
    {
        const string start = "* NAMESPACE ((\"";
        if (!line.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return null;
        var end = line.IndexOf('"', start.Length);
        return end < 0 ? null : line[start.Length..end];
    }
}
