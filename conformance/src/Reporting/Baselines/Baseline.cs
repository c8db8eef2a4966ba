using Conformance.Checking;
using Conformance.Scenarios;

namespace Conformance.Reporting.Baselines;

/// <summary>
/// The known failures of one server. A failure that stands here is expected; one that does not, and one that stands here and did not come, are not.
/// Errors and blocks are never excused, but for what could not be exercised behind a known failure in the same case.
/// </summary>
public sealed class Baseline(string file, IReadOnlyList<BaselineEntry> entries)
{
    public string File => file;

    public IReadOnlyList<BaselineEntry> Entries => entries;

    /// <summary>Reads a file and holds its ids against the scenarios.</summary>
    /// <exception cref="ScenarioException">Everything that is wrong with it, with the ids that were probably meant; or no such file.</exception>
    public static Baseline Load(string file, ScenarioSet set)
    {
        if (!System.IO.File.Exists(file))
            throw new ScenarioException([new SourceError(new SourceLine(file, 0), "expected a baseline, found no such file; 'baseline write' makes one")]);
        return BaselineParser.Parse(file, System.IO.File.ReadAllText(file), set);
    }

    /// <summary>The entry that expects this failure, or null.</summary>
    public BaselineEntry? Find(string caseId, string requirementId, Outcome outcome) =>
        entries.FirstOrDefault(e => e.Outcome == outcome && e.RequirementId == requirementId && e.Matches(caseId));

    /// <summary>Entries whose cases ran and did not fail as the entry says, with the case to tell it of.</summary>
    /// <param name="seen">Everything that the run saw.</param>
    public IEnumerable<(BaselineEntry Entry, SeenCheck At)> Surprises(IReadOnlyList<SeenCheck> seen)
    {
        foreach (var entry in entries.Where(e => !e.IsSometimes))
        {
            var cases = seen.Where(s => entry.Matches(s.CaseId) && s.CaseOutcome is not (Outcome.Skip or Outcome.Blocked or Outcome.Error)).ToList();
            var asked = cases.Where(s => s.RequirementId == entry.RequirementId && s.Outcome is not (Outcome.Skip or Outcome.Blocked or Outcome.Error)).ToList();
            if (asked.Exists(s => s.Outcome == entry.Outcome))
                continue;
            if ((asked.Count > 0 ? asked : cases) is [var first, ..])
                yield return (entry, first);
        }
    }

    /// <summary>The run with its expected failures marked as known, and a failure for each that did not come.</summary>
    public RunResult Apply(RunResult run)
    {
        var surprises = Surprises([.. run.Cases.SelectMany(Seen)]).ToLookup(s => s.At.CaseId, s => s.Entry, StringComparer.Ordinal);
        return run with
        {
            Cases = [.. run.Cases.Select(c => Apply(c, surprises[c.Case.Id]))],
            Sometimes = run.Cases
                .SelectMany(c => entries.Where(e => e.IsSometimes && e.Matches(c.Case.Id)).Select(e => (c.Case.Id, e.RequirementId)))
                .ToHashSet(),
        };
    }

    /// <summary>The checks of a case, as a baseline sees them.</summary>
    public static IEnumerable<SeenCheck> Seen(CaseResult result) => result.Checks
        .Select(k => new SeenCheck(result.Case.Id, result.Outcome, k.RequirementId, k.Outcome, k.Findings.FirstOrDefault(f => f.Outcome == k.Outcome)?.Message ?? ""))
        .DefaultIfEmpty(new SeenCheck(result.Case.Id, result.Outcome, "", result.Outcome, ""));

    private CaseResult Apply(CaseResult result, IEnumerable<BaselineEntry> missing)
    {
        var checks = result.Checks.Select(k => Find(result.Case.Id, k.RequirementId, k.Outcome) is { } entry ? Known(k, entry) : k).ToList();
        foreach (var entry in missing)
        {
            var at = checks.FindIndex(k => k.RequirementId == entry.RequirementId);
            var finding = new Finding(entry.RequirementId, Outcome.Fail, $"the baseline ({entry.Line}) expects {Word(entry.Outcome)} here, and {(at < 0 ? "nothing was found" : $"it was {Word(checks[at].Outcome)}")}: take the line out", Line: entry.Line);
            if (at < 0)
                checks.Add(new Check(entry.RequirementId, Outcome.Fail, [finding]));
            else
                checks[at] = new Check(entry.RequirementId, Outcome.Fail, [finding, .. checks[at].Findings]);
        }

        // What could not be exercised because of a known failure before it in the same case is part of that failure.
        var worst = checks.Select(k => k.Outcome == Outcome.Blocked && result.Outcome == Outcome.Fail ? Outcome.Pass : k.Outcome)
            .Append(result.Outcome is Outcome.Fail or Outcome.Warn ? Outcome.Pass : result.Outcome)
            .Max();
        return result with { Checks = checks, Outcome = worst };
    }

    private static Check Known(Check check, BaselineEntry entry) => check with
    {
        Outcome = Outcome.Known,
        Findings = [.. check.Findings.Select(f => f.Outcome == check.Outcome ? f with { Outcome = Outcome.Known, Message = $"{f.Message} (known, {Word(entry.Outcome)}: {entry.Reason})" } : f)],
    };

    private static string Word(Outcome outcome) => outcome.ToString().ToLowerInvariant();
}
