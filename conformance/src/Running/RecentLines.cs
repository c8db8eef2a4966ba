namespace Conformance.Running;

/// <summary>The last lines of something that may write many.</summary>
internal sealed class RecentLines(int count)
{
    private const int MaxLength = 2000;

    private readonly Lock gate = new();
    private readonly Queue<string> lines = new();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (gate)
                return [.. lines];
        }
    }

    public void Add(string? line)
    {
        if (line is null)
            return;
        lock (gate)
        {
            lines.Enqueue(line.Length > MaxLength ? line[..MaxLength] : line);
            if (lines.Count > count)
                lines.Dequeue();
        }
    }
}
