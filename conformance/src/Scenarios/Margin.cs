using System.Text.RegularExpressions;

namespace Conformance.Scenarios;

/// <summary>The right margin of a line: requirement ids and disputed points, after two spaces or a tab.</summary>
internal sealed partial record Margin(string Text, IReadOnlyList<string> Requirements, IReadOnlyList<string> Readings)
{
    /// <summary>Takes the margin off a line.</summary>
    /// <exception cref="LineException">An id stands where the margin does not begin.</exception>
    public static Margin Split(string line)
    {
        var words = new List<string>();
        var end = line.Length;
        while (LastWord().Match(line[..end]) is { Success: true } match && IsId(match.Groups["word"].Value))
        {
            words.Insert(0, match.Groups["word"].Value);
            end = match.Index;
        }

        if (words.Count == 0)
            return new Margin(line.TrimEnd(), [], []);
        var gap = line[end..];
        if (!gap.StartsWith("  ", StringComparison.Ordinal) && !gap.StartsWith('\t'))
            throw LineException.Expected("two spaces before the requirement ids", gap);
        return new Margin(
            line[..end].TrimEnd(),
            [.. words.Where(w => !DisputedId().IsMatch(w))],
            [.. words.Where(w => DisputedId().IsMatch(w))]);
    }

    private static bool IsId(string word) => RequirementId().IsMatch(word) || DisputedId().IsMatch(word);

    [GeneratedRegex(@"\s+(?<word>\S+)$")]
    private static partial Regex LastWord();

    // 7162-3.1.3-f, 3502-a, 5257-4.x-a; an RFC's number, its section, a letter.
    [GeneratedRegex(@"^\d{4}-[0-9a-zA-Z.]+(-[a-z0-9]+)?$")]
    private static partial Regex RequirementId();

    [GeneratedRegex(@"^A-\d+$")]
    private static partial Regex DisputedId();
}
