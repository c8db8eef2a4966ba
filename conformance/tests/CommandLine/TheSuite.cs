using System.Diagnostics;
using System.Text.Json;
using Conformance.CommandLine;

namespace Conformance.Tests.CommandLine;

/// <summary>The suite as its user starts it: through its entry point, or as a process.</summary>
internal static class TheSuite
{
    /// <summary>The one small case that needs no message: for servers that can do next to nothing.</summary>
    public const string SmallCase = "condstore/status/empty-mailbox";

    /// <summary>A process that does not end is a failure, not a test that hangs.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120);

    /// <summary>What it did.</summary>
    public sealed record Ran(int Exit, string Output, string Error)
    {
        public string All => Output + Error;
    }

    /// <summary>A new folder for reports and files, with a blank in its name.</summary>
    public static string Folder() => Directory.CreateTempSubdirectory("conformance tests ").FullName;

    /// <summary>Runs it in this process.</summary>
    public static async Task<Ran> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await EntryPoint.RunAsync(arguments, output, error).WaitAsync(Longest);
        return new Ran(exit, output.ToString(), error.ToString());
    }

    /// <summary>A run of the small case against a server that expects the usual password.</summary>
    public static Task<Ran> RunSmallAsync(FakeImap server, string folder, params string[] more) =>
        RunAsync(["run", "--server", server.Address, "--user", "alice", "--password", "pass", "--timeout", "2", "--tls", "none", "--out", folder, "--case", SmallCase, .. more]);

    /// <summary>Starts it as a process, without any CONFORMANCE_ variable but those given.</summary>
    public static Process Start(IReadOnlyDictionary<string, string> variables, params string[] arguments)
    {
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        var program = Path.Combine(Home.Directory, "conformance", "src", "bin", configuration, "net10.0", OperatingSystem.IsWindows() ? "conformance.exe" : "conformance");
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("CONFORMANCE_", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment.Remove("GITHUB_ACTIONS");
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it as a process.</summary>
    public static async Task<Ran> ProcessAsync(IReadOnlyDictionary<string, string> variables, string input, params string[] arguments)
    {
        using var process = Start(variables, arguments);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        return await EndAsync(process, process.StandardError.ReadToEndAsync());
    }

    /// <summary>What a started process did until its end.</summary>
    public static async Task<Ran> EndAsync(Process process, Task<string> error)
    {
        using var deadline = new CancellationTokenSource(Longest);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new Ran(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>The results of a run.</summary>
    public static JsonElement Results(string folder) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "results.json"))).RootElement;
}
