using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Reference.Store;
using Reference.Wire;

namespace Reference.Serving;

/// <summary>The server inside this process, as a fixture for tests of an IMAP client: on a free port, with mail of its own, and with a hand on
/// what a test cannot ask a server for.</summary>
/// <remarks>Nothing is shared between two of them, so tests may run side by side. All methods may be called while clients are connected, from
/// any thread; only <see cref="RestartAsync"/> and disposing are for one thread alone.</remarks>
public sealed class ReferenceServer : IAsyncDisposable
{
    private readonly ReferenceServerOptions _options;
    private readonly Offer _offer;
    private readonly string _root;
    private readonly SslServerAuthenticationOptions? _tls;
    private MailStore _store;
    private Server _server;

    private ReferenceServer(ReferenceServerOptions options, Offer offer, string root, MailStore store)
    {
        _options = options;
        _offer = offer;
        _root = root;
        _store = store;
        _tls = options.Tls ? ServerCertificate.InMemory(options.Clock) : null;
        _server = Serve(0, 0);
    }

    /// <summary>Where clients connect to.</summary>
    public IPEndPoint Address => _server.Address;

    public int Port => Address.Port;

    /// <summary>Where TLS begins with the first octet; 0 without <see cref="ReferenceServerOptions.Tls"/>.</summary>
    public int TlsPort => _server.TlsAddress?.Port ?? 0;

    /// <summary>What a client must trust; null without <see cref="ReferenceServerOptions.Tls"/>.</summary>
    public X509Certificate2? Certificate => _tls?.ServerCertificateContext?.TargetCertificate;

    /// <summary>Connections that are open now, also those where nobody has logged in yet.</summary>
    public int ConnectionCount => _server.ConnectionCount;

    /// <summary>Starts a server; it listens when the task is done.</summary>
    /// <exception cref="FormatException">A capability to be left out is none of this server's, or a flag is none.</exception>
    /// <exception cref="StoreException">The root cannot be used, or a mailbox has no name that can be.</exception>
    public static async Task<ReferenceServer> StartAsync(ReferenceServerOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new ReferenceServerOptions();
        if (options.Users.Count == 0) throw new ArgumentException("Without a user nobody could log in.", nameof(options));
        if (options is { RequireTls: true, Tls: false }) throw new ArgumentException("RequireTls needs Tls.", nameof(options));
        var offer = (options.MessageLimit is { } messages ? Offer.Everything.WithMessageLimit(messages) : Offer.Everything).Without(options.Without);
        var root = options.Root ?? Directory.CreateTempSubdirectory("reference-fixture-").FullName;
        MailStore? store = null;
        try
        {
            store = await OpenAsync(options, root, cancellation);
            await FillAsync(options, store, cancellation);
            return new ReferenceServer(options, offer, root, store);
        }
        catch
        {
            if (store is not null) await store.DisposeAsync();
            if (options.Root is null) Directory.Delete(root, recursive: true);
            throw;
        }
    }

    /// <summary>A mailbox, to look into and to change as another client would. It may be asked for before it is made.</summary>
    /// <param name="user">As at login.</param>
    /// <param name="name">Unicode, levels parted by '/'.</param>
    public ServedMailbox Mailbox(string user, string name = "INBOX") => new(() => User(user), name, _options.Clock);

    /// <summary>Makes a mailbox.</summary>
    /// <exception cref="StoreException">The name is taken, or none.</exception>
    public Task CreateAsync(string user, string name) => User(user).CreateAsync(name);

    /// <summary>Deletes a mailbox, also one that clients have selected.</summary>
    /// <exception cref="StoreException">There is no such mailbox.</exception>
    public Task DeleteAsync(string user, string name) => User(user).DeleteAsync(name);

    /// <summary>Renames a mailbox with its inferiors.</summary>
    /// <exception cref="StoreException">There is no such mailbox, or the new name is taken, or none.</exception>
    public Task RenameAsync(string user, string from, string to) => User(user).RenameAsync(from, to);

    /// <summary>Cuts connections off without BYE, as a failing network does; their sessions have ended when the task is done.</summary>
    /// <param name="user">Only those where this user is logged in; null for all, also those where nobody is.</param>
    /// <returns>How many there were.</returns>
    public Task<int> CutConnectionsAsync(string? user = null) => _server.CutAsync(user);

    /// <summary>Stops, with BYE to each client, and starts anew on the same port and mail.</summary>
    /// <param name="whileStopped">Done in between, with the path of the root.</param>
    public async Task RestartAsync(Action<string>? whileStopped = null)
    {
        var (port, tlsPort) = (Port, TlsPort);
        await _server.DisposeAsync();
        await _store.DisposeAsync();
        whileStopped?.Invoke(_root);
        _store = await OpenAsync(_options, _root, CancellationToken.None);
        _server = Serve(port, tlsPort);
    }

    /// <summary>Deletes a mailbox's index files, snapshot and log, under the running server, as operators do with a damaged index.</summary>
    /// <exception cref="StoreException">There is no such mailbox.</exception>
    public void DeleteIndex(string user, string name = "INBOX")
    {
        User(user);
        foreach (var file in Directory.GetFiles(MailboxPath.Find(_root, user, name), "dovecot.index*")) File.Delete(file);
    }

    /// <summary>Stops, with BYE to each client, and removes the mail if it is temporary.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
        if (_options.Root is null && Directory.Exists(_root)) Directory.Delete(_root, recursive: true);
    }

    private static Task<MailStore> OpenAsync(ReferenceServerOptions options, string root, CancellationToken cancellation) => MailStore.OpenAsync(
        new StoreOptions { Root = root, Durability = Durability.Os, Clock = options.Clock, Logger = options.Logs.CreateLogger("store") }, cancellation);

    private static async Task FillAsync(ReferenceServerOptions options, MailStore store, CancellationToken cancellation)
    {
        foreach (var user in options.Users)
        {
            var mailboxes = store.ForUser(user.Name);
            foreach (var wanted in user.Mailboxes)
            {
                if (!mailboxes.List().Any(info => info.Name == wanted.Name && !info.NoSelect) && !wanted.Name.Equals("INBOX", StringComparison.OrdinalIgnoreCase))
                    await mailboxes.CreateAsync(wanted.Name, cancellation: cancellation);
                await new ServedMailbox(() => mailboxes, wanted.Name, options.Clock).AppendAsync([.. wanted.Messages]);
                if (!wanted.KeepsModSeqs) await mailboxes.SetKeepsModSeqsAsync(wanted.Name, keeps: false, cancellation);
            }
        }
    }

    private UserStore User(string name) => _options.Users.Any(user => user.Name == name)
        ? _store.ForUser(name)
        : throw new ArgumentException($"There is no user \"{name}\"; there are: {string.Join(", ", _options.Users.Select(user => user.Name))}", nameof(name));

    private Server Serve(int port, int tlsPort) => new(new ServerSettings
    {
        Listen = new IPEndPoint(_options.Address, port),
        Accounts = Accounts.Create(_options.Users.Select(user => (user.Name, user.Password)), _store),
        TlsListen = _tls is null ? null : new IPEndPoint(_options.Address, tlsPort),
        Tls = _tls,
        RequireTls = _options.RequireTls,
        Offer = _offer,
        Limits = _options.Limits,
        Logs = _options.Logs,
        Clock = _options.Clock,
    });
}
