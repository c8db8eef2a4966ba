using System.Globalization;
using Bench.Contestants;

namespace Bench.Running;

/// <summary>All contestants of a run, started or reached, and examined; disposing removes every trace of them.</summary>
public sealed class Lineup : IAsyncDisposable
{
    private readonly List<Contestant> _contestants = [];
    private DirectoryInfo? _temporary;

    public IReadOnlyList<Contestant> Contestants => _contestants;

    /// <exception cref="BenchException">One is not there, refuses the login, or has no CONDSTORE.</exception>
    public static async Task<Lineup> StartAsync(BenchOptions options, CancellationToken stop)
    {
        var lineup = new Lineup();
        try
        {
            var servers = options.Servers.Count > 0 ? options.Servers : [ServerAddress.Parse("reference=built-in")];
            foreach (var address in servers) await lineup.AddAsync(address, options, stop);
            var echo = options.EchoDirectory ?? (options.Servers.Count == 0 ? lineup.Temporary("echo") : null);
            if (echo is not null) lineup._contestants.Add(await EchoServer.StartAsync(echo, options.Timeout, stop));
            return lineup;
        }
        catch
        {
            await lineup.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="BenchException">Something could not be removed; all else was.</exception>
    public async ValueTask DisposeAsync()
    {
        var failures = new List<Exception>();
        foreach (var contestant in _contestants)
        {
            try
            {
                await contestant.DisposeAsync();
            }
            catch (Exception e) when (e is BenchException or OperationCanceledException)
            {
                failures.Add(e);
            }
        }
        _contestants.Clear();
        try
        {
            _temporary?.Delete(recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            failures.Add(e);
        }
        if (failures.Count > 0) throw new BenchException($"not everything could be removed (mailboxes named bench-…): {string.Join("; ", failures.Select(e => e.Message))}");
    }

    private async Task AddAsync(ServerAddress address, BenchOptions options, CancellationToken stop)
    {
        ServedProcess? process = null;
        if (address.IsBuiltIn)
        {
            var users = Temporary($"{address.Name}.users");
            await File.WriteAllTextAsync(users, UsersFile.Line(address.User, address.Password) + "\n", stop);
            process = await ServedProcess.StartAsync(
                options.Reference ?? BuiltIn(), ["serve", "--root", Temporary(address.Name), "--listen", "127.0.0.1:0", "--users", users, "--log-level", "Warning", "--exit-with-stdin"], stop);
            address = address with { Host = process.Host, Port = process.Port };
        }
        // Unlike any other run's, also one's that is going on now.
        var run = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8];
        int? pid = options.Pids.TryGetValue(address.Name, out var given) ? given : process?.Pid;
        var server = new ImapServer(address, options.Timeout, run, stop) { Process = process, Pid = pid };
        _contestants.Add(server);
        await server.ExamineAsync();
    }

    private string Temporary(string name)
    {
        _temporary ??= Directory.CreateTempSubdirectory("bench-");
        return Path.Combine(_temporary.FullName, name);
    }

    /// <summary>The built-in server's program.</summary>
    /// <exception cref="BenchException">It is not there.</exception>
    public static string BuiltIn()
    {
        var name = OperatingSystem.IsWindows() ? "reference.exe" : "reference";
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (!File.Exists(Path.Combine(directory.FullName, "Conformance.sln"))) continue;
            var program = Path.Combine(directory.FullName, "reference", "src", "bin", "Release", "net10.0", name);
            return File.Exists(program)
                ? program
                : throw new BenchException("the built-in reference server is not built: dotnet build reference/src --configuration Release");
        }
        throw new BenchException("the bench is not in its repository, and finds no built-in reference server; name one with --reference PROGRAM");
    }
}
