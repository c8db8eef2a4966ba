using System.Runtime.InteropServices;
using Endurance.Wire;

namespace Endurance;

/// <summary>One run from the empty mail store to the exit code.</summary>
public static class Run
{
    private const int Clean = 0;
    private const int Found = 1;
    private const int Inconclusive = 2;
    private const int MostShown = 20;

    public static async Task<int> RunAsync(EnduranceOptions options, TextWriter output, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        stopping.CancelAfter(options.Limit);
        var folder = Directory.CreateTempSubdirectory("endurance-").FullName;
        var findings = new Findings();
        var tally = new Tally();
        string? trouble = null;
        try
        {
            var users = Path.Combine(folder, "users");
            await File.WriteAllTextAsync(users, UsersFile.Line(Accounts.User, Accounts.Password) + "\n", stopping.Token);
            await new Campaign(options, Path.Combine(folder, "mail"), users, findings, tally, output).RunAsync(stopping.Token);
        }
        catch (OperationCanceledException)
        {
            trouble = "stopped before its end";
        }
        catch (Exception e) when (e is InconclusiveException or RefusedException or IOException or TimeoutException)
        {
            trouble = e.Message;
        }
        var isFound = findings.Count > 0;
        if (!isFound) Directory.Delete(folder, recursive: true);
        await output.WriteLineAsync($"seed                  {options.Seed}\n{tally.Summary()}");
        if (trouble is not null) await output.WriteLineAsync($"inconclusive: {trouble}");
        foreach (var finding in findings.ToList().Take(MostShown)) await output.WriteLineAsync($"FINDING {finding}");
        if (isFound)
            await output.WriteLineAsync($"{findings.Count} findings with --seed {options.Seed}; the mail store is kept in {folder}");
        await output.WriteLineAsync($"{tally.Kills} passed, {(isFound ? 1 : 0)} failed");
        return isFound ? Found : trouble is not null ? Inconclusive : Clean;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }
}
