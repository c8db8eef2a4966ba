using System.CommandLine;
using System.Globalization;
using Conformance.Reporting;
using Conformance.Scenarios;

namespace Conformance.CommandLine;

/// <summary><c>list</c>: the cases, or with <c>--requirements</c> the catalogue and which scenarios ask for each.</summary>
public static class ListCommand
{
    public static Command Create(RunArguments options)
    {
        var requirements = new Option<bool>("--requirements") { Description = "List the requirements and the scenarios that show each" };
        var command = new Command("list", "List the cases, or the requirements") { requirements };
        foreach (var option in options.Selection)
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var set = ScenarioSet.Load(Home.Scenarios);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(requirements))
                Requirements(set, output);
            else
                Cases(SettingsReader.Selection(parsed, options).From(set), output);
            return (int)ExitCode.Passed;
        });
        return command;
    }

    private static void Cases(IReadOnlyList<ScenarioCase> cases, TextWriter output)
    {
        foreach (var @case in cases)
        {
            var needs = @case.Scenario.Needs;
            output.WriteLine($"{@case.Id}  (needs {string.Join(' ', needs.Capabilities.Concat(needs.Hooks.Select(h => "hook:" + h)))})");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases.Count} cases of {cases.Select(c => c.Scenario.Id).Distinct().Count()} scenarios"));
    }

    private static void Requirements(ScenarioSet set, TextWriter output)
    {
        var askedBy = set.Cases
            .SelectMany(c => c.Scenario.Requirements.Select(id => (Id: id, Scenario: c.Scenario.Id)))
            .Distinct()
            .ToLookup(p => p.Id, p => p.Scenario, StringComparer.Ordinal);
        foreach (var requirement in set.Catalogue.Requirements)
        {
            output.WriteLine($"{requirement.Id}  {LevelName.Of(requirement.Level)}  {requirement.Statement}");
            if (requirement.Unobservable is { } reason)
                output.WriteLine($"    not on the wire: {reason}");
            foreach (var scenario in askedBy[requirement.Id])
                output.WriteLine($"    {scenario}");
        }

        var asked = set.Catalogue.Requirements.Count(r => askedBy.Contains(r.Id));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{asked} of {set.Catalogue.Requirements.Count} requirements are asked for by scenarios"));
    }
}
