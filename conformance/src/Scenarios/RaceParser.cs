namespace Conformance.Scenarios;

/// <summary>Reads <c>race N rounds, K sessions … end</c>.</summary>
internal static class RaceParser
{
    private static readonly string[] Verbs = ["before", "each", "beside", "check"];

    private static readonly (string Text, RaceProperty Property)[] Properties =
    [
        ("one winner", RaceProperty.OneWinner), ("at most one winner", RaceProperty.AtMostOneWinner), ("no lost update", RaceProperty.NoLostUpdate),
    ];

    /// <exception cref="LineException">The race's own line cannot be read, or the race is not whole; errors of its other lines are noted.</exception>
    public static RaceStep Parse(TextLine line, SourceLine at, IReadOnlyList<TextLine> body, ErrorList errors)
    {
        var words = new Words(line.Text.Replace(",", " , ", StringComparison.Ordinal));
        words.Require("race");
        var rounds = words.Number("a number of rounds", 1, 10_000);
        words.Require("rounds", "round");
        words.TryTake(",");
        var sessions = words.Number("a number of sessions", 1, 64);
        words.Require("sessions", "session");
        words.End();

        List<Template> before = [], each = [];
        List<Beside> besides = [];
        List<RaceCheck> checks = [];
        foreach (var inner in body)
        {
            try
            {
                Read(new Words(inner.Text), errors.At(inner.Number));
            }
            catch (LineException error)
            {
                errors.Add(inner.Number, error.Message);
            }
        }

        if (each.Count != 1)
            throw new LineException($"expected one 'each' line in the race, found {each.Count}");
        if (checks.Count == 0)
            throw new LineException("expected a 'check' line in the race: one winner, at most one winner, no lost update");
        return new RaceStep(at, rounds, sessions, before, each[0], besides, checks);

        void Read(Words inner, SourceLine where)
        {
            var verb = inner.Take("a line of the race");
            switch (verb)
            {
                case "before":
                    before.Add(Command(inner));
                    break;
                case "each":
                    each.Add(Command(inner));
                    break;
                case "beside":
                    besides.Add(new Beside(where, inner.Session(), Command(inner)));
                    break;
                case "check":
                    checks.Add(Check(inner.Rest, where));
                    break;
                default:
                    throw LineException.Expected($"a line of the race ({string.Join(", ", Verbs)}) or 'end'{Suggestion.Hint(verb, Verbs)}", verb);
            }
        }
    }

    private static Template Command(Words words) =>
        words.IsAtEnd ? throw LineException.Expected("a command", "") : TemplateParser.Parse(words.Rest);

    private static RaceCheck Check(string text, SourceLine at)
    {
        var margin = Margin.Split(" " + text);
        var name = string.Join(' ', margin.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (var (known, property) in Properties)
        {
            if (known == name)
                return new RaceCheck(at, property, margin.Requirements, margin.Readings);
        }

        throw LineException.Expected($"{string.Join(", ", Properties.Select(p => $"'{p.Text}'"))}{Suggestion.Hint(name, Properties.Select(p => p.Text))}", name);
    }
}
