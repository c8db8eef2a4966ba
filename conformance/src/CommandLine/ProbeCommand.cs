using System.CommandLine;
using System.Globalization;
using Conformance.Reporting;
using Conformance.Running;
using Conformance.Scenarios;

namespace Conformance.CommandLine;

/// <summary><c>probe</c>: connect, log in, capabilities, make and remove a mailbox; what would run and what would not, and why.</summary>
public static class ProbeCommand
{
    public static Command Create()
    {
        // It reads all that run reads, so that one command line serves both, and shows those options that matter to it.
        var options = new RunArguments();
        var command = new Command("probe", "Look whether the server can be tested, and what would be skipped");
        foreach (var option in options.All)
        {
            option.Hidden = !options.Target.Contains(option) && !options.Selection.Contains(option);
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancel) =>
            RunAsync(SettingsReader.Read(parsed, options, Console.In), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, cancel));
        return command;
    }

    private static async Task<int> RunAsync(RunSettings settings, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        var set = ScenarioSet.Load(Home.Scenarios);
        var cases = settings.Selection.From(set);
        using var interruption = new Interruption(cancel);
        return await interruption.GuardAsync(() => ProbeAsync(settings, set, cases, output, error, interruption.Token), error);
    }

    private static async Task<int> ProbeAsync(
        RunSettings settings, ScenarioSet set, IReadOnlyList<ScenarioCase> cases, TextWriter output, TextWriter error, CancellationToken cancel)
    {
        await using var opened = await Opening.OpenAsync(settings, error, cancel);
        output.WriteLine($"{opened.Description}: usable");
        if (opened.Identity is { } identity)
            output.WriteLine($"says it is {TranscriptText.Escape(identity)}");
        output.WriteLine($"offers {TranscriptText.Escape(string.Join(' ', opened.Offer.Capabilities))}");
        output.WriteLine($"mailboxes go below '{TranscriptText.Escape(opened.Offer.Prefix)}', delimiter {(opened.Offer.Delimiter is { } d ? $"'{TranscriptText.Escape(d)}'" : "none")}");
        var environment = new RunEnvironment(
            opened.Target, opened.Offer, set.Catalogue, null, settings.Run, TimeProvider.System, new MailboxNames(settings.Run.Prefix, "probe", opened.Offer));
        var runner = new ScenarioRunner(environment);
        var missing = cases.Select(c => (Case: c, Missing: runner.Unmet(c.Scenario))).ToList();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{missing.Count(m => m.Missing is null)} of {cases.Count} cases would run"));
        foreach (var group in missing.Where(m => m.Missing is not null).GroupBy(m => m.Missing, StringComparer.Ordinal))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {group.Count()} not: {group.Key}"));
        return (int)(missing.Any(m => m.Missing is null) ? ExitCode.Passed : ExitCode.NothingVerified);
    }
}
