namespace Endurance;

/// <summary>What was seen that may not be. Thread-safe.</summary>
public sealed class Findings
{
    /// <summary>More than anybody reads, and a bound on memory.</summary>
    private const int Most = 1000;

    private readonly List<string> _all = [];

    public int Count
    {
        get
        {
            lock (_all) return _all.Count;
        }
    }

    public void Add(string finding)
    {
        lock (_all)
        {
            if (_all.Count < Most) _all.Add(finding);
        }
    }

    public IReadOnlyList<string> ToList()
    {
        lock (_all) return [.. _all];
    }
}

/// <summary>The run could not be carried out, which says nothing about the server's durability.</summary>
public sealed class InconclusiveException(string message) : Exception(message);
