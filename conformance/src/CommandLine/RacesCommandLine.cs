using System.CommandLine;
using System.Globalization;
using Conformance.Checking;
using Conformance.Reporting;
using Conformance.Running;
using Conformance.Scenarios;

namespace Conformance.CommandLine;

/// <summary><c>races</c>: the scenarios that race, over and over, until so many rounds have been run; memory stays what one pass takes.</summary>
public static class RacesCommandLine
{
    public static Command Create()
    {
        var options = new RunArguments();
        var rounds = new Option<long>("--rounds") { Description = "How many", DefaultValueFactory = _ => 100_000, HelpName = "N" };
        var command = new Command("races", "Run the races over and over: which fault shows, and in how many of the rounds") { rounds };
        foreach (var option in options.All)
        {
            option.Hidden = !options.Target.Contains(option) && option != options.Seed && option != options.Case && option != options.Skip && option != options.Jobs;
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancel) =>
        {
            var settings = SettingsReader.Read(parsed, options, Console.In);
            var count = parsed.GetValue(rounds) is > 0 and var c ? c : throw new UsageException("--rounds: expected a number above 0");
            using var interruption = new Interruption(cancel);
            return await interruption.GuardAsync(
                () => RunAsync(settings, count, parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, interruption), parsed.InvocationConfiguration.Error);
        });
        return command;
    }

    private static async Task<int> RunAsync(RunSettings settings, long rounds, TextWriter output, TextWriter error, Interruption interruption)
    {
        var set = ScenarioSet.Load(Home.Scenarios);
        var cases = (settings.Selection with { IsThorough = true }).From(set).Where(c => c.Scenario.Cut is null && ScenarioCheck.All(c.Scenario.Steps).Any(s => s is ContestStep)).ToList();
        if (cases.Count == 0)
            throw new UsageException("--case: none of these scenarios races");
        await using var opened = await Opening.OpenAsync(settings, error, interruption.Token);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{opened.Description}: {rounds} rounds of {cases.Count} races, --seed {settings.Run.Seed}"));
        var names = new MailboxNames(settings.Run.Prefix, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture), opened.Offer);
        var environment = new RunEnvironment(
            opened.Target, opened.Offer, set.Catalogue, null, settings.Run with { Thoroughness = RunOptions.Thorough }, TimeProvider.System, names);
        var faults = new Dictionary<string, (string Card, int Seen, long Of)>(StringComparer.Ordinal);
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        var started = DateTimeOffset.UtcNow;
        long before;
        do
        {
            before = environment.Rounds.Run;
            var pass = await new SuiteRunner(environment, opened.Another).RunAsync(cases, null, interruption.Token);
            var report = Report(settings, opened, set, pass, started);
            foreach (var result in pass.Results)
                Add(report, result, faults, reasons);
            error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{environment.Rounds.Run} of {rounds} rounds, {faults.Values.Sum(f => f.Seen)} faulty, {(DateTimeOffset.UtcNow - started).TotalSeconds:0} s"));
        }
        while (environment.Rounds.Run < rounds && environment.Rounds.Run > before && interruption.Exit is null);

        foreach (var (_, (card, seen, of)) in faults.OrderBy(f => f.Key, StringComparer.Ordinal))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{card.TrimEnd()}\n  in all       in {seen} rounds of the passes that showed it, which had {of}\n"));
        foreach (var (reason, count) in reasons)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} times {TranscriptText.Escape(reason)}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{environment.Rounds.Run} rounds, {faults.Values.Sum(f => f.Seen)} faulty, {(DateTimeOffset.UtcNow - started).TotalSeconds:0} s"));
        return (int)(interruption.Exit ?? (faults.Count > 0 ? ExitCode.NonConformant : environment.Rounds.Run < rounds ? ExitCode.Inconclusive : ExitCode.Passed));
    }

    /// <summary>Keeps what was found, by requirement and line, and lets go of the transcripts.</summary>
    private static void Add(RunResult report, CaseResult result, Dictionary<string, (string Card, int Seen, long Of)> faults, Dictionary<string, int> reasons)
    {
        if (result.Reason is { } reason)
            reasons[$"{result.Outcome.ToString().ToLowerInvariant()}: {reason}"] = reasons.GetValueOrDefault($"{result.Outcome.ToString().ToLowerInvariant()}: {reason}") + 1;
        foreach (var check in result.Checks.Where(c => c.Outcome == Outcome.Fail))
        {
            var finding = check.Findings.First(f => f.Outcome == Outcome.Fail);
            var occurrences = finding.Occurrences ?? new Occurrences(1, 1);
            var key = $"{check.RequirementId} {result.Case.Id} {Card.Source(finding)}";
            var (card, seen, of) = faults.GetValueOrDefault(key, (Card.Write(report, result, check), 0, 0L));
            faults[key] = (card, seen + occurrences.Seen, of + occurrences.Of);
        }
    }

    private static RunResult Report(RunSettings settings, Opening opened, ScenarioSet set, SuiteResult pass, DateTimeOffset started) => new(
        opened.Description,
        settings.Server is null,
        opened.Identity,
        opened.Offer.Capabilities,
        settings.Run.Seed,
        [],
        "./run-conformance.sh races",
        new Dictionary<string, string>(),
        started,
        pass.Duration,
        pass.Results,
        set.Catalogue,
        null);
}
