using System.Text.RegularExpressions;

namespace Conformance.Scenarios;

/// <summary>
/// Reads the requirements of one catalogue file: a line <c>ID  LEVEL  SECTION</c> at the margin, below it, indented, the statement and then the fields
/// <c>test</c>, <c>tolerate</c>, <c>verdict</c>, <c>unobservable</c>, <c>needs</c>. What is indented further continues the line above; <c>#</c> at the margin begins a comment.
/// </summary>
internal static partial class RequirementParser
{
    private static readonly string[] Fields = ["test", "tolerate", "verdict", "unobservable", "needs"];

    public static IEnumerable<Requirement> Parse(string file, string text, ErrorList errors)
    {
        var lines = ScenarioText.Lines(text).Where(l => !l.IsBlank && !l.Text.StartsWith('#')).ToList();
        for (var i = 0; i < lines.Count;)
        {
            var head = lines[i++];
            var below = lines.Skip(i).TakeWhile(l => l.IsIndented).ToList();
            i += below.Count;
            if (head.IsIndented)
                errors.Add(head.Number, "expected a requirement's first line (ID  LEVEL  SECTION) at the left margin above this");
            else if (errors.Try(head.Number, () => Read(head, below, new SourceLine(file, head.Number))) is { } requirement)
                yield return requirement;
        }
    }

    private static Requirement Read(TextLine head, List<TextLine> below, SourceLine at)
    {
        var parts = Gap().Split(head.Text);
        if (parts.Length != 3)
            throw LineException.Expected("ID  LEVEL  SECTION, two spaces between", head.Text);
        if (!Id().IsMatch(parts[0]))
            throw LineException.Expected("a requirement's id: RFC number, section, letter, as in 7162-3.1.3-f", parts[0]);
        if (!RequirementLevels.TryRead(parts[1], out var level))
            throw LineException.Expected($"a level ({string.Join(", ", RequirementLevels.All)})", parts[1]);
        if (!Section().IsMatch(parts[2]))
            throw LineException.Expected("the section it comes from, as in 'RFC 7162 section 3.1.3'", parts[2]);

        var texts = new Dictionary<string, string> { ["statement"] = "" };
        var field = "statement";
        foreach (var line in below)
        {
            var indent = line.Text.Length - line.Text.TrimStart().Length;
            var words = line.Text.Trim();
            if (indent <= 4 && Field().Match(words) is { Success: true } match && Fields.Contains(match.Groups["name"].Value))
            {
                field = match.Groups["name"].Value;
                words = match.Groups["text"].Value;
                if (!texts.TryAdd(field, ""))
                    throw new LineException($"expected '{field}' once, line {line.Number} has it again");
            }
            else if (indent <= 4 && field != "statement")
            {
                throw new LineException($"expected one of {string.Join(", ", Fields)}, or a line indented further, at line {line.Number}: '{words}'");
            }

            texts[field] = texts[field].Length == 0 ? words : texts[field] + " " + words;
        }

        if (texts["statement"].Length == 0)
            throw new LineException($"expected a statement below {parts[0]}");
        if (!texts.TryGetValue("needs", out var needs))
            throw new LineException($"expected a 'needs' line below {parts[0]}");
        return new Requirement(
            parts[0],
            parts[2],
            level,
            texts["statement"],
            texts.GetValueOrDefault("test", ""),
            texts.GetValueOrDefault("tolerate", ""),
            needs,
            at,
            AtMost(texts.GetValueOrDefault("verdict")),
            texts.GetValueOrDefault("unobservable"));
    }

    private static AlternativeLevel? AtMost(string? verdict) => verdict switch
    {
        null => null,
        "warn" => AlternativeLevel.Warn,
        "info" => AlternativeLevel.Info,
        _ => throw LineException.Expected("the verdict 'warn' or 'info'", verdict),
    };

    [GeneratedRegex(@" {2,}|\t+")]
    private static partial Regex Gap();

    [GeneratedRegex(@"^\d{4}-[0-9a-zA-Z.]+(-[a-z0-9]+)?$")]
    private static partial Regex Id();

    [GeneratedRegex(@"^RFC \d{4}( section [0-9A-Z.]+)?(, (RFC \d{4}( section [0-9A-Z.]+)?|section [0-9A-Z.]+))*$")]
    private static partial Regex Section();

    [GeneratedRegex(@"^(?<name>[a-z]+)(\s{2,}(?<text>.*))?$")]
    private static partial Regex Field();
}
