namespace Reference.Sessions;

/// <summary>A time limit that is set again and again: one timer for a connection's whole life, nothing made for a command.</summary>
/// <param name="ends">Cancels as well.</param>
public sealed class Deadline(CancellationToken ends) : IDisposable
{
    private CancellationTokenSource _source = CancellationTokenSource.CreateLinkedTokenSource(ends);

    /// <summary>Cancelled at the limit. Not to be kept beyond the next <see cref="Clear"/>.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Sets the limit, in place of the one before.</summary>
    public void Set(TimeSpan time) => _source.CancelAfter(time);

    /// <summary>Ends what was begun under this limit, also when the limit was reached.</summary>
    public void Clear()
    {
        if (_source.TryReset()) return;
        _source.Dispose();
        _source = CancellationTokenSource.CreateLinkedTokenSource(ends);
    }

    public void Dispose() => _source.Dispose();
}
