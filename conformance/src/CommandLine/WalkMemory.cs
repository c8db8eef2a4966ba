using System.Globalization;
using Conformance.Walking;

namespace Conformance.CommandLine;

/// <summary>Tells during a long run of walks how many there were, and how much memory suite and server have.</summary>
internal static class WalkMemory
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>Tells now and then, and a last time at the end.</summary>
    public static async Task TellAsync(WalkRunner runner, TimeSpan length, Opening opened, TextWriter error, CancellationToken cancel)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(Interval);
        try
        {
            while (await timer.WaitForNextTickAsync(cancel))
                Tell();
        }
        catch (OperationCanceledException)
        {
            Tell();
        }

        void Tell()
        {
            var (made, failed) = runner.Tally;
            using var self = System.Diagnostics.Process.GetCurrentProcess();
            var server = opened.ServerMemory is { } memory ? string.Create(CultureInfo.InvariantCulture, $", server {memory >> 20} MiB") : "";
            error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{TimeProvider.System.GetElapsedTime(start).TotalSeconds:0} of {length.TotalSeconds:0} s: {made} walks, {failed} failed; memory: suite {self.WorkingSet64 >> 20} MiB{server}"));
        }
    }
}
