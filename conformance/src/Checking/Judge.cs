using Conformance.Scenarios;

namespace Conformance.Checking;

/// <summary>What became of a case: its outcome, its checks, and why it did not come to an end, if it did not.</summary>
public sealed record Judgement(Outcome Outcome, IReadOnlyList<Check> Checks, string? Reason);

/// <summary>Turns findings into verdicts. Nothing else decides.</summary>
public static class Judge
{
    /// <summary>
    /// Folds findings per requirement: the worst counts, so a requirement passes only if it was exercised and never broken. Preconditions (findings
    /// without a requirement) are left out.
    /// </summary>
    /// <param name="findings">Of scenario lines and invariants, in the order they were made.</param>
    /// <param name="catalogue">
    /// An id that it has not is our own error. What invariants found is never judged worse than the level there allows; scenario lines say their level themselves.
    /// </param>
    /// <returns>By requirement id; the findings of each keep their order.</returns>
    public static IReadOnlyList<Check> Fold(IEnumerable<Finding> findings, Catalogue catalogue) =>
    [
        .. findings.Where(f => f.RequirementId is not null)
            .GroupBy(f => f.RequirementId!, StringComparer.Ordinal)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => catalogue.TryGet(g.Key, out var requirement)
                ? Check(requirement, g)
                : new Check(g.Key, Outcome.Error, [.. g, new Finding(g.Key, Outcome.Error, $"the catalogue has no requirement {g.Key}")])),
    ];

    /// <summary>Judges a case.</summary>
    /// <param name="findings">Everything that was found in it.</param>
    /// <param name="declared">The requirements that the scenario's lines name: those it never came to are skipped or blocked with the rest.</param>
    /// <param name="skipped">Why the rest was skipped, if it was.</param>
    /// <param name="error">What broke in the suite itself, if anything did.</param>
    public static Judgement Case(
        IReadOnlyList<Finding> findings,
        Catalogue catalogue,
        IEnumerable<string> declared,
        string? skipped = null,
        string? error = null)
    {
        var unmet = findings.FirstOrDefault(f => f is { RequirementId: null, Outcome: not (Outcome.Pass or Outcome.Info) });
        var (rest, reason) = (error, unmet, skipped) switch
        {
            ({ } e, _, _) => (Outcome.Error, e),
            (_, { } f, _) => (Outcome.Blocked, f.Message),
            (_, _, { } s) => (Outcome.Skip, s),
            _ => (Outcome.Pass, (string?)null),
        };

        var checks = Fold(findings, catalogue).ToList();
        if (rest != Outcome.Pass)
        {
            var met = checks.Select(c => c.RequirementId).ToHashSet(StringComparer.Ordinal);
            checks.AddRange(
                from id in declared.Distinct(StringComparer.Ordinal)
                where !met.Contains(id)
                select new Check(id, rest, [new Finding(id, rest, reason!)]));
        }

        if (checks.Count == 0 && rest == Outcome.Pass)
            return new Judgement(Outcome.Skip, [], "nothing was exercised");
        var worst = checks.Select(c => c.Outcome).Append(rest).Max();
        return new Judgement(worst, checks, reason);
    }
    /// <summary>The worst that breaking a requirement may be judged.</summary>
    public static Outcome Worst(Requirement requirement)
    {
        var byLevel = requirement.Level switch
        {
            RequirementLevel.Should or RequirementLevel.ShouldNot or RequirementLevel.LowerShould => Outcome.Warn,
            RequirementLevel.May => Outcome.Info,
            _ => Outcome.Fail,
        };
        var cap = requirement.AtMost switch
        {
            AlternativeLevel.Pass => Outcome.Pass,
            AlternativeLevel.Info => Outcome.Info,
            AlternativeLevel.Warn => Outcome.Warn,
            _ => Outcome.Fail,
        };
        return byLevel < cap ? byLevel : cap;
    }

    private static Check Check(Requirement requirement, IEnumerable<Finding> findings)
    {
        var worst = Worst(requirement);
        var capped = findings
            .Select(f => f is { Invariant: not null, Outcome: Outcome.Fail or Outcome.Warn } && f.Outcome > worst ? f with { Outcome = worst } : f)
            .ToList();
        return new Check(requirement.Id, capped.Max(f => f.Outcome), capped);
    }
}
