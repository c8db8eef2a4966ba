using System.Runtime.InteropServices;
using Conformance.Reporting;

namespace Conformance.CommandLine;

/// <summary>Ctrl-C and SIGTERM: the first one stops the run, which then cleans up and writes what it has; a second one ends the process at once.</summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source;
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public Interruption(CancellationToken cancel)
    {
        source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, ExitCode.Interrupted, "interrupted"));
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, ExitCode.Terminated, "terminated"));
    }

    public CancellationToken Token => source.Token;

    /// <summary>The exit code of the signal, if one came.</summary>
    public ExitCode? Exit { get; private set; }

    /// <summary>In a word.</summary>
    public string? Reason { get; private set; }

    /// <summary>Does something that has no result yet when it is interrupted; then the exit code is the signal's.</summary>
    public async Task<int> GuardAsync(Func<Task<int>> work, TextWriter error)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (Exit is not null)
        {
            error.WriteLine($"conformance: {Reason} before anything ran");
            return (int)Exit;
        }
    }

    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        source.Dispose();
    }

    private void Stop(PosixSignalContext context, ExitCode exit, string reason)
    {
        if (Exit is not null)
            return;
        context.Cancel = true;
        Exit = exit;
        Reason = reason;
        source.Cancel();
    }
}
