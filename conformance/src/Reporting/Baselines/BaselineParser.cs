using System.Text.RegularExpressions;
using Conformance.Checking;
using Conformance.Scenarios;

namespace Conformance.Reporting.Baselines;

/// <summary>
/// Reads a baseline: a reason at the left margin, and below it, indented, the failures that it argues, one to a line:
/// <c>fail  7162-3.1.3-s  condstore/races/contended@uid</c>, with <c>sometimes</c> behind it for what depends on timing. <c>#</c> begins a comment.
/// </summary>
internal static partial class BaselineParser
{
    public static Baseline Parse(string file, string text, ScenarioSet set)
    {
        var errors = new List<SourceError>();
        var entries = new List<BaselineEntry>();
        var reason = "";
        var isOpen = false;
        var number = 0;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            if (line.TrimStart().StartsWith('#'))
                continue;
            if (line.Trim().Length == 0)
            {
                isOpen = false;
                continue;
            }

            if (!char.IsWhiteSpace(line[0]))
            {
                reason = isOpen ? $"{reason} {line.Trim()}" : line.Trim();
                isOpen = true;
                continue;
            }

            isOpen = false;
            if (Read(new SourceLine(file, number), line.Trim(), reason, set, errors) is { } entry)
                entries.Add(entry);
        }

        foreach (var again in entries.GroupBy(e => (e.RequirementId, e.Pattern)).SelectMany(g => g.Skip(1)))
            errors.Add(new SourceError(again.Line, $"{again.RequirementId} in {again.Pattern} stands here a second time"));
        return errors.Count == 0 ? new Baseline(file, entries) : throw new ScenarioException(errors);
    }

    private static BaselineEntry? Read(SourceLine at, string text, string reason, ScenarioSet set, List<SourceError> errors)
    {
        var parts = Gap().Split(text);
        if (parts.Length is not (3 or 4) || parts[0] is not ("fail" or "warn") || (parts.Length == 4 && parts[3] != "sometimes"))
        {
            errors.Add(new SourceError(at, $"expected 'fail' or 'warn', a requirement, a case and perhaps 'sometimes', two spaces between, found '{text}'"));
            return null;
        }

        var before = errors.Count;
        if (reason.Length == 0)
            errors.Add(new SourceError(at, "expected a reason at the left margin above this: why it is a failure, with the standard's section"));
        if (!set.Catalogue.TryGet(parts[1], out _))
            errors.Add(new SourceError(at, $"expected a requirement of the catalogue, found '{parts[1]}'{Suggestion.Hint(parts[1], set.Catalogue.Requirements.Select(r => r.Id))}"));
        var entry = new BaselineEntry(parts[0] == "fail" ? Outcome.Fail : Outcome.Warn, parts[1], parts[2], parts.Length == 4, reason, at);
        if (!IsWalk(parts[2]) && !set.Cases.Any(c => entry.Matches(c.Id)))
            errors.Add(new SourceError(at, $"expected a case, found '{parts[2]}'{Suggestion.Hint(parts[2], set.Cases.Select(c => c.Id))}"));
        return errors.Count == before ? entry : null;
    }

    /// <summary>Random walks have cases by seed, which stand in no file.</summary>
    private static bool IsWalk(string pattern) => pattern.StartsWith("walks/", StringComparison.Ordinal);

    [GeneratedRegex(@" {2,}|\t+")]
    private static partial Regex Gap();
}
