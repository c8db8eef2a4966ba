namespace Bench.Contestants;

/// <summary>One column of the comparison: an IMAP server, or the echo server that shows the machine's limit.</summary>
public abstract class Contestant(string name) : IAsyncDisposable
{
    public string Name { get; } = name;

    /// <summary>The server's leading process, when it is known.</summary>
    public int? Pid { get; init; }

    /// <summary>Removes what the bench made on the server, and stops what it started.</summary>
    public abstract ValueTask DisposeAsync();
}
