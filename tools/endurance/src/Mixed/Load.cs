using System.Collections.Concurrent;
using System.Net;

namespace Endurance.Mixed;

/// <summary>What all sessions share. Thread-safe.</summary>
public sealed class Load(Findings findings, IReadOnlyList<User> users, Gate gate)
{
    private readonly ConcurrentDictionary<string, long[]> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _offered = new(StringComparer.Ordinal);
    private long _answered;
    private volatile bool _isStopping;

    public Findings Findings => findings;

    public IReadOnlyList<User> Users => users;

    public Gate Gate => gate;

    public IPEndPoint Address { get; set; } = new(IPAddress.Loopback, 0);

    /// <summary>The server is being stopped: lost connections are no news.</summary>
    public bool IsStopping
    {
        get => _isStopping;
        set => _isStopping = value;
    }

    public long Answered => Interlocked.Read(ref _answered);

    public IEnumerable<string> Capabilities => _offered.Keys.Order(StringComparer.Ordinal);

    public void Offered(string capability) => _offered.TryAdd(capability, true);

    /// <summary>Counts an answer.</summary>
    /// <param name="command">Its name.</param>
    /// <param name="status">OK, or anything else.</param>
    public void Count(string command, string status)
    {
        Interlocked.Increment(ref _answered);
        var counts = _counts.GetOrAdd(command, static _ => new long[2]);
        Interlocked.Increment(ref counts[status == "OK" ? 0 : 1]);
    }

    /// <summary>By name: how often a command was answered OK, and how often not.</summary>
    public IEnumerable<(string Command, long Ok, long Refused)> Counts() =>
        _counts.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, Interlocked.Read(ref pair.Value[0]), Interlocked.Read(ref pair.Value[1])));
}
