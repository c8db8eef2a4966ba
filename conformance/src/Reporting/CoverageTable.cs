using System.Globalization;
using System.Text;
using Conformance.Checking;
using Conformance.Checking.Invariants;
using Conformance.Scenarios;

namespace Conformance.Reporting;

/// <summary><c>COVERAGE.md</c>: each requirement, the scenarios that ask for it or why none can, and on which servers it was asked.</summary>
public static class CoverageTable
{
    private const int MostScenarios = 3;

    /// <param name="runs">Complete runs of the suite, by the name of their column.</param>
    public static string Write(ScenarioSet set, IReadOnlyList<(string Name, StoredResults Results)> runs)
    {
        var scenarios = ScenariosOf(set);
        var asked = runs.Select(r => r.Results.Checks.Where(IsExercised).Select(k => k.RequirementId).ToHashSet(StringComparer.Ordinal)).ToList();
        var all = set.Catalogue.Requirements;
        var excluded = all.Count(r => r.Unobservable is not null);
        var covered = all.Count(r => r.Unobservable is null && (scenarios.Contains(r.Id) || Invariants.AskedAlways.Contains(r.Id)));
        var text = new StringBuilder("# Coverage\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Written by `./run-conformance.sh coverage`. Of {all.Count} requirements {covered} are asked for by scenarios and {excluded} show nothing on the wire.\n");
        text.Append("A server's column says whether the requirement was exercised there, not whether it held.\n");
        foreach (var group in all.GroupBy(r => Path.GetFileName(r.Line.File), StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Title(group.Key)}\n\n| requirement | level | scenarios |{string.Concat(runs.Select(r => $" {r.Name} |"))}\n|---|---|---|{string.Concat(runs.Select(_ => "---|"))}\n");
            foreach (var requirement in group)
                text.Append(Row(requirement, scenarios)).Append(string.Concat(asked.Select(ids => ids.Contains(requirement.Id) ? " yes |" : "  |"))).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The columns of a requirement that do not depend on any server.</summary>
    public static string Row(Requirement requirement, ILookup<string, string> scenarios)
    {
        var names = scenarios[requirement.Id].ToList();
        var shown = requirement.Unobservable is { } reason ? $"not on the wire: {reason}"
            : names.Count == 0 ? Invariants.AskedAlways.Contains(requirement.Id) ? "every dialogue" : "**none**"
            : string.Join(", ", names.Take(MostScenarios)) + (names.Count > MostScenarios ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - MostScenarios} more") : "");
        return $"| {requirement.Id} | {requirement.Level.Word()} | {shown} |";
    }

    /// <summary>Scenario ids by requirement.</summary>
    public static ILookup<string, string> ScenariosOf(ScenarioSet set) => set.Cases
        .SelectMany(c => c.Scenario.Requirements.Select(id => (Id: id, Scenario: c.Scenario.Id)))
        .Distinct()
        .ToLookup(p => p.Id, p => p.Scenario, StringComparer.Ordinal);

    private static bool IsExercised(Baselines.SeenCheck check) =>
        check.Outcome is Outcome.Pass or Outcome.Info or Outcome.Warn or Outcome.Fail or Outcome.Known;

    private static string Title(string file) => Path.GetFileNameWithoutExtension(file).Replace('-', ' ');
}
