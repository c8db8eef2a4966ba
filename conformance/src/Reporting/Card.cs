using System.Globalization;
using System.Text;
using Conformance.Checking;
using Conformance.Scenarios;

namespace Conformance.Reporting;

/// <summary>What a failure shows: everything needed to paste it into an issue.</summary>
public static class Card
{
    /// <summary>The card of one check of one case, as plain text.</summary>
    public static string Write(RunResult run, CaseResult result, Check check)
    {
        var finding = check.Findings.First(f => f.Outcome == check.Outcome);
        var text = new StringBuilder();
        run.Catalogue.TryGet(check.RequirementId, out var requirement);
        text.Append(CultureInfo.InvariantCulture, $"{check.Outcome.ToString().ToUpperInvariant()}  {result.Case.Id}\n");
        text.Append(CultureInfo.InvariantCulture, $"  requirement  {check.RequirementId}");
        if (requirement is not null)
            text.Append(CultureInfo.InvariantCulture, $"  {LevelName.Of(requirement.Level)}, {requirement.Section}\n               {Wrapped(requirement.Statement, 15)}");
        text.Append('\n');
        if (finding.Expected is null || finding.Actual is null)
            text.Append(CultureInfo.InvariantCulture, $"  seen         {Wrapped(TranscriptText.Escape(finding.Message), 15)}\n");
        if (finding.Expected is { } expected)
            text.Append(CultureInfo.InvariantCulture, $"  expected     {Wrapped(TranscriptText.Escape(expected), 15)}\n");
        if (finding.Actual is { } actual)
            text.Append(CultureInfo.InvariantCulture, $"  actual       {Wrapped(TranscriptText.Escape(actual), 15)}\n");
        if (Source(finding) is { } source)
            text.Append(CultureInfo.InvariantCulture, $"  asked by     {source}\n");
        foreach (var reading in finding.Readings ?? [])
            text.Append(CultureInfo.InvariantCulture, $"  reading      {Wrapped(Reading(run.Catalogue, reading), 15)}\n");
        if (HowOften(result, finding) is { } often)
            text.Append(CultureInfo.InvariantCulture, $"  how often    {often}\n");
        if (Tag(result, finding) is { } tag)
            text.Append(CultureInfo.InvariantCulture, $"  server log   look for the tag {tag}\n");
        text.Append(CultureInfo.InvariantCulture, $"  repeat       {Repeat(run, result)}\n\n");
        if (finding.Proof is { Count: > 0 } proof)
        {
            var numbers = proof.ToHashSet();
            return text.Append(SideBySide.Write([.. result.Transcript.Entries.Where(e => numbers.Contains(e.Number))])).ToString();
        }

        foreach (var entry in TranscriptText.Around(result.Transcript.Entries, finding.Entry))
            text.Append(TranscriptText.Line(entry, entry.Number == finding.Entry)).Append('\n');
        return text.ToString();
    }

    /// <summary>The scenario's line, or the invariant, that asked.</summary>
    public static string? Source(Finding finding) =>
        finding.Line is { } line ? $"{Path.GetFileName(line.File)}:{line.Number}" : finding.Invariant is { } invariant ? $"the invariant '{invariant}'" : null;

    /// <summary>In how many rounds and runs.</summary>
    public static string? HowOften(CaseResult result, Finding finding)
    {
        var rounds = finding.Occurrences is { } o ? $"in {o.Seen} of {o.Of} rounds" : null;
        var runs = result.Attempts > 1 ? $"in {result.FailedAttempts} of {result.Attempts} runs, each on a new mailbox" : null;
        return rounds is null ? runs : runs is null ? rounds : $"{rounds}; {runs}";
    }

    /// <summary>The command line that repeats the case, with the hooks that it needs.</summary>
    public static string Repeat(RunResult run, CaseResult result)
    {
        var hooks = result.Case.Scenario.Needs.Hooks.Where(run.HookOptions.ContainsKey).Select(h => " " + run.HookOptions[h]);
        return $"{run.Command}{result.Options}{string.Concat(hooks)} --case '{result.Case.Id}'";
    }

    /// <summary>A disputed point and the reading taken, in one sentence.</summary>
    public static string Reading(Catalogue catalogue, string id) =>
        catalogue.TryGetDisputed(id, out var point) ? $"{id}, {point.Topic}: {point.Verdict}" : id;

    private static string? Tag(CaseResult result, Finding finding) =>
        result.Transcript.Entries.LastOrDefault(e => e.Tag is not null && e.Lane == finding.Lane && (finding.Entry is null || e.Number <= finding.Entry))?.Tag;

    /// <summary>Breaks text into lines of about 110 characters, with an indent.</summary>
    private static string Wrapped(string text, int indent)
    {
        var lines = new StringBuilder();
        var column = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + word.Length > 110)
            {
                lines.Append('\n').Append(' ', indent);
                column = 0;
            }
            else if (column > 0)
            {
                lines.Append(' ');
                column++;
            }

            lines.Append(word);
            column += word.Length;
        }

        return lines.ToString();
    }
}
