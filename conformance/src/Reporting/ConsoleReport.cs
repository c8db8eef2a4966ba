using System.Globalization;
using Conformance.Checking;

namespace Conformance.Reporting;

/// <summary>What the user reads at the end of a run: failures in full, the rest by count, the verdict last.</summary>
public sealed class ConsoleReport(TextWriter output, bool color)
{
    /// <summary>Failures shown in full; the others are named, and stand in the report files.</summary>
    private const int MostCards = 10;

    public void Write(RunResult run, Verdict verdict, string folder, bool quiet, bool verbose)
    {
        Cards(run, Outcome.Fail, "31", MostCards);
        if (verbose)
            Cards(run, Outcome.Warn, "33", int.MaxValue);
        if (!quiet)
        {
            if (!verbose)
                Lines(run, Outcome.Warn, "Warnings (SHOULD, or disputed)");
            Lines(run, Outcome.Known, "Known failures, as the baseline says");
            Lines(run, Outcome.Info, verbose ? "Choices and disputed points" : null);
            Reasons(run, Outcome.Blocked, "Blocked, could not be exercised");
            Reasons(run, Outcome.Error, "Errors of the suite itself");
            Reasons(run, Outcome.Skip, "Skipped, not verified");
        }
        else
        {
            Reasons(run, Outcome.Error, "Errors of the suite itself");
        }

        Annotations(run);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Cases.Count} cases: {run.CountCases(Outcome.Pass)} passed, {run.CountCases(Outcome.Fail)} failed,{(run.CountCases(Outcome.Known) is > 0 and var known ? $" {known} failed as known," : "")} {run.CountCases(Outcome.Warn)} with warnings, {run.CountCases(Outcome.Info)} with choices, {run.CountCases(Outcome.Skip)} skipped, {run.CountCases(Outcome.Blocked)} blocked, {run.CountCases(Outcome.Error)} errors"));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Count(Outcome.Pass)} checks held, {run.Count(Outcome.Fail)} failed, {run.Count(Outcome.Warn)} warned; {RequirementsSeen(run)} requirements exercised; {run.Duration.TotalSeconds:0.0} s; seed {run.Seed}"));
        if (!quiet && run.Cases.Count > 1)
            output.WriteLine($"slowest: {Slowest(run)}");
        Unsteady(run);
        output.WriteLine($"reports: {folder}");
        output.WriteLine($"{Paint(verdict.Text, verdict.Exit == ExitCode.Passed ? "32;1" : "31;1")}  {run.Server}");
    }

    private static string Slowest(RunResult run) => string.Join(
        ", ", run.Cases.OrderByDescending(c => c.Duration).Take(5).Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Case.Id} {c.Duration.TotalSeconds:0.0} s")));

    /// <summary>What a repeated run saw come out differently: a race, in the server or in the scenario.</summary>
    private void Unsteady(RunResult run)
    {
        var repetitions = run.Cases.CountBy(c => c.Case.Id, StringComparer.Ordinal).Select(c => c.Value).DefaultIfEmpty(0).Max();
        if (repetitions < 2)
            return;
        var differing = Steadiness.Differing(run);
        Unsteady(differing, isRace: true, "Races that are lost now and then, as the baseline says");
        Unsteady(differing, isRace: false, "Not the same in every repetition");
        if (!differing.Any(c => !c.IsRace))
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the same in all of {repetitions} repetitions: every {(differing.Count > 0 ? "other " : "")}check of {run.Cases.DistinctBy(c => c.Case.Id).Count()} cases"));
    }

    private void Unsteady(IReadOnlyList<UnsteadyCheck> differing, bool isRace, string title)
    {
        if (!differing.Any(c => c.IsRace == isRace))
            return;
        output.WriteLine(Paint(title, isRace ? "36" : "33"));
        foreach (var check in differing.Where(c => c.IsRace == isRace))
            output.WriteLine($"  {check.RequirementId}  {check.CaseId}: {check.HowOften}");
        output.WriteLine();
    }

    private static int RequirementsSeen(RunResult run) =>
        run.Cases.SelectMany(c => c.Checks).Where(k => k.Outcome is Outcome.Pass or Outcome.Fail or Outcome.Warn or Outcome.Info or Outcome.Known).Select(k => k.RequirementId).Distinct().Count();

    /// <summary>One card for each requirement and line (or invariant) that asked; the other cases in which the same was seen are named below it.</summary>
    private void Cards(RunResult run, Outcome outcome, string code, int most)
    {
        var groups = run.Cases
            .SelectMany(c => c.Checks.Where(k => k.Outcome == outcome).Select(k => (Case: c, Check: k)))
            .GroupBy(x => (x.Check.RequirementId, Card.Source(x.Check.Findings.First(f => f.Outcome == outcome))))
            .ToList();
        foreach (var group in groups.Take(most))
        {
            var card = Card.Write(run, group.First().Case, group.First().Check);
            var end = card.IndexOf('\n', StringComparison.Ordinal);
            output.WriteLine(Paint(card[..end], code) + card[end..].TrimEnd('\n'));
            output.WriteLine(Others([.. group.Skip(1).Select(x => x.Case.Case.Id)]));
        }

        if (groups.Count > most)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{groups.Count - most} more:"));
            foreach (var group in groups.Skip(most))
            {
                var (result, check) = group.First();
                var finding = check.Findings.First(f => f.Outcome == outcome);
                var often = Card.HowOften(result, finding) is { } o ? $" ({o})" : "";
                output.WriteLine($"  {outcome.ToString().ToUpperInvariant()}  {check.RequirementId}  {result.Case.Id}: {TranscriptText.Escape(finding.Message)}{often}");
                if (group.Count() > 1)
                    output.Write(Others([.. group.Skip(1).Select(x => x.Case.Case.Id)]));
            }

            output.WriteLine();
        }
    }

    private static string Others(IReadOnlyList<string> cases) =>
        cases.Count == 0 ? ""
        : cases.Count <= 4 ? $"  also in      {string.Join(", ", cases)}\n"
        : string.Create(CultureInfo.InvariantCulture, $"  also in      {string.Join(", ", cases.Take(3))} and {cases.Count - 3} more cases\n");

    private void Lines(RunResult run, Outcome outcome, string? title)
    {
        if (title is null)
            return;
        var groups = run.Cases
            .SelectMany(c => c.Checks.Where(k => k.Outcome == outcome).Select(k => (Case: c, Finding: k.Findings.First(f => f.Outcome == outcome), k.RequirementId)))
            .GroupBy(x => (x.RequirementId, Card.Source(x.Finding)))
            .ToList();
        if (groups.Count == 0)
            return;
        output.WriteLine(Paint(title, "33"));
        foreach (var group in groups)
        {
            var (result, finding, requirement) = group.First();
            var readings = finding.Readings is { Count: > 0 } r ? $" [{string.Join(", ", r)}]" : "";
            output.WriteLine($"  {requirement}{readings}  {result.Case.Id}: {TranscriptText.Escape(finding.Message)}");
            output.Write(Others([.. group.Skip(1).Select(x => x.Case.Case.Id)]));
        }

        output.WriteLine();
    }

    private void Reasons(RunResult run, Outcome outcome, string title)
    {
        var groups = run.Cases.Where(c => c.Outcome == outcome).GroupBy(c => c.Reason ?? "no reason given").ToList();
        if (groups.Count == 0)
            return;
        output.WriteLine(Paint(title, "36"));
        foreach (var group in groups)
        {
            var names = group.Select(c => c.Case.Id).ToList();
            var shown = string.Join(", ", names.Take(3)) + (names.Count > 3 ? string.Create(CultureInfo.InvariantCulture, $" and {names.Count - 3} more") : "");
            output.WriteLine($"  {TranscriptText.Escape(group.Key)}: {shown}");
        }

        output.WriteLine();
    }

    /// <summary>Ten at most, as GitHub shows no more of a kind; what the server said is escaped, so that it cannot write commands into the log.</summary>
    private void Annotations(RunResult run)
    {
        if (Environment.GetEnvironmentVariable("GITHUB_ACTIONS") != "true")
            return;
        foreach (var (result, check) in run.Cases.SelectMany(c => c.Checks.Where(k => k.Outcome == Outcome.Fail).Select(k => (c, k))).Take(10))
        {
            var message = TranscriptText.Escape(check.Findings.First(f => f.Outcome == Outcome.Fail).Message).Replace("%", "%25", StringComparison.Ordinal);
            output.WriteLine($"::error title={check.RequirementId} {result.Case.Id}::{message}");
        }
    }

    private string Paint(string text, string code) => color ? $"\x1b[{code}m{text}\x1b[0m" : text;
}
