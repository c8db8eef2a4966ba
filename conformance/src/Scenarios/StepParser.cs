namespace Conformance.Scenarios;

/// <summary>Reads the steps of a scenario from its lines, blocks included; what is wrong is noted and the next line read.</summary>
internal sealed class StepParser(IReadOnlyList<TextLine> lines, ErrorList errors)
{
    private static readonly string[] Verbs = ["together", "repeat", "race", "counter", "connect", "reconnect", "login", "drop", "hook", "check", "let", "end"];

    private int next;

    public IReadOnlyList<Step> Parse() => Body(opener: null);

    // Until 'end', or until the lines end.
    private List<Step> Body(TextLine? opener)
    {
        var steps = new List<Step>();
        while (next < lines.Count)
        {
            var line = lines[next++];
            if (line.IsIndented)
            {
                errors.Add(line.Number, "expected a step at the left margin; an indented line belongs to a step of a session, and none stands above");
                continue;
            }

            if (line.Text == "end")
            {
                if (opener is not null)
                    return steps;
                errors.Add(line.Number, "expected a step, found 'end' without 'together', 'repeat', 'race' or 'counter'");
                continue;
            }

            if (errors.Try(line.Number, () => Step(line)) is { } step)
                steps.Add(step);
        }

        if (opener is { } open)
            errors.Add(open.Number, $"expected 'end' to this '{new Words(open.Text).Peek}', found the end of the file");
        return steps;
    }

    private Step Step(TextLine line)
    {
        var at = errors.At(line.Number);
        var words = new Words(line.Text);
        if (words.Peek is [>= 'A' and <= 'Z'])
            return SessionStepParser.Parse(line, at, Indented(), errors);
        var verb = words.Take("a step");
        switch (verb)
        {
            case "together":
                words.End();
                return Together(line, at);
            case "repeat":
                var times = words.Number("a number of times", 1, 1000);
                words.End();
                return new RepeatStep(at, times, Body(line));
            case "race" or "counter":
                return RaceParser.Parse(line, at, RaceLines(line), errors);
            case "connect" or "reconnect" or "login":
                var session = words.Session();
                words.End();
                var action = verb switch { "connect" => ConnectionAction.Connect, "login" => ConnectionAction.LogIn, _ => ConnectionAction.Reconnect };
                return new ConnectionStep(at, session, action);
            case "drop":
                return Drop(words, at);
            case "hook":
                var name = Hooks.Known(words.Take("a hook's name"));
                words.End();
                return new HookStep(at, name);
            case "check":
                return CheckParser.Parse(words.Rest, at);
            case "let":
                return Let(words, at);
            default:
                if (HeaderParser.Names.Contains(verb))
                    throw new LineException($"expected the header '{verb}' above the steps");
                throw LineException.Expected($"a step: a session's letter and two spaces, or {string.Join(", ", Verbs)}{Suggestion.Hint(verb, Verbs)}", verb);
        }
    }

    private TogetherStep Together(TextLine line, SourceLine at)
    {
        var steps = new List<SessionStep>();
        foreach (var step in Body(line))
        {
            if (step is not SessionStep { Talk: Talk.Command or Talk.Continue or Talk.Raw } session)
                errors.Add(step.Line.Number, "expected a session's command; inside 'together' stands only what can be sent without waiting");
            else if (session.Text.Parts.Any(p => p is LiteralPart { NonSynchronising: false }))
                errors.Add(step.Line.Number, "expected '<<+…>>' inside 'together'; a '<<…>>' literal waits for the server");
            else
                steps.Add(session);
        }

        return new TogetherStep(at, steps);
    }

    private static ConnectionStep Drop(Words words, SourceLine at)
    {
        var session = words.Session();
        int? after = null;
        if (!words.IsAtEnd)
        {
            words.Require("after");
            words.Require("line", "lines");
            after = words.Number("a number of lines", 1, 100_000);
        }

        words.End();
        return new ConnectionStep(at, session, ConnectionAction.Drop, after);
    }

    private static LetStep Let(Words words, SourceLine at)
    {
        var name = words.Take("a variable");
        if (name[0] != '$' || !VariableName.TryRead(name, 0, out var variable) || variable.Length != name.Length)
            throw LineException.Expected("a variable: let $old = $h", name);
        words.Require("=");
        if (words.IsAtEnd)
            throw LineException.Expected("a value after '='", "");
        return new LetStep(at, variable.Name, TemplateParser.Parse(words.Rest, allowLiterals: false));
    }

    private List<TextLine> Indented()
    {
        var indented = new List<TextLine>();
        while (next < lines.Count && lines[next].IsIndented)
            indented.Add(lines[next++]);
        return indented;
    }

    private List<TextLine> RaceLines(TextLine opener)
    {
        var body = new List<TextLine>();
        while (next < lines.Count)
        {
            var line = lines[next++];
            if (line.Text.Trim() == "end")
                return body;
            body.Add(line);
        }

        errors.Add(opener.Number, "expected 'end' to this 'race', found the end of the file");
        return body;
    }
}
