using System.Diagnostics;

namespace Conformance.Running;

/// <summary>The reference server's program file.</summary>
internal sealed class ReferenceProgram(string path)
{
    /// <summary>Names the program (or its .dll) where it lies elsewhere.</summary>
    public const string PathVariable = "CONFORMANCE_REFERENCE";

    /// <summary>Names the project's folder.</summary>
    public const string HomeVariable = "CONFORMANCE_HOME";

    /// <summary>Finds it: where the environment says, or in the project's folder, in which this program lies too.</summary>
    /// <exception cref="BuiltInServerException">It is not there.</exception>
    public static ReferenceProgram Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
            return File.Exists(named) ? new ReferenceProgram(named) : throw new BuiltInServerException($"{PathVariable} names {named}, which is not there");

        var homes = Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home ? [home] : Parents(AppContext.BaseDirectory);
        // Built the same way as this program, if it was; otherwise whichever there is.
        var configurations = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            ? (string[])["Debug", "Release"]
            : ["Release", "Debug"];
        var name = OperatingSystem.IsWindows() ? "reference.exe" : "reference";
        var found = (
            from folder in homes
            from configuration in configurations
            let candidate = Path.Combine(folder, "reference", "src", "bin", configuration, "net10.0", name)
            where File.Exists(candidate)
            select candidate).FirstOrDefault();
        return found is not null
            ? new ReferenceProgram(found)
            : throw new BuiltInServerException($"the reference server was not built: 'dotnet build reference/src' builds it, and {PathVariable} names one that lies elsewhere");
    }

    public ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        var isLibrary = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isLibrary ? "dotnet" : path, isLibrary ? arguments.Prepend(path) : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // What the runtime learns for a long life costs more than it brings in the seconds that a run takes.
        start.Environment.TryAdd("DOTNET_TieredPGO", "0");
        start.Environment.TryAdd("DOTNET_TC_CallCountThreshold", "100");
        return start;
    }

    /// <summary>Runs it for the one line that it prints.</summary>
    /// <exception cref="BuiltInServerException">It failed, or printed nothing.</exception>
    public async Task<string> PrintAsync(TimeSpan timeout, TimeProvider clock, CancellationToken cancel, params IEnumerable<string> arguments)
    {
        using var process = new Process { StartInfo = StartInfo(arguments) };
        process.Start();
        process.StandardInput.Close();
        using var deadline = new Deadline(timeout, clock, cancel);
        try
        {
            var error = process.StandardError.ReadToEndAsync(deadline.Token);
            var output = (await process.StandardOutput.ReadToEndAsync(deadline.Token)).Trim();
            await process.WaitForExitAsync(deadline.Token);
            return process.ExitCode == 0 && output.Length > 0
                ? output
                : throw new BuiltInServerException($"reference {arguments.First()} failed with exit code {process.ExitCode}: {(await error).Trim()}");
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw;
        }
    }

    private static IEnumerable<string> Parents(string directory)
    {
        for (var d = new DirectoryInfo(directory); d is not null; d = d.Parent)
            yield return d.FullName;
    }
}
