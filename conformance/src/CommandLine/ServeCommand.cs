using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Conformance.Reporting;
using Conformance.Running;

namespace Conformance.CommandLine;

/// <summary><c>serve</c>: hands over to the reference server's own program, with all that follows on the command line.</summary>
public static class ServeCommand
{
    public static Command Create()
    {
        var rest = new Argument<string[]>("options") { Description = "Options of the reference server; serve --help shows them", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("serve", "Run the reference server: serve --listen 127.0.0.1:1143 --root DIR --users FILE") { rest };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(rest) ?? []));
        return command;
    }

    /// <summary>Runs it in the foreground. It gets Ctrl-C by itself; a SIGTERM is passed on.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var start = ReferenceProgram.Find().StartInfo(["serve", .. arguments]);
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = false;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("the reference server did not start");
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            Signals.Terminate(process.Id);
        });
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode == 0 ? (int)ExitCode.Passed : process.ExitCode;
    }
}
