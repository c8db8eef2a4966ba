using System.Text;
using Conformance.Checking;

namespace Conformance.Reporting.Baselines;

/// <summary>Makes a baseline of what a run found, keeping the reasons of an earlier one.</summary>
public static class BaselineWriter
{
    /// <summary>What a failure without a reason gets, so that a reader looks for one.</summary>
    public const string Unargued = "TO BE ARGUED";

    private const int Width = 150;

    /// <param name="seen">Everything that the run saw.</param>
    /// <param name="earlier">Entries that still hold keep their reasons and places; those that depend on timing, and those of cases that did not run, stay.</param>
    public static string Write(IReadOnlyList<SeenCheck> seen, Baseline? earlier)
    {
        var failures = seen.Where(s => s.Outcome is Outcome.Fail or Outcome.Warn or Outcome.Known).ToList();
        var kept = (earlier?.Entries ?? []).Where(e => e.IsSometimes || failures.Exists(s => Covers(e, s)) || !seen.Any(s => e.Matches(s.CaseId) && s.CaseOutcome != Outcome.Skip)).ToList();
        var fresh = failures.Where(s => s.Outcome != Outcome.Known && !kept.Exists(e => Covers(e, s)))
            .GroupBy(s => s.RequirementId, StringComparer.Ordinal)
            .SelectMany(g => g, (g, s) => (Reason: $"{Unargued}: {g.Key}: {g.First().Message}", Line: $"{s.Outcome.ToString().ToLowerInvariant()}  {s.RequirementId}  {s.CaseId}"));
        var lines = kept.Select(e => (e.Reason, Line: $"{e.Outcome.ToString().ToLowerInvariant()}  {e.RequirementId}  {e.Pattern}{(e.IsSometimes ? "  sometimes" : "")}")).Concat(fresh);
        var text = new StringBuilder();
        foreach (var group in lines.GroupBy(l => l.Reason, StringComparer.Ordinal))
        {
            if (text.Length > 0)
                text.Append('\n');
            Wrap(text, group.Key);
            foreach (var (_, line) in group)
                text.Append("    ").Append(line).Append('\n');
        }

        return text.ToString();
    }

    private static bool Covers(BaselineEntry entry, SeenCheck seen) =>
        entry.RequirementId == seen.RequirementId && entry.Matches(seen.CaseId) && (seen.Outcome == Outcome.Known || seen.Outcome == entry.Outcome);

    private static void Wrap(StringBuilder text, string reason)
    {
        var column = 0;
        foreach (var word in TranscriptText.Escape(reason).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (column > 0 && column + word.Length + 1 > Width)
            {
                text.Append('\n');
                column = 0;
            }

            text.Append(column > 0 ? " " : "").Append(word);
            column += word.Length + 1;
        }

        text.Append('\n');
    }
}
