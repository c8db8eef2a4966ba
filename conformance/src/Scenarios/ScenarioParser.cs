namespace Conformance.Scenarios;

/// <summary>Reads a scenario file: prose, headers, steps.</summary>
public static class ScenarioParser
{
    /// <summary>Reads one file; where it has variants, the steps are those of the first choice.</summary>
    /// <param name="id">The scenario's id.</param>
    /// <param name="file">The file's name as errors show it.</param>
    /// <param name="text">Its text, with LF or CRLF.</param>
    /// <param name="catalogue">Holds the requirement ids on its lines; null: they are not looked up.</param>
    /// <exception cref="ScenarioException">Everything that is wrong in the file.</exception>
    public static Scenario Parse(string id, string file, string text, Catalogue? catalogue = null) => ParseCases(id, file, text, catalogue)[0].Scenario;

    /// <summary>Reads one file as the cases it stands for: one, or one for each choice of its variants.</summary>
    /// <inheritdoc cref="Parse"/>
    public static IReadOnlyList<ScenarioCase> ParseCases(string id, string file, string text, Catalogue? catalogue = null)
    {
        var errors = new ErrorList(file);
        var lines = ScenarioText.Lines(text);
        errors.AddRange(ScenarioText.ControlCharacters(file, lines));
        var start = lines.TakeWhile(l => !IsNeeds(l)).Count();
        if (start == lines.Count)
        {
            MissingNeeds(lines, errors);
            throw new ScenarioException(errors.Errors);
        }

        var prose = Prose(lines.Take(start));
        if (prose.Length == 0)
            errors.Add(1, "expected prose at the top that says why the scenario is there");
        var rest = lines.Skip(start).Where(l => !l.IsBlank && !l.IsComment).ToList();
        var body = WithoutVary(rest, errors, out var variants);
        Vary.Check(variants, errors);
        var cases = new List<ScenarioCase>();
        foreach (var choice in Vary.Choices(variants))
        {
            var fills = choice.SelectMany(v => v.Fills).GroupBy(f => f.Key).ToDictionary(f => f.Key, f => f.First().Value, StringComparer.Ordinal);
            var filled = body.Select(l => l with { Text = Fill(l, fills, errors) }).Where(l => l.Text.Trim().Length > 0).ToList();
            var scenario = Read(id, file, text, prose, filled, variants, errors);
            if (catalogue is not null)
                CatalogueCheck.Check(scenario, catalogue, errors);
            var label = string.Join('.', choice.Select(v => v.Label));
            cases.Add(new ScenarioCase(label.Length == 0 ? id : $"{id}@{label}", scenario, fills));
            if (scenario.CutHeader is { } header)
            {
                cases.AddRange(header.Cuts.Select(cut => new ScenarioCase(
                    $"{id}@{(label.Length == 0 ? "" : label + ".")}{cut.Label}", scenario with { Cut = cut }, fills)));
            }
        }

        return errors.IsEmpty ? cases : throw new ScenarioException(errors.Errors);
    }

    private static Scenario Read(
        string id,
        string file,
        string source,
        string prose,
        List<TextLine> lines,
        IReadOnlyList<IReadOnlyList<Variant>> variants,
        ErrorList errors)
    {
        var headers = new HeaderParser(errors);
        var count = lines.TakeWhile(l => !l.IsIndented && HeaderParser.Names.Contains(new Words(l.Text).Peek)).Count();
        foreach (var line in lines.Take(count))
        {
            try
            {
                headers.Read(line);
            }
            catch (LineException error)
            {
                errors.Add(line.Number, error.Message);
            }
        }

        var steps = new StepParser([.. lines.Skip(count)], errors).Parse();
        if (steps.Count == 0 && errors.IsEmpty)
            errors.Add(lines[^1].Number, "expected steps after the headers, found the end of the file");
        var needs = headers.Needs ?? new Needs([], [], [], false);
        var scenario = new Scenario(id, file, prose, needs, headers.Mailboxes, headers.SessionUsers, variants, headers.Deadline, steps, source)
        {
            CutHeader = headers.Cut,
            IsThorough = headers.IsThorough,
        };
        if (headers.Needs is not null)
            ScenarioCheck.Check(scenario, errors, lines[0].Number);
        new VariableFlow(errors, steps).Check(headers.Mailboxes);
        return scenario;
    }

    // A fill line stays where it was, so that errors name the line of the file.
    private static string Fill(TextLine line, IReadOnlyDictionary<string, string> fills, ErrorList errors)
    {
        try
        {
            return Vary.Apply(line.Text, fills);
        }
        catch (LineException error)
        {
            errors.Add(line.Number, error.Message);
            return "";
        }
    }

    private static List<TextLine> WithoutVary(List<TextLine> lines, ErrorList errors, out IReadOnlyList<IReadOnlyList<Variant>> variants)
    {
        var body = new List<TextLine>();
        var headers = new List<IReadOnlyList<Variant>>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Text != "vary")
            {
                body.Add(lines[i]);
                continue;
            }

            var vary = lines[i];
            var choices = new List<Variant>();
            while (i + 1 < lines.Count && lines[i + 1].IsIndented)
            {
                var line = lines[++i];
                if (errors.Try(line.Number, () => Vary.Parse(line, errors.At(line.Number))) is { } variant)
                    choices.Add(variant);
            }

            if (choices.Count > 0)
                headers.Add(choices);
            else
                errors.Add(vary.Number, "expected variants below 'vary', indented");
            if (body.Any(l => !HeaderParser.Names.Contains(new Words(l.Text).Peek)))
                errors.Add(vary.Number, "expected the header 'vary' above the steps");
        }

        variants = headers;
        return body;
    }

    private static bool IsNeeds(TextLine line) => line.Text == "needs" || line.Text.StartsWith("needs ", StringComparison.Ordinal) || line.Text.StartsWith("needs\t", StringComparison.Ordinal);

    private static void MissingNeeds(IReadOnlyList<TextLine> lines, ErrorList errors)
    {
        var meant = lines.FirstOrDefault(l => Suggestion.Nearest(new Words(l.Text).Peek, ["needs"]) is not null);
        if (meant.Text is not null)
            errors.Add(meant.Number, LineException.Expected("'needs' and capabilities, at the left margin; did you mean 'needs'?", meant.Text.Trim()).Message);
        else
            errors.Add(1, "expected a line that begins with 'needs' after the prose, found none in the file");
    }

    private static string Prose(IEnumerable<TextLine> lines)
    {
        var paragraphs = new List<string>();
        var open = false;
        foreach (var line in lines.Where(l => !l.IsComment))
        {
            if (line.IsBlank)
                open = false;
            else if (open)
                paragraphs[^1] += " " + line.Text.Trim();
            else
                paragraphs.Add(line.Text.Trim());
            open = !line.IsBlank;
        }

        return string.Join('\n', paragraphs);
    }
}
