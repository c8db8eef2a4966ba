using System.Runtime.InteropServices;
using Endurance.Wire;

namespace Endurance.Mixed;

/// <summary>One mixed run from the empty mail store to the exit code.</summary>
public static class MixedRun
{
    private const int Clean = 0;
    private const int Found = 1;
    private const int Inconclusive = 2;
    private const int MostShown = 20;

    public static async Task<int> RunAsync(MixedOptions options, TextWriter output, CancellationToken cancellation)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var folder = Directory.CreateTempSubdirectory("endurance-").FullName;
        var findings = new Findings();
        var users = Enumerable.Range(1, options.Users)
            .Select(user => new User(user, [.. Enumerable.Range(0, options.Mailboxes).Select(i => new Box(user, i == 0 ? "INBOX" : $"box{i}", findings))])).ToList();
        var file = Path.Combine(folder, "users");
        await File.WriteAllLinesAsync(file, users.Select(user => UsersFile.Line(user.Name, User.Password)), stopping.Token);
        var campaign = new MixedCampaign(options, Path.Combine(folder, "mail"), file, users, findings, output);
        string? trouble = null;
        try
        {
            await campaign.RunAsync(stopping.Token);
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
        await output.WriteLineAsync($"seed                  {options.Seed}\n{campaign.Summary()}");
        if (trouble is not null) await output.WriteLineAsync($"inconclusive: {trouble}");
        foreach (var finding in findings.ToList().Take(MostShown)) await output.WriteLineAsync($"FINDING {finding}");
        if (isFound) await output.WriteLineAsync($"{findings.Count} findings with --seed {options.Seed}; the mail store is kept in {folder}");
        await output.WriteLineAsync($"{(isFound || trouble is not null ? 0 : 1)} passed, {(isFound ? 1 : 0)} failed");
        return isFound ? Found : trouble is not null ? Inconclusive : Clean;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }
}
