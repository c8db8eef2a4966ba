namespace Conformance.Running;

/// <summary>A token that is cancelled when the time is up, or when what it is linked to is.</summary>
public sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource time;
    private readonly CancellationTokenSource linked;

    public Deadline(TimeSpan length, TimeProvider clock, CancellationToken cancel)
    {
        time = new CancellationTokenSource(length, clock);
        linked = CancellationTokenSource.CreateLinkedTokenSource(time.Token, cancel);
    }

    public CancellationToken Token => linked.Token;

    /// <summary>The time is up.</summary>
    public bool IsPassed => time.IsCancellationRequested;

    public void Dispose()
    {
        linked.Dispose();
        time.Dispose();
    }
}
