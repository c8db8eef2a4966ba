namespace Conformance.Checking.Invariants;

/// <summary>Collects what one invariant sees in a transcript: each break, and per requirement one Pass if it was exercised and held.</summary>
public sealed class FindingLog(string invariant)
{
    /// <summary>
    /// Failures told in full per requirement; more of the same kind teach nothing new. Of what is less than a failure the first is
    /// enough.
    /// </summary>
    private const int MaxTold = 5;

    private readonly Dictionary<string, int> held = [];
    private readonly Dictionary<(string, Outcome), int> broken = [];
    private readonly List<Finding> findings = [];

    /// <summary>The requirement was put to the test and held.</summary>
    public void Held(string requirement) => held[requirement] = held.GetValueOrDefault(requirement) + 1;

    /// <summary>It was broken.</summary>
    public void Broken(
        string requirement, Outcome outcome, string message, string lane, int entry, string? expected = null, string? actual = null, params string[] readings)
    {
        var count = broken[(requirement, outcome)] = broken.GetValueOrDefault((requirement, outcome)) + 1;
        if (count <= Told(outcome))
        {
            findings.Add(new Finding(
                requirement, outcome, message, lane, entry, Invariant: invariant, Expected: expected, Actual: actual,
                Readings: readings.Length == 0 ? null : readings));
        }
    }

    /// <summary>All findings; the passes first.</summary>
    public IEnumerable<Finding> Findings()
    {
        foreach (var (requirement, count) in held)
            yield return new Finding(requirement, Outcome.Pass, $"held {count} {(count == 1 ? "time" : "times")}", Invariant: invariant);
        foreach (var finding in findings)
        {
            var more = broken[(finding.RequirementId!, finding.Outcome)] - Told(finding.Outcome);
            var last = findings.FindLast(f => f.RequirementId == finding.RequirementId && f.Outcome == finding.Outcome);
            yield return more > 0 && ReferenceEquals(finding, last) ? finding with { Message = $"{finding.Message} (and {more} more)" } : finding;
        }
    }

    private static int Told(Outcome outcome) => outcome == Outcome.Fail ? MaxTold : 1;
}
