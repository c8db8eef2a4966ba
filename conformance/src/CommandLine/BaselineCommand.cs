using System.CommandLine;
using System.Globalization;
using Conformance.Checking;
using Conformance.Reporting;
using Conformance.Reporting.Baselines;
using Conformance.Scenarios;

namespace Conformance.CommandLine;

/// <summary><c>baseline write</c> and <c>baseline check</c>: the known failures of a server, from the results of its last run.</summary>
public static class BaselineCommand
{
    public static Command Create()
    {
        var command = new Command("baseline", "Known failures of a server: write them down, or hold a run's results against them")
        {
            Write(), Check(),
        };
        return command;
    }

    private static Command Write()
    {
        var (file, from) = Arguments();
        var command = new Command("write", "Write what the last run found; reasons that the file already has are kept, new failures ask for one") { file, from };
        command.SetAction(parsed =>
        {
            var set = ScenarioSet.Load(Home.Scenarios);
            var path = parsed.GetRequiredValue(file);
            var results = Read(parsed.GetRequiredValue(from));
            var earlier = File.Exists(path) ? Baseline.Load(path, set) : null;
            var text = BaselineWriter.Write(results.Checks, earlier);
            File.WriteAllText(path, text);
            var unargued = text.Split('\n').Count(l => l.StartsWith(BaselineWriter.Unargued, StringComparison.Ordinal));
            parsed.InvocationConfiguration.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{path}: {text.Split('\n').Count(l => l.StartsWith(' '))} known failures{(unargued > 0 ? $", {unargued} reasons to be argued (look for '{BaselineWriter.Unargued}')" : "")}"));
            return (int)ExitCode.Passed;
        });
        return command;
    }

    private static Command Check()
    {
        var (file, from) = Arguments();
        var command = new Command("check", "Say what the last run found that the file does not expect, and what the file expects that was not found") { file, from };
        command.SetAction(parsed =>
        {
            var baseline = Baseline.Load(parsed.GetRequiredValue(file), ScenarioSet.Load(Home.Scenarios));
            var results = Read(parsed.GetRequiredValue(from));
            var output = parsed.InvocationConfiguration.Output;
            // Of a run that had a baseline, what is known is known by that one.
            var unexpected = results.Checks.Where(s => s.Outcome is Outcome.Fail or Outcome.Warn && baseline.Find(s.CaseId, s.RequirementId, s.Outcome) is null).ToList();
            var missing = baseline.Surprises(results.Checks).ToList();
            foreach (var seen in unexpected)
                output.WriteLine($"not expected: {seen.Outcome.ToString().ToLowerInvariant()}  {seen.RequirementId}  {seen.CaseId}: {TranscriptText.Escape(seen.Message)}");
            foreach (var (entry, at) in missing)
                output.WriteLine($"expected and not found: {entry.Line}: {entry.RequirementId} in {at.CaseId}");
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{unexpected.Count} not expected, {missing.Count} expected and not found"));
            return (int)(unexpected.Count + missing.Count == 0 ? ExitCode.Passed : ExitCode.NonConformant);
        });
        return command;
    }

    private static (Argument<string> File, Option<string> From) Arguments() => (
        new Argument<string>("file") { Description = "The baseline, for example my-server.known-failing" },
        new Option<string>("--from") { Description = "Results of the run", HelpName = "FILE", DefaultValueFactory = _ => Path.Combine("conformance-out", "results.json") });

    private static StoredResults Read(string file)
    {
        try
        {
            return ResultsReader.Read(file);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{e.Message} (run first, or name the results with --from)");
        }
    }
}
