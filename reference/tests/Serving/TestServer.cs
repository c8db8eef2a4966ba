using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reference.Serving;
using Reference.Store;
using Reference.Wire;

namespace Reference.Tests.Serving;

/// <summary>A server in this process on a free loopback port, with a store of its own.</summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly string _root;
    private readonly MailStore _store;
    private readonly Server _server;

    private TestServer(string root, MailStore store, Server server) => (_root, _store, _server) = (root, store, server);

    public IPEndPoint Address => _server.Address;

    /// <summary>The root of its mail store.</summary>
    public string Root => _root;

    public static async Task<TestServer> StartAsync(Limits? limits = null, ILoggerFactory? logs = null, Offer? offer = null)
    {
        var root = Directory.CreateTempSubdirectory("reference-test-").FullName;
        var store = await MailStore.OpenAsync(new StoreOptions { Root = root, Durability = Durability.Os });
        var server = new Server(new ServerSettings
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0), Accounts = Accounts.Demo(store), Offer = offer ?? Offer.Everything,
            Limits = limits ?? Limits.Default, Logs = logs ?? NullLoggerFactory.Instance,
        });
        return new TestServer(root, store, server);
    }

    /// <summary>The mailboxes of a user, as the server itself has them.</summary>
    public UserStore User(string name = "demo") => _store.ForUser(name);

    /// <summary>A connection before login.</summary>
    public Task<Conversation> ConnectAsync() => Conversation.OpenAsync(Address);

    /// <summary>A connection logged in as demo.</summary>
    public async Task<Conversation> LogInAsync(string user = "demo")
    {
        var client = await ConnectAsync();
        (await client.SendAsync($"LOGIN {user} {user}")).MustBeOk();
        return client;
    }

    /// <summary>A connection with the mailbox "x" made if need be, filled and selected.</summary>
    public async Task<Conversation> SelectAsync(string mailbox = "x", int messages = 0, string before = "", string parameters = "")
    {
        var client = await LogInAsync();
        if (messages > 0)
        {
            await client.SendAsync($"CREATE {mailbox}");
            for (var i = 1; i <= messages; i++) await client.AppendAsync(mailbox, $"Subject: message {i}\r\n\r\nbody {i}\r\n");
        }
        if (before.Length > 0) (await client.SendAsync(before)).MustBeOk();
        (await client.SendAsync($"SELECT {mailbox}{parameters}")).MustBeOk();
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
