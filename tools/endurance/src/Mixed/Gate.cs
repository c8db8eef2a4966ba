namespace Endurance.Mixed;

/// <summary>Where all sessions come by between two steps: while it is closed they rest there.</summary>
public sealed class Gate(int sessions)
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _opened;
    private TaskCompletionSource _allRest = New();
    private int _resting;

    /// <summary>Goes on at once, or when the gate is opened.</summary>
    public Task PassAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            if (_opened is null) return Task.CompletedTask;
            if (++_resting == sessions) _allRest.SetResult();
            return _opened.Task.WaitAsync(cancellation);
        }
    }

    public void Close()
    {
        lock (_lock)
        {
            _opened = New();
            _allRest = New();
            _resting = 0;
        }
    }

    /// <summary>Completes when every session rests.</summary>
    public Task AllRestAsync(TimeSpan limit, CancellationToken cancellation) => _allRest.Task.WaitAsync(limit, cancellation);

    public void Open()
    {
        lock (_lock)
        {
            _opened?.SetResult();
            _opened = null;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
