namespace Conformance.Scenarios;

/// <summary>Reads an expectation line: <c>*(modifier) alternative *("|" alternative) [ids]</c>.</summary>
internal static class ExpectationParser
{
    private static readonly string[] Modifiers = ["never", "only", "then", "eventually", "should", "may", "needs"];
    private static readonly string[] Levels = ["warn", "info"];

    /// <exception cref="LineException">The line cannot be read.</exception>
    public static Expectation Parse(string line, SourceLine at)
    {
        var margin = Margin.Split(line);
        var text = margin.Text;
        var modifiers = new HashSet<string>();
        while (FirstWord(text) is var word && Modifiers.Contains(word))
        {
            if (!modifiers.Add(word))
                throw new LineException($"expected '{word}' once");
            text = text[word.Length..].TrimStart();
        }

        Exclude("never", "only");
        Exclude("never", "eventually");
        Exclude("should", "may");
        Exclude("needs", "never");
        Exclude("needs", "should");
        Exclude("needs", "may");
        if (text.Length > 0 && char.IsAsciiLetterLower(text[0]) && Suggestion.Nearest(FirstWord(text), Modifiers) is { } meant)
            throw LineException.Expected($"an expectation; did you mean '{meant}'?", FirstWord(text));
        if (modifiers.Contains("needs") && margin.Requirements.Count > 0)
            throw new LineException("a 'needs' line skips the rest and checks no requirement; expected no ids on it");

        var alternatives = Split(text).Select(Alternative).ToList();
        if (modifiers.Contains("never") && alternatives.Any(a => a.Level != AlternativeLevel.Pass))
            throw new LineException("expected 'should never' or 'may never'; the alternatives of a 'never' line have no levels of their own");
        return new Expectation(
            at,
            margin.Text.Trim(),
            modifiers.Contains("never") ? Quantity.Never : modifiers.Contains("only") ? Quantity.Only : Quantity.Some,
            modifiers.Contains("then"),
            modifiers.Contains("eventually"),
            modifiers.Contains("needs"),
            modifiers.Contains("should") ? AlternativeLevel.Warn : modifiers.Contains("may") ? AlternativeLevel.Info : null,
            alternatives,
            margin.Requirements,
            margin.Readings);

        void Exclude(string one, string other)
        {
            if (modifiers.Contains(one) && modifiers.Contains(other))
                throw new LineException($"expected '{one}' or '{other}', found both");
        }
    }

    private static Alternative Alternative(string text)
    {
        var word = FirstWord(text);
        var level = word switch { "warn" => AlternativeLevel.Warn, "info" => AlternativeLevel.Info, _ => AlternativeLevel.Pass };
        if (level != AlternativeLevel.Pass)
            text = text[word.Length..].TrimStart();
        else if (Modifiers.Contains(word))
            throw new LineException($"expected '{word}' at the beginning of the line, where it holds for all alternatives");
        else if (text.Length > 0 && char.IsAsciiLetterLower(text[0]) && Suggestion.Nearest(word, Levels) is { } meant)
            throw LineException.Expected($"an alternative; did you mean '{meant}'?", word);
        return new Alternative(PatternParser.Parse(text), level);
    }

    // At '|' outside of quotes.
    private static IEnumerable<string> Split(string text)
    {
        var start = 0;
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && quoted)
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == '|' && !quoted)
            {
                yield return text[start..i].Trim();
                start = i + 1;
            }
        }

        yield return text[start..].Trim();
    }

    private static string FirstWord(string text)
    {
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        return end < 0 ? text : text[..end];
    }
}
