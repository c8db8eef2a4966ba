using System.Globalization;
using System.Text;
using Conformance.Checking;

namespace Conformance.Reporting;

/// <summary><c>summary.md</c>: the verdict, the counts, and each finding that is not a pass, for a CI job's summary page. Kept below 1 MiB.</summary>
public static class SummaryMarkdown
{
    /// <summary>All times stand in results.json and junit.xml.</summary>
    private const int MostSlow = 10;

    private const int MostCharacters = 900_000;

    public static string Write(RunResult run, Verdict verdict)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Cell(verdict.Text)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Server: {Cell(run.Server)}{(run.Identity is { } id ? $" ({Cell(id)})" : "")}  \n");
        text.Append(CultureInfo.InvariantCulture, $"{run.Cases.Count} cases in {run.Duration.TotalSeconds:0.0} s, seed {run.Seed}, {run.Started:yyyy-MM-dd HH:mm:ss} UTC\n\n");
        text.Append("| pass | fail | warn | info | cases skipped | cases blocked | errors of the suite |\n|---|---|---|---|---|---|---|\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"| {run.Count(Outcome.Pass)} | {run.Count(Outcome.Fail)} | {run.Count(Outcome.Warn)} | {run.Count(Outcome.Info)} | {run.CountCases(Outcome.Skip)} | {run.CountCases(Outcome.Blocked)} | {run.CountCases(Outcome.Error)} |\n");
        foreach (var (outcome, title) in new[] { (Outcome.Fail, "Failures"), (Outcome.Warn, "Warnings"), (Outcome.Known, "Known failures"), (Outcome.Info, "Choices and disputed points") })
            Section(text, run, outcome, title);
        Reasons(text, run, Outcome.Blocked, "Blocked: could not be exercised");
        Reasons(text, run, Outcome.Error, "Errors of the suite");
        Reasons(text, run, Outcome.Skip, "Skipped: not verified");
        Unsteady(text, run);
        Slowest(text, run);
        if (run.NotRun.Count > 0)
            text.Append(CultureInfo.InvariantCulture, $"\n## Not run\n\n{Cell(string.Join(", ", run.NotRun))}\n");
        return text.ToString();
    }

    private static void Unsteady(StringBuilder text, RunResult run)
    {
        var differing = Steadiness.Differing(run);
        if (differing.Count == 0)
            return;
        text.Append("\n## Not the same in every repetition\n\n| requirement | case | how often | a race, by the baseline |\n|---|---|---|---|\n");
        foreach (var check in differing)
            text.Append(CultureInfo.InvariantCulture, $"| {check.RequirementId} | {Cell(check.CaseId)} | {check.HowOften} | {(check.IsRace ? "yes" : "no")} |\n");
    }

    private static void Slowest(StringBuilder text, RunResult run)
    {
        var slowest = run.Cases.Where(c => c.Attempts > 0).OrderByDescending(c => c.Duration).Take(MostSlow).ToList();
        if (slowest.Count == 0)
            return;
        text.Append("\n## Slowest cases\n\n| case | seconds |\n|---|---|\n");
        foreach (var result in slowest)
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(result.Case.Id)} | {result.Duration.TotalSeconds:0.00} |\n");
    }

    private static void Section(StringBuilder text, RunResult run, Outcome outcome, string title)
    {
        var rows = run.Cases.SelectMany(c => c.Checks.Where(k => k.Outcome == outcome).Select(k => (Case: c, Check: k))).ToList();
        if (rows.Count == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n| requirement | case | seen | reading |\n|---|---|---|---|\n");
        var left = rows.Count;
        foreach (var (result, check) in rows)
        {
            if (text.Length > MostCharacters)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{left} more in results.json\n");
                return;
            }

            var finding = check.Findings.First(f => f.Outcome == outcome);
            var often = Card.HowOften(result, finding) is { } o ? $" ({o})" : "";
            var readings = string.Join("; ", (finding.Readings ?? []).Select(r => Card.Reading(run.Catalogue, r)));
            text.Append(CultureInfo.InvariantCulture, $"| {check.RequirementId} | {Cell(result.Case.Id)} | {Cell(finding.Message + often)} | {Cell(readings)} |\n");
            left--;
        }
    }

    private static void Reasons(StringBuilder text, RunResult run, Outcome outcome, string title)
    {
        var groups = run.Cases.Where(c => c.Outcome == outcome).GroupBy(c => c.Reason ?? "no reason given").ToList();
        if (groups.Count == 0)
            return;
        text.Append(CultureInfo.InvariantCulture, $"\n## {title}\n\n");
        foreach (var group in groups)
            text.Append(CultureInfo.InvariantCulture, $"* {Cell(group.Key)}: {Cell(string.Join(", ", group.Select(c => c.Case.Id)))}\n");
    }

    /// <summary>Escapes what Markdown or HTML would take for markup, and what GitHub's log takes for a command.</summary>
    private static string Cell(string text) =>
        TranscriptText.Escape(text)
            .Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace("|", "\\|", StringComparison.Ordinal)
            .Replace("`", "\\`", StringComparison.Ordinal)
            .Replace("](", "]\\(", StringComparison.Ordinal)
            .Replace("::", ":&#58;", StringComparison.Ordinal);
}
