using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using Conformance.Running.Hooks;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>The built-in server could not be found, started or asked.</summary>
public sealed class BuiltInServerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The project's reference server as a process of its own, in a temporary directory, on a free port of the loopback. It ends with the suite, however
/// that ends: its standard input is a pipe from here, and it stops when the pipe is closed.
/// </summary>
public sealed class BuiltInServer : IAsyncDisposable
{
    private readonly ReferenceProgram program;
    private readonly DirectoryInfo directory;
    private readonly TimeSpan timeout;
    private readonly TimeProvider clock;
    private readonly RecentLines log = new(200);
    private readonly ConcurrentDictionary<(string User, string Mailbox), string> paths = new();
    private ServerProcess? process;
    private IPEndPoint address = new(IPAddress.Loopback, 0);

    private BuiltInServer(ReferenceProgram program, DirectoryInfo directory, TimeSpan timeout, TimeProvider clock)
    {
        this.program = program;
        this.directory = directory;
        this.timeout = timeout;
        this.clock = clock;
    }

    /// <summary>Where it listens, with two accounts and the hooks that it brings.</summary>
    public Target Target => new(
        address.Address.ToString(),
        address.Port,
        new TlsOptions(TlsMode.None),
        First,
        Second,
        null,
        BuiltInHook.Names.ToDictionary(n => n, IHook (n) => new BuiltInHook(this, n)));

    /// <summary>The last lines that it wrote to standard error.</summary>
    public IReadOnlyList<string> Log => log.Lines;

    /// <summary>Octets of memory that its process has now; null while it is down.</summary>
    public long? Memory => process?.Memory;

    private Account First { get; } = new("alice", NewPassword());

    private Account Second { get; } = new("bob", NewPassword());

    private string Root => Path.Combine(directory.FullName, "mail");

    private string UsersPath => Path.Combine(directory.FullName, "users");

    /// <summary>Finds and starts it.</summary>
    /// <param name="timeout">How long a start or a stop may take.</param>
    /// <exception cref="BuiltInServerException">It was not built, or did not come up.</exception>
    public static async Task<BuiltInServer> StartAsync(TimeSpan timeout, TimeProvider clock, CancellationToken cancel)
    {
        var program = ReferenceProgram.Find();
        var server = new BuiltInServer(program, NewDirectory(), timeout, clock);
        try
        {
            Directory.CreateDirectory(server.Root);
            await File.WriteAllLinesAsync(
                server.UsersPath, [.. new[] { server.First, server.Second }.Select(a => UsersFile.Line(a.User, a.Password))], cancel);
            await server.UpAsync(cancel);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await DownAsync(politely: true);
        try
        {
            directory.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A temporary directory that stays behind harms nobody, and there is no one left to tell.
        }
    }

    /// <summary>Starts it, on the port that it had before.</summary>
    /// <exception cref="BuiltInServerException">It did not come up.</exception>
    internal async Task UpAsync(CancellationToken cancel)
    {
        process = await ServerProcess.StartAsync(
            program.StartInfo("serve", "--root", Root, "--listen", address.ToString(), "--lmtp", "127.0.0.1:0", "--users", UsersPath, "--durability", "os", "--message-limit", "1000", "--exit-with-stdin"),
            log,
            timeout,
            clock,
            cancel);
        address = process.Address;
    }

    /// <summary>Ends it: politely by closing its standard input, otherwise at once.</summary>
    internal async Task DownAsync(bool politely)
    {
        if (process is not { } ending)
            return;
        process = null;
        await ending.EndAsync(politely, timeout, clock);
    }

    /// <summary>The directory of a mailbox.</summary>
    /// <exception cref="BuiltInServerException">It could not be found.</exception>
    internal async Task<string> FindAsync(string user, string mailbox, CancellationToken cancel)
    {
        // Asked once: deletions within one second are what tells a clock from a counter.
        if (!paths.TryGetValue((user, mailbox), out var path) || !Directory.Exists(path))
            paths[(user, mailbox)] = path = await AskAsync("mailbox-path", user, mailbox, cancel);
        return path;
    }

    /// <summary>Deletes the index files of a mailbox.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="BuiltInServerException">The mailbox's directory could not be found.</exception>
    internal async Task<int> DeleteIndexAsync(string user, string mailbox, CancellationToken cancel)
    {
        var path = await FindAsync(user, mailbox, cancel);
        var files = Directory.GetFiles(path, "dovecot.index*");
        foreach (var file in files)
            File.Delete(file);
        return files.Length;
    }

    /// <summary>Asks the server, as its operator, to do or tell something about a mailbox; while it is down its own tool of that name is run.</summary>
    /// <exception cref="BuiltInServerException">It refused.</exception>
    internal async Task<string> AskAsync(string what, string user, string mailbox, CancellationToken cancel)
    {
        using var deadline = new Deadline(timeout, clock, cancel);
        return process is { } running
            ? await running.AskAsync(what, user, mailbox, deadline.Token)
            : await program.PrintAsync(timeout, clock, deadline.Token, what, "--root", Root, "--user", user, "--mailbox", mailbox);
    }

    /// <summary>Delivers a message, as a mail transport agent does.</summary>
    /// <exception cref="BuiltInServerException">It was not taken.</exception>
    internal async Task<string> DeliverAsync(string user, string mailbox, CancellationToken cancel)
    {
        if (process?.Delivery is not { } delivery)
            throw new BuiltInServerException("the reference server did not say where mail is delivered");
        using var deadline = new Deadline(timeout, clock, cancel);
        try
        {
            return await LmtpDelivery.RunAsync(delivery, $"{user}+{mailbox}", deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new BuiltInServerException($"the delivery took longer than {timeout.TotalSeconds:0.###} s", e);
        }
    }

    /// <summary>In memory, where there is a place for files in memory: thousands of mailboxes are made and removed, and a disk has the better part of that work.</summary>
    private static DirectoryInfo NewDirectory()
    {
        const string memory = "/dev/shm";
        try
        {
            if (OperatingSystem.IsLinux() && new DriveInfo(memory) is { IsReady: true, DriveFormat: "tmpfs", AvailableFreeSpace: > 512L << 20 })
                return Directory.CreateDirectory(Path.Combine(memory, $"conformance-{Guid.NewGuid():N}"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not here, then.
        }

        return Directory.CreateTempSubdirectory("conformance-");
    }

    private static string NewPassword() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
}
