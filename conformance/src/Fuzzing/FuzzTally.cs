using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Conformance.Fuzzing;

/// <summary>What a fuzz run saw. Safe to add to from several connections.</summary>
public sealed partial class FuzzTally
{
    /// <summary>Findings kept whole; a server that fails at everything fills no memory.</summary>
    private const int MostFindings = 200;

    private const int MostRefusals = 500;

    private readonly ConcurrentQueue<FuzzFinding> findings = new();
    private readonly ConcurrentDictionary<(string Name, string Text), (long Count, FuzzCommand Example)> refusals = new();
    private readonly ConcurrentDictionary<string, long> answers = new(StringComparer.Ordinal);
    private long commands;
    private long found;
    private long reconnects;

    public long Commands => Interlocked.Read(ref commands);

    /// <summary>How many findings there were, beyond those kept too.</summary>
    public long Found => Interlocked.Read(ref found);

    public long Reconnects => Interlocked.Read(ref reconnects);

    public IReadOnlyCollection<FuzzFinding> Findings => findings;

    /// <summary>Answers by condition and kind of command: <c>OK to well-formed</c>.</summary>
    public IReadOnlyDictionary<string, long> Answers => answers;

    /// <summary>Well-formed commands that were answered BAD, by name and text (numbers made equal), with an example of each.</summary>
    public IReadOnlyList<(string Name, string Text, long Count, FuzzCommand Example)> Refusals =>
        [.. refusals.OrderByDescending(r => r.Value.Count).Select(r => (r.Key.Name, r.Key.Text, r.Value.Count, r.Value.Example))];

    public void Answered(FuzzCommand command, string condition)
    {
        Interlocked.Increment(ref commands);
        answers.AddOrUpdate($"{condition} to {(command.IsBroken ? "broken" : "well-formed")}", 1, (_, n) => n + 1);
    }

    public void Refused(FuzzCommand command, string text)
    {
        var key = (command.Name, Numbers().Replace(text, "N"));
        if (refusals.Count < MostRefusals || refusals.ContainsKey(key))
            refusals.AddOrUpdate(key, (1, command), (_, old) => (old.Count + 1, old.Example));
    }

    public void Find(FuzzFinding finding)
    {
        if (Interlocked.Increment(ref found) <= MostFindings)
            findings.Enqueue(finding);
    }

    public void Reconnected() => Interlocked.Increment(ref reconnects);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();
}
