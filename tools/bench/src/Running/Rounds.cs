using System.Diagnostics;
using Bench.Contestants;
using Bench.Workloads;

namespace Bench.Running;

/// <summary>Runs the workloads: in each round each contestant in turn, so that what disturbs the machine disturbs all alike.</summary>
public sealed class Rounds(IReadOnlyList<Contestant> contestants, BenchOptions options, TextWriter progress, CancellationToken stop)
{
    public async Task<IReadOnlyList<Outcome>> RunAsync(IReadOnlyList<Workload> workloads)
    {
        var outcomes = new List<Outcome>();
        foreach (var workload in workloads) outcomes.AddRange(await RunAsync(workload));
        return outcomes;
    }

    /// <summary>The order of a round: each starts with another contestant.</summary>
    public static IEnumerable<T> Rotated<T>(IReadOnlyList<T> all, int round) => Enumerable.Range(0, all.Count).Select(i => all[(i + round) % all.Count]);

    private async Task<IReadOnlyList<Outcome>> RunAsync(Workload workload)
    {
        var entrants = new List<Entrant>();
        try
        {
            await SayAsync($"{workload.Name}: preparing");
            foreach (var contestant in contestants)
            {
                var entrant = new Entrant(contestant);
                entrants.Add(entrant);
                var start = Stopwatch.GetTimestamp();
                await entrant.TryAsync(async () => entrant.Trial = await workload.PrepareAsync(contestant, options.Seed), stop);
                var took = Stopwatch.GetElapsedTime(start);
                if (took > TimeSpan.FromSeconds(3)) await SayAsync($" ({contestant.Name} took {took.TotalSeconds:0} s)");
            }
            for (var round = 0; round <= options.Rounds; round++)
            {
                await SayAsync(round == 0 ? ", warm-up" : $", {round}");
                foreach (var entrant in Rotated(entrants, round))
                {
                    if (entrant.Trial is null || !entrant.IsWell) continue;
                    stop.ThrowIfCancellationRequested();
                    await entrant.TryAsync(async () =>
                    {
                        var values = await entrant.Trial.RunAsync(options.Length);
                        if (round > 0) entrant.Values.Add(values);
                    }, stop);
                }
            }
        }
        finally
        {
            foreach (var entrant in entrants.Where(e => e.Trial is not null))
                await entrant.TryAsync(async () => await entrant.Trial!.DisposeAsync(), CancellationToken.None);
            await progress.WriteLineAsync();
        }
        foreach (var entrant in entrants.Where(e => e.Failure is not null))
            await progress.WriteLineAsync($"{workload.Name}: FAILED: {entrant.Failure}");
        return entrants.Select(e => e.Outcome(workload)).ToList();
    }

    private async Task SayAsync(string words)
    {
        await progress.WriteAsync(words);
        await progress.FlushAsync(CancellationToken.None);
    }

    private sealed class Entrant(Contestant contestant)
    {
        private string? _notOffered;

        public ITrial? Trial { get; set; }

        public List<double[]> Values { get; } = [];

        public string? Failure { get; private set; }

        public bool IsWell => Failure is null && _notOffered is null;

        public async Task TryAsync(Func<Task> action, CancellationToken stop)
        {
            try
            {
                await action();
            }
            catch (NotOfferedException e)
            {
                _notOffered = e.Message;
            }
            catch (Exception e) when (e is BenchException or OperationCanceledException && !stop.IsCancellationRequested)
            {
                Failure ??= e.Message;
            }
        }

        public Outcome Outcome(Workload workload) => new(
            workload, contestant.Name,
            workload.Metrics.Select((_, metric) => (IReadOnlyList<double>)Values.Select(values => values[metric]).ToList()).ToList(),
            _notOffered, Failure);
    }
}
