using System.Diagnostics;

namespace Bench.Workloads;

/// <summary>The clock of a round.</summary>
public static class Timed
{
    /// <summary>Runs all loops at once until the time is over.</summary>
    /// <param name="loops">Each gets a question to ask before every operation: is there time for another one? Each returns its operations.</param>
    /// <returns>Operations per second up to the end of the last one, and their number.</returns>
    public static async Task<(double PerSecond, long Operations)> RateAsync(TimeSpan length, IEnumerable<Func<Func<bool>, Task<long>>> loops)
    {
        var began = Stopwatch.GetTimestamp();
        // Task.Run: a loop whose answers are always there already would keep the others from starting.
        var counts = await Task.WhenAll(loops.Select(loop => Task.Run(() => loop(MoreTime))));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return (counts.Sum() / seconds, counts.Sum());

        bool MoreTime() => Stopwatch.GetElapsedTime(began) < length;
    }

    /// <summary>Runs one operation again and again until the time is over, three times at least.</summary>
    /// <returns>The median in milliseconds.</returns>
    public static async Task<double> MedianAsync(TimeSpan length, Func<Task> operation)
    {
        var times = new List<double>();
        var began = Stopwatch.GetTimestamp();
        while (times.Count < 3 || Stopwatch.GetElapsedTime(began) < length)
        {
            var start = Stopwatch.GetTimestamp();
            await operation();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return Reporting.Statistics.Median(times);
    }
}
