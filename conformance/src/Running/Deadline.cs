namespace Conformance.Running;

/// <summary>A token that is cancelled when the time is up, or when what it is linked to is.</summary>
public sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource time;
    private readonly CancellationTokenSource linked;
    private readonly TimeProvider clock;
    private TimeSpan left;
    private long since;

    public Deadline(TimeSpan length, TimeProvider clock, CancellationToken cancel)
    {
        this.clock = clock;
        left = length;
        since = clock.GetTimestamp();
        time = new CancellationTokenSource(length, clock);
        linked = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
    }

    public CancellationToken Token => linked.Token;

    /// <summary>The time is up.</summary>
    public bool IsPassed => time.IsCancellationRequested;

    /// <summary>Lets no time pass until what it gives is disposed. Pauses do not overlap.</summary>
    public IDisposable Pause()
    {
        left -= clock.GetElapsedTime(since);
        time.CancelAfter(Timeout.InfiniteTimeSpan);
        return new Pausing(this);
    }

    public void Dispose()
    {
        linked.Dispose();
        time.Dispose();
    }

    private void GoOn()
    {
        since = clock.GetTimestamp();
        if (left > TimeSpan.Zero)
            time.CancelAfter(left);
        else
            time.Cancel();
    }

    private sealed class Pausing(Deadline deadline) : IDisposable
    {
        public void Dispose() => deadline.GoOn();
    }
}
