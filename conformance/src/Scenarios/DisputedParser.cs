using System.Text.RegularExpressions;

namespace Conformance.Scenarios;

/// <summary>Reads requirements/disputed.md: sections <c>## A-3 Topic</c> with the paragraphs <c>**Open.** …</c> and <c>**Reading.** …</c>.</summary>
internal static partial class DisputedParser
{
    public static IEnumerable<DisputedPoint> Parse(string file, string text, ErrorList errors)
    {
        var lines = ScenarioText.Lines(text);
        for (var i = 0; i < lines.Count; i++)
        {
            if (!lines[i].Text.StartsWith("## ", StringComparison.Ordinal))
                continue;
            var head = lines[i];
            var below = lines.Skip(i + 1).TakeWhile(l => !l.Text.StartsWith("## ", StringComparison.Ordinal)).ToList();
            if (errors.Try(head.Number, () => Read(head, below, new SourceLine(file, head.Number))) is { } point)
                yield return point;
        }
    }

    private static DisputedPoint Read(TextLine head, List<TextLine> below, SourceLine at)
    {
        var match = Head().Match(head.Text);
        if (!match.Success)
            throw LineException.Expected("'## A-3 Topic'", head.Text);
        var paragraphs = string.Join('\n', below.Select(l => l.Text)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(p => string.Join(' ', p.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
            .ToList();
        return new DisputedPoint(match.Groups["id"].Value, match.Groups["topic"].Value, Paragraph("Open"), Paragraph("Reading"), at);

        string Paragraph(string name)
        {
            var mark = $"**{name}.** ";
            var first = paragraphs.FindIndex(p => p.StartsWith(mark, StringComparison.Ordinal));
            if (first < 0)
                throw new LineException($"expected a paragraph that begins with '{mark.Trim()}' below {match.Groups["id"].Value}");
            var more = paragraphs.Skip(first + 1).TakeWhile(p => !p.StartsWith("**", StringComparison.Ordinal));
            return string.Join('\n', more.Prepend(paragraphs[first][mark.Length..]));
        }
    }

    [GeneratedRegex(@"^## (?<id>A-\d+)\s+(?<topic>\S.*)$")]
    private static partial Regex Head();
}
