namespace Conformance.Scenarios;

/// <summary>Reads what a session says and the expectations below it.</summary>
internal static class SessionStepParser
{
    private static readonly string[] Verbs = ["begin", "continue", "wait", "raw"];

    // Sent again and again below 'eventually', these leave the mailbox as it is.
    private static readonly string[] Repeatable = ["NOOP", "CHECK", "FETCH", "SEARCH", "SORT", "THREAD", "STATUS", "LIST", "CAPABILITY", "SELECT", "EXAMINE"];

    /// <exception cref="LineException">The step's own line cannot be read; errors below it are noted in <paramref name="errors"/>.</exception>
    public static SessionStep Parse(TextLine line, SourceLine at, IReadOnlyList<TextLine> below, ErrorList errors)
    {
        var session = line.Text[0];
        var expectations = Expectations(below, errors);
        var text = line.Text[1..].Trim();
        if (Margin.Split(line.Text) is { Requirements.Count: > 0 } or { Readings.Count: > 0 })
            throw new LineException("expected requirement ids on the expectations below the step, not on the step");
        var words = new Words(text);
        var talk = words.Peek switch
        {
            "begin" => Talk.Begin,
            "continue" => Talk.Continue,
            "wait" => Talk.Wait,
            "raw" => Talk.Raw,
            _ when text.Equals("IDLE", StringComparison.OrdinalIgnoreCase) => Talk.Begin,
            _ when text.Equals("DONE", StringComparison.OrdinalIgnoreCase) => Talk.Continue,
            _ => Talk.Command,
        };
        if (Verbs.Contains(words.Peek))
            text = words.Rest[words.Peek.Length..].TrimStart();
        else if (words.Peek.Length > 0 && char.IsAsciiLetterLower(words.Peek[0]) && Suggestion.Nearest(words.Peek, Verbs) is { } meant)
            throw LineException.Expected($"a command or {string.Join(", ", Verbs)}; did you mean '{meant}'?", words.Peek);

        if (talk == Talk.Wait && text.Length > 0)
            throw LineException.Expected("nothing after 'wait'", text);
        if (talk is Talk.Command or Talk.Begin or Talk.Raw && text.Length == 0)
            throw LineException.Expected("what the session says", "");
        if (talk == Talk.Raw && expectations.Count > 0)
            throw new LineException("'raw' reads nothing; expected its expectations below a 'wait'");
        if (talk == Talk.Wait && expectations.Count == 0)
            throw new LineException("expected below 'wait' what it waits for");
        foreach (var eventually in expectations.Where(e => e.Eventually && talk != Talk.Wait && !(talk == Talk.Command && CanBeRepeated(text))))
            errors.Add(eventually.Line.Number, $"expected 'eventually' below 'wait' or a command that changes nothing ({string.Join(", ", Repeatable)}), which is repeated");
        var template = TemplateParser.Parse(text);
        if (talk == Talk.Raw && template.Parts.Any(p => p is LiteralPart))
            throw new LineException("'raw' sends exactly these bytes; expected the literal written out: {3}%x0D.0Aabc");
        return new SessionStep(at, session, talk, template, expectations);
    }

    private static bool CanBeRepeated(string command)
    {
        var words = new Words(command);
        var name = words.Take("a command");
        if (name.Equals("UID", StringComparison.OrdinalIgnoreCase))
            name = words.Peek;
        return Repeatable.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static List<Expectation> Expectations(IReadOnlyList<TextLine> below, ErrorList errors)
    {
        var expectations = new List<Expectation>();
        for (var i = 0; i < below.Count; i++)
        {
            var first = below[i];
            var text = first.Text.Trim();
            // A line that begins with '|' continues the one above.
            while (i + 1 < below.Count && below[i + 1].Text.TrimStart().StartsWith('|'))
                text = Join(text, below[++i].Text.TrimStart());
            if (errors.Try(first.Number, () => ExpectationParser.Parse(text, errors.At(first.Number))) is { } expectation)
                expectations.Add(expectation);
        }

        if (expectations is [{ Then: true } then, ..])
            errors.Add(then.Line.Number, "expected a line above 'then' that it comes after");
        return expectations;
    }

    // Ids stay at the right, whichever of the lines they stand on.
    private static string Join(string above, string below)
    {
        try
        {
            var (text, requirements, readings) = Margin.Split(above);
            var ids = string.Join(' ', requirements.Concat(readings));
            return ids.Length == 0 ? $"{above} {below}" : $"{text} {below}  {ids}";
        }
        catch (LineException)
        {
            return $"{above} {below}";
        }
    }
}
