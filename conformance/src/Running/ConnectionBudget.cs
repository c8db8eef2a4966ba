namespace Conformance.Running;

/// <summary>Shares a number of connections among cases, first come, first served.</summary>
/// <param name="capacity">How many there are; who wants more waits until it has all of them.</param>
internal sealed class ConnectionBudget(int capacity)
{
    private readonly int capacity = capacity;
    private readonly Lock gate = new();
    private readonly LinkedList<(int Count, TaskCompletionSource Granted)> waiting = new();
    private int free = capacity;

    /// <summary>Takes as many, when they are free; disposing gives them back.</summary>
    public async Task<IDisposable> TakeAsync(int count, CancellationToken cancel)
    {
        var wanted = Math.Clamp(count, 1, capacity);
        var place = new LinkedListNode<(int Count, TaskCompletionSource Granted)>((wanted, new(TaskCreationOptions.RunContinuationsAsynchronously)));
        lock (gate)
            waiting.AddLast(place);
        Grant();
        try
        {
            await place.Value.Granted.Task.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                if (place.Value.Granted.Task.IsCompleted)
                    free += wanted;
                else
                    waiting.Remove(place);
            }

            Grant();
            throw;
        }

        return new Share(this, wanted);
    }

    private void Grant()
    {
        lock (gate)
        {
            while (waiting.First is { } next && next.Value.Count <= free)
            {
                free -= next.Value.Count;
                waiting.RemoveFirst();
                next.Value.Granted.SetResult();
            }
        }
    }

    private void Give(int count)
    {
        lock (gate)
            free += count;
        Grant();
    }

    private sealed class Share(ConnectionBudget budget, int count) : IDisposable
    {
        private int given;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref given, 1) == 0)
                budget.Give(count);
        }
    }
}
