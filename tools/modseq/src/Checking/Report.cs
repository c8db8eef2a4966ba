using Inspector.Format;

namespace Inspector.Checking;

/// <summary>Something in a file that must not be so.</summary>
/// <param name="Rule">One word, the same for all findings of a kind.</param>
internal sealed record Finding(string File, long Offset, string Rule, string Message)
{
    public override string ToString() => $"{File}:{Offset}: {Rule}: {Message}";
}

/// <summary>What a check finds, and what is worth knowing though nothing is wrong with it.</summary>
internal sealed class Report
{
    /// <summary>Findings that are kept. One wrong byte can show at every message.</summary>
    public const int MaxFindings = 1000;

    private readonly List<Finding> findings = [];
    private readonly List<string> notes = [];

    public IReadOnlyList<Finding> Findings => findings;

    public IReadOnlyList<string> Notes => notes;

    /// <summary>Findings beyond <see cref="MaxFindings"/>.</summary>
    public int Dropped { get; private set; }

    public void Add(string file, long offset, string rule, string message)
    {
        if (findings.Count < MaxFindings) findings.Add(new Finding(Path.GetFileName(file), offset, rule, message));
        else Dropped++;
    }

    public void Add(LogView log, LoggedRecord entry, string rule, string message) => Add(log.Path, entry.Offset, rule, $"{entry.TypeName}: {message}");

    public void Note(string note) => notes.Add(note);
}
