namespace Conformance.Scenarios;

/// <summary>Holds the ids at the right of a scenario's lines against the catalogue.</summary>
internal static class CatalogueCheck
{
    public static void Check(Scenario scenario, Catalogue catalogue, ErrorList errors)
    {
        foreach (var (line, requirements, readings) in ScenarioCheck.All(scenario.Steps).SelectMany(Margins).Concat(Margins(scenario.CutHeader)))
        {
            foreach (var id in requirements.Where(id => !catalogue.TryGet(id, out _)))
                errors.Add(line.Number, $"expected a requirement of the catalogue, found '{id}'{catalogue.Hint(id)}");
            foreach (var id in readings.Where(id => !catalogue.TryGetDisputed(id, out _)))
                errors.Add(line.Number, $"expected a disputed point of requirements/disputed.md, found '{id}'");
        }
    }

    private static IEnumerable<(SourceLine Line, IReadOnlyList<string> Requirements, IReadOnlyList<string> Readings)> Margins(CutHeader? cut) =>
        cut is null ? [] : [(cut.Line, cut.Ids, cut.Readings)];

    private static IEnumerable<(SourceLine Line, IReadOnlyList<string> Requirements, IReadOnlyList<string> Readings)> Margins(Step step) => step switch
    {
        SessionStep session => session.Expectations.Select(e => (e.Line, e.Requirements, e.Readings)),
        CompareStep compare => [(compare.Line, compare.Ids, compare.Readings)],
        ConvergedStep converged => [(converged.Line, converged.Ids, converged.Readings)],
        AgreementStep agreement => [(agreement.Line, agreement.Ids, agreement.Readings)],
        LadderStep ladder => [(ladder.Line, ladder.Ids, ladder.Readings)],
        ContestStep race => race.Checks.Select(c => (c.Line, c.Requirements, c.Readings)),
        _ => [],
    };
}
