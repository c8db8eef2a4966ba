using System.Diagnostics;

namespace Endurance.Work;

/// <summary>A command of the user's that judges a mailbox directory by its exit code.</summary>
public static class MailboxCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static async Task RunAsync(string command, string directory, string mailbox, Findings findings, CancellationToken cancellation)
    {
        var quoted = $"'{directory.Replace("'", "'\\''", StringComparison.Ordinal)}'";
        var text = command.Replace("{dir}", quoted, StringComparison.Ordinal);
        using var process = new Process
        {
            StartInfo = new ProcessStartInfo("/bin/sh", ["-c", text]) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            if (process.ExitCode != 0) findings.Add($"{mailbox}: {text} exits {process.ExitCode}: {Tail(await output + await error)}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellation.ThrowIfCancellationRequested();
            throw new InconclusiveException($"{text} did not end in {Patience.TotalSeconds} seconds");
        }
    }

    private static string Tail(string text) => text.Length <= 500 ? text : text[^500..];
}
