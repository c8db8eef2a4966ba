using System.CommandLine;
using Conformance.Reporting;
using Conformance.Scenarios;

namespace Conformance.CommandLine;

/// <summary><c>show ID</c>: the card of a scenario, a case, a requirement or a disputed point.</summary>
public static class ShowCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "A scenario (condstore/races/stale-view), a requirement (7162-3.1.3-f) or a disputed point (A-3)" };
        var command = new Command("show", "Show what a scenario asks, or what a requirement says and who asks for it") { id };
        command.SetAction(parsed =>
        {
            var set = ScenarioSet.Load(Home.Scenarios);
            Show(set, parsed.GetValue(id) ?? "", parsed.InvocationConfiguration.Output);
            return (int)ExitCode.Passed;
        });
        return command;
    }

    private static void Show(ScenarioSet set, string id, TextWriter output)
    {
        if (set.Catalogue.TryGet(id, out var requirement))
        {
            ShowRequirement(set, requirement, output);
        }
        else if (set.Catalogue.TryGetDisputed(id, out var point))
        {
            output.WriteLine($"{point.Id}  {point.Topic}\n\nopen: {point.Open}\n\nreading: {point.Verdict}");
        }
        else if (set.Cases.FirstOrDefault(c => c.Id == id || c.Scenario.Id == id) is { } @case)
        {
            ShowScenario(set, @case.Scenario, output);
        }
        else
        {
            var known = set.Scenarios.Select(s => s.Id).Concat(set.Catalogue.Requirements.Select(r => r.Id)).Concat(set.Catalogue.DisputedPoints.Select(d => d.Id));
            throw new UsageException($"there is no scenario, requirement or disputed point '{id}'{Suggestion.Hint(id, known)}");
        }
    }

    private static void ShowRequirement(ScenarioSet set, Requirement requirement, TextWriter output)
    {
        output.WriteLine($"{requirement.Id}  {LevelName.Of(requirement.Level)}, {requirement.Section}\n\n{requirement.Statement}\n");
        output.WriteLine($"how it shows: {requirement.Test}");
        output.WriteLine($"tolerated:    {requirement.Tolerate}");
        output.WriteLine($"needs:        {requirement.Needs}\n");
        var scenarios = set.Cases.Where(c => c.Scenario.Requirements.Contains(requirement.Id)).Select(c => c.Scenario.Id).Distinct().ToList();
        output.WriteLine(scenarios.Count == 0 ? "No scenario names it; an invariant may." : "asked for by:");
        foreach (var scenario in scenarios)
            output.WriteLine($"    {scenario}");
    }

    private static void ShowScenario(ScenarioSet set, Scenario scenario, TextWriter output)
    {
        output.WriteLine($"{scenario.Id}\n");
        output.WriteLine(File.ReadAllText(scenario.File).ReplaceLineEndings("\n").TrimEnd());
        output.WriteLine();
        foreach (var id in set.Cases.Where(c => c.Scenario.Id == scenario.Id).SelectMany(c => c.Scenario.Requirements).Distinct())
        {
            if (set.Catalogue.TryGet(id, out var requirement))
                output.WriteLine($"{id}  {LevelName.Of(requirement.Level)}: {requirement.Statement}");
        }

        output.WriteLine($"\nBy hand: connect with `openssl s_client -quiet -crlf -connect HOST:993` or `nc -C HOST 143`, one terminal a session, and type the lines with a tag in front.");
        output.WriteLine($"By the suite: ./run-conformance.sh --server HOST:PORT --user U --case '{scenario.Id}' --trace");
    }
}
