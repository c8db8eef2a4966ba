using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Conformance.Running.Hooks;

/// <summary>
/// A command of the server's operator, run by the shell (<c>/bin/sh -c</c>, <c>cmd /c</c> on Windows) with IMAP_USER, IMAP_MAILBOX, IMAP_HOST and IMAP_PORT
/// in its environment; <c>{user}</c> and <c>{mailbox}</c> are replaced, quoted for the shell. A command with <c>{mailboxes}</c> takes several, as words there and as
/// lines in IMAP_MAILBOX.
/// </summary>
/// <param name="timeout">How long it may take before it is killed, with all that it started.</param>
public sealed class ShellHook(string command, TimeSpan timeout, TimeProvider clock) : IHook
{
    private const int MaxOutput = 4000;

    /// <summary>It is about the server as a whole: a restart.</summary>
    public bool IsOfServer { get; init; }

    public bool ServesMany => IsOfServer || command.Contains("{mailboxes}", StringComparison.Ordinal);

    public async Task<HookOutcome> RunAsync(IReadOnlyList<HookCall> calls, CancellationToken cancel)
    {
        using var process = new Process { StartInfo = Start(calls) };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            return new HookOutcome(false, $"the shell could not be started: {e.Message}");
        }

        process.StandardInput.Close();
        // What it leaves running in the background may hold the pipes open: the output is read as far as it came when the command itself ends.
        var output = new StringBuilder();
        Gather(process, output);
        using var deadline = new Deadline(timeout, clock, cancel);
        try
        {
            await ExitAsync(process, deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            if (cancel.IsCancellationRequested)
                throw;
            return new HookOutcome(false, $"not done within {timeout.TotalSeconds:0.###} s{Printed(output, "; it printed: ")}");
        }

        return process.ExitCode == 0
            ? new HookOutcome(true, Printed(output, ""))
            : new HookOutcome(false, $"exit code {process.ExitCode}{Printed(output, "; it printed: ")}");
    }

    /// <summary>The text as one word for the shell of this system.</summary>
    public static string Quote(string text) => OperatingSystem.IsWindows()
        ? '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"'
        : "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private ProcessStartInfo Start(IReadOnlyList<HookCall> calls)
    {
        var call = calls[0];
        var filled = command
            .Replace("{mailboxes}", string.Join(' ', calls.Select(c => Quote(c.Mailbox))), StringComparison.Ordinal)
            .Replace("{user}", Quote(call.User), StringComparison.Ordinal)
            .Replace("{mailbox}", Quote(call.Mailbox), StringComparison.Ordinal);
        var start = new ProcessStartInfo
        {
            FileName = OperatingSystem.IsWindows() ? "cmd.exe" : "/bin/sh",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(OperatingSystem.IsWindows() ? "/c" : "-c");
        start.ArgumentList.Add(filled);
        start.Environment["IMAP_USER"] = call.User;
        start.Environment["IMAP_MAILBOX"] = string.Join('\n', calls.Select(c => c.Mailbox));
        start.Environment["IMAP_HOST"] = call.Host;
        start.Environment["IMAP_PORT"] = call.Port.ToString(CultureInfo.InvariantCulture);
        return start;
    }

    private static void Gather(Process process, StringBuilder output)
    {
        void Add(string? line)
        {
            lock (output)
            {
                if (line is not null && output.Length < MaxOutput)
                    output.Append(line.AsSpan(0, Math.Min(line.Length, MaxOutput - output.Length))).Append('\n');
            }
        }

        process.OutputDataReceived += (_, e) => Add(e.Data);
        process.ErrorDataReceived += (_, e) => Add(e.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Waits for the process alone: WaitForExitAsync would also wait until everything that inherited its pipes has closed them.</summary>
    private static async Task ExitAsync(Process process, CancellationToken cancel)
    {
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => exited.TrySetResult();
        if (process.HasExited)
            exited.TrySetResult();
        await exited.Task.WaitAsync(cancel);
        // The output of a process that is gone is already in the pipes: reading them to the end takes a moment at most, unless a child holds them.
        using var drained = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        drained.CancelAfter(TimeSpan.FromMilliseconds(300));
        try
        {
            await process.WaitForExitAsync(drained.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // A child in the background, a restarted server for instance, holds them.
        }
    }

    private static string Printed(StringBuilder output, string before)
    {
        lock (output)
        {
            var text = output.ToString().Trim();
            return text.Length == 0 ? "" : before + text;
        }
    }
}
