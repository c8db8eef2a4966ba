namespace Endurance.Mixed;

/// <summary>The last lines of a dialogue. Thread-safe.</summary>
public sealed class LastLines
{
    private const int Kept = 80;

    private readonly Queue<string> _lines = new();

    public void Add(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > Kept) _lines.Dequeue();
        }
    }

    public override string ToString()
    {
        lock (_lines) return string.Join('\n', _lines);
    }
}
