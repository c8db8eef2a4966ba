using System.Globalization;
using Conformance.Checking;

namespace Conformance.Reporting;

/// <summary>A check that came out differently in the repetitions of a run.</summary>
/// <param name="RequirementId">Empty for the case as a whole, where it was not always exercised.</param>
/// <param name="Outcomes">How often each outcome was seen, the most frequent first.</param>
/// <param name="IsRace">It is a matter of timing by its nature: a race that a faulty server loses now and then, or what its baseline expects sometimes.</param>
public sealed record UnsteadyCheck(string CaseId, string RequirementId, IReadOnlyList<KeyValuePair<Outcome, int>> Outcomes, bool IsRace)
{
    /// <summary>How often each outcome was seen, in words.</summary>
    public string HowOften => string.Join(", ", Outcomes.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Value} times {o.Key.ToString().ToLowerInvariant()}")));
}

/// <summary>Whether the repetitions of a run (<c>--repeat</c>) agree.</summary>
public static class Steadiness
{
    /// <summary>The checks that do not, in the order of their ids.</summary>
    public static IReadOnlyList<UnsteadyCheck> Differing(RunResult run) =>
    [
        .. run.Cases
            .GroupBy(c => c.Case.Id, StringComparer.Ordinal)
            .Where(repetitions => repetitions.Count() > 1)
            .SelectMany(repetitions => Differing(run, [.. repetitions]))
            .OrderBy(c => c.CaseId, StringComparer.Ordinal).ThenBy(c => c.RequirementId, StringComparer.Ordinal),
    ];

    private static List<UnsteadyCheck> Differing(RunResult run, IReadOnlyList<CaseResult> repetitions)
    {
        var id = repetitions[0].Case.Id;
        var differing = repetitions.SelectMany(Seen)
            .GroupBy(s => s.Requirement, StringComparer.Ordinal)
            .Select(g => new UnsteadyCheck(id, g.Key, [.. g.CountBy(s => s.Outcome).OrderByDescending(o => o.Value).ThenBy(o => o.Key)], run.Sometimes.Contains((id, g.Key))))
            .Where(c => c.Outcomes.Count > 1)
            .ToList();
        // The case as a whole differs because of its checks.
        var checks = differing.Where(c => c.RequirementId.Length > 0).ToList();
        var isExplained = checks.Count > 0 && checks.TrueForAll(c => c.IsRace);
        return [.. differing.Select(c => c.RequirementId.Length > 0 || !isExplained ? c : c with { IsRace = true })];
    }

    // An invariant that had nothing to look at in one repetition, because the other side was faster, is no difference in what was found.
    private static IEnumerable<(string Requirement, Outcome Outcome)> Seen(CaseResult result) =>
        result.Checks.Select(k => (k.RequirementId, k.Outcome)).Append(("", result.Outcome));
}
