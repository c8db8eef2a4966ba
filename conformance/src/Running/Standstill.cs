using Conformance.Running.Hooks;

namespace Conformance.Running;

/// <summary>
/// Lets cases that disturb the server in the same way run at the same time: the hook is run when each of them waits for it, and then once for all. So no case is disturbed
/// where its scenario does not say so, and many share the time that a restart takes.
/// </summary>
/// <param name="stop">Ends a hook that runs: the run is over.</param>
internal sealed class Standstill(CancellationToken stop)
{
    private readonly Lock gate = new();
    private readonly List<Place> waiting = [];
    private int present;
    private TaskCompletionSource? running;

    /// <summary>One more runs cases from here on; not before a hook that runs is done.</summary>
    public async Task EnterAsync()
    {
        while (true)
        {
            Task over;
            lock (gate)
            {
                if (running is null)
                {
                    present++;
                    return;
                }

                over = running.Task;
            }

            await over;
        }
    }

    /// <summary>One less: nobody waits for it any more.</summary>
    public void Leave()
    {
        lock (gate)
            present--;
        RunIfAllWait();
    }

    /// <summary>Runs the hook when all who are present wait for theirs.</summary>
    public async Task<HookOutcome> RunAsync(IHook hook, HookCall call, CancellationToken cancel)
    {
        var place = new Place(hook, call, new TaskCompletionSource<HookOutcome>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
            waiting.Add(place);
        RunIfAllWait();
        try
        {
            return await place.Outcome.Task.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            lock (gate)
                waiting.Remove(place);
            throw;
        }
    }

    private void RunIfAllWait()
    {
        Place[] all;
        lock (gate)
        {
            if (running is not null || waiting.Count == 0 || waiting.Count < present)
                return;
            all = [.. waiting];
            waiting.Clear();
            running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = RunAsync(all);
    }

    private async Task RunAsync(Place[] all)
    {
        var outcomes = new List<(Place Place, Task<HookOutcome> Outcome)>();
        foreach (var group in all.GroupBy(p => p.Hook))
        {
            var outcome = group.Key.RunAsync([.. group.Select(p => p.Call)], stop);
            outcomes.AddRange(group.Select(p => (p, outcome)));
            // Whatever it throws is for those who wait for it.
            await outcome.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        TaskCompletionSource over;
        lock (gate)
        {
            over = running!;
            running = null;
        }

        over.SetResult();
        foreach (var (place, outcome) in outcomes)
            place.Outcome.SetFromTask(outcome);
        // Somebody may have left meanwhile.
        RunIfAllWait();
    }

    private sealed record Place(IHook Hook, HookCall Call, TaskCompletionSource<HookOutcome> Outcome);
}
