using System.Globalization;
using Conformance.Checking;
using Conformance.Running;
using Spectre.Console;

namespace Conformance.CommandLine;

/// <summary>How far a run is: a bar on a terminal, now and then a line elsewhere, a line for each case with <c>--verbose</c>. All on standard error.</summary>
public sealed class RunProgress : IProgress<SuiteEvent>, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly int total;
    private readonly Loudness loudness;
    private readonly TextWriter error;
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long start = TimeProvider.System.GetTimestamp();
    private ProgressTask? bar;
    private Task? drawing;
    private int done;
    private int failed;
    private TimeSpan lastLine;

    private RunProgress(int total, Loudness loudness, TextWriter error)
    {
        this.total = total;
        this.loudness = loudness;
        this.error = error;
    }

    public static RunProgress Start(int total, Loudness loudness, TextWriter error)
    {
        var progress = new RunProgress(total, loudness, error);
        if (loudness == Loudness.Normal && !Console.IsErrorRedirected)
            progress.Draw();
        return progress;
    }

    public void Report(SuiteEvent e)
    {
        if (e is not CaseFinished { Result: var value })
            return;
        lock (gate)
        {
            done++;
            if (value.Outcome == Outcome.Fail)
                failed++;
            if (loudness == Loudness.Verbose)
            {
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Outcome.ToString().ToLowerInvariant(),-7} {value.Duration.TotalSeconds,6:0.000} s  {value.Case.Id}{(value.Reason is { } r ? ": " + Reporting.TranscriptText.Escape(r) : "")}"));
            }
            else if (bar is not null)
            {
                bar.Value = done;
                bar.Description = failed == 0 ? "running" : string.Create(CultureInfo.InvariantCulture, $"running, {failed} failed");
            }
            else if (loudness == Loudness.Normal && TimeProvider.System.GetElapsedTime(start) is var elapsed && elapsed - lastLine > TimeSpan.FromSeconds(5))
            {
                lastLine = elapsed;
                error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {total} cases, {failed} failed, {elapsed.TotalSeconds:0} s"));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        finished.TrySetResult();
        if (drawing is not null)
            await drawing;
    }

    private void Draw()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        var display = console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn());
        drawing = display.StartAsync(async context =>
        {
            bar = context.AddTask("running", maxValue: total);
            await finished.Task;
        });
    }
}
