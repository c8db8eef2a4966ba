using Conformance.Checking;

namespace Conformance.Reporting;

/// <summary>A check that came out differently in the repetitions of a run.</summary>
/// <param name="RequirementId">Empty for the case as a whole, where it was not always exercised.</param>
/// <param name="Outcomes">How often each outcome was seen, the most frequent first.</param>
public sealed record UnsteadyCheck(string CaseId, string RequirementId, IReadOnlyList<KeyValuePair<Outcome, int>> Outcomes);

/// <summary>Whether the repetitions of a run (<c>--repeat</c>) agree.</summary>
public static class Steadiness
{
    /// <summary>The checks that do not, in the order of their ids.</summary>
    public static IReadOnlyList<UnsteadyCheck> Differing(RunResult run) =>
    [
        .. run.Cases
            .GroupBy(c => c.Case.Id, StringComparer.Ordinal)
            .Where(repetitions => repetitions.Count() > 1)
            .SelectMany(repetitions => repetitions.SelectMany(Seen).GroupBy(s => s.Requirement, StringComparer.Ordinal), (repetitions, seen) => (repetitions.Key, Seen: seen))
            .Select(x => new UnsteadyCheck(x.Key, x.Seen.Key, [.. x.Seen.CountBy(s => s.Outcome).OrderByDescending(o => o.Value).ThenBy(o => o.Key)]))
            .Where(c => c.Outcomes.Count > 1)
            .OrderBy(c => c.CaseId, StringComparer.Ordinal).ThenBy(c => c.RequirementId, StringComparer.Ordinal),
    ];

    // An invariant that had nothing to look at in one repetition, because the other side was faster, is no difference in what was found.
    private static IEnumerable<(string Requirement, Outcome Outcome)> Seen(CaseResult result) =>
        result.Checks.Select(k => (k.RequirementId, k.Outcome)).Append(("", result.Outcome));
}
