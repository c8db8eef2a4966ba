namespace Conformance.Scenarios;

/// <summary>Reads <c>race N rounds, K sessions … end</c> and <c>counter N times, K sessions … end</c>.</summary>
internal static class RaceParser
{
    private static readonly string[] Verbs = ["before", "each", "then", "beside", "check"];

    private static readonly (string Text, RaceProperty Property)[] Properties =
    [
        ("one winner", RaceProperty.OneWinner), ("at most one winner", RaceProperty.AtMostOneWinner), ("no lost update", RaceProperty.NoLostUpdate),
        ("modified justified", RaceProperty.ModifiedJustified), ("distinct values", RaceProperty.DistinctValues),
    ];

    private static readonly RaceProperty[] OfACounter = [RaceProperty.AtMostOneWinner, RaceProperty.NoLostUpdate, RaceProperty.ModifiedJustified];

    /// <exception cref="LineException">The race's own line cannot be read, or the race is not whole; errors of its other lines are noted.</exception>
    public static ContestStep Parse(TextLine line, SourceLine at, IReadOnlyList<TextLine> body, ErrorList errors)
    {
        var words = new Words(line.Text.Replace(",", " , ", StringComparison.Ordinal));
        var isCounter = words.TryTake("counter");
        if (!isCounter)
            words.Require("race");
        var rounds = words.Number(isCounter ? "how often each session counts" : "a number of rounds", 1, 10_000);
        words.Require(isCounter ? ["times", "time"] : ["rounds", "round"]);
        words.TryTake(",");
        var sessions = words.Number("a number of sessions", 1, 64);
        words.Require("sessions", "session");
        words.End();

        List<Template> before = [], each = [], then = [];
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

        if (isCounter)
        {
            if (checks.Count == 0)
                throw new LineException($"expected a 'check' line in the counter: {string.Join(", ", OfACounter.Select(p => NameOf(p)))}");
            return new CounterStep(at, rounds, sessions, checks);
        }

        if (each.Count == 0)
            throw new LineException("expected an 'each' line in the race, found none");
        if (each.Count > sessions)
            throw new LineException($"expected not more 'each' lines than there are sessions, {sessions}, found {each.Count}");
        if (checks.Count == 0)
            throw new LineException($"expected a 'check' line in the race: {string.Join(", ", Properties.Select(p => p.Text))}");
        return new RaceStep(at, rounds, sessions, before, each, then, besides, checks);

        void Read(Words inner, SourceLine where)
        {
            var verb = inner.Take("a line of the race");
            switch (verb)
            {
                case not "check" when isCounter:
                    throw LineException.Expected("'check' or 'end'", verb);
                case "before":
                    before.Add(Command(inner));
                    break;
                case "each":
                    each.Add(Command(inner));
                    break;
                case "then":
                    then.Add(Command(inner));
                    break;
                case "beside":
                    besides.Add(new Beside(where, inner.Session(), Command(inner)));
                    break;
                case "check":
                    var check = Check(inner.Rest, where);
                    if (isCounter && !OfACounter.Contains(check.Property))
                        throw LineException.Expected($"of a counter {string.Join(", ", OfACounter.Select(p => $"'{NameOf(p)}'"))}", NameOf(check.Property));
                    checks.Add(check);
                    break;
                default:
                    throw LineException.Expected($"a line of the race ({string.Join(", ", Verbs)}) or 'end'{Suggestion.Hint(verb, Verbs)}", verb);
            }
        }
    }

    private static string NameOf(RaceProperty property) => Properties.First(p => p.Property == property).Text;

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
