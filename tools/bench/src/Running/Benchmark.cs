using System.Runtime.InteropServices;
using Bench.Reporting;
using Bench.Workloads;

namespace Bench.Running;

/// <summary>A whole run: contestants, rounds, report, and nothing left behind.</summary>
public static class Benchmark
{
    /// <returns>0 all measured; 1 a workload failed on a server; 2 it could not begin or end; 130 interrupted.</returns>
    public static async Task<int> RunAsync(BenchOptions options, IReadOnlyList<Workload> workloads, TextWriter output, TextWriter progress)
    {
        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using var lineup = await Lineup.StartAsync(options, stopping.Token);
            var baseline = options.Baseline ?? lineup.Contestants[0].Name;
            var began = TimeProvider.System.GetUtcNow();
            var load = Machine.Load();
            if (load > Environment.ProcessorCount) await progress.WriteLineAsync($"The machine is busy (load {load:0.0}): ratios are still of use, the numbers themselves are not.");
            var outcomes = await new Rounds(lineup.Contestants, options, progress, stopping.Token).RunAsync(workloads);
            var report = Report.Of(options, baseline, began, load, Machine.Load(), outcomes);
            TextReport.Write(report, output);
            if (options.JsonFile is not null) await File.WriteAllTextAsync(options.JsonFile, JsonReport.Write(report) + "\n", stopping.Token);
            return outcomes.Any(outcome => outcome.Failure is not null) ? 1 : 0;
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            await progress.WriteLineAsync("bench: interrupted; the mailboxes it made are removed");
            return 130;
        }
        catch (Exception e) when (e is BenchException or IOException or UnauthorizedAccessException)
        {
            await progress.WriteLineAsync($"bench: {e.Message}");
            return 2;
        }

        void Stop(PosixSignalContext context)
        {
            // A second one ends the process at once.
            if (stopping.IsCancellationRequested) return;
            context.Cancel = true;
            progress.WriteLine("bench: interrupted; cleaning up (once more: end at once)");
            stopping.Cancel();
        }
    }
}
