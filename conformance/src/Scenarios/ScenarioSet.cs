using System.Text.RegularExpressions;

namespace Conformance.Scenarios;

/// <summary>All scenarios below a folder, and the cases they stand for.</summary>
public sealed partial record ScenarioSet(IReadOnlyList<Scenario> Scenarios, IReadOnlyList<ScenarioCase> Cases, Catalogue Catalogue)
{
    /// <summary>Reads every <c>.scenario</c> file below the folder, and its catalogue <c>requirements/</c>, whose ids the lines must use.</summary>
    /// <exception cref="ScenarioException">Everything that is wrong in any of the files; no such folder.</exception>
    public static ScenarioSet Load(string directory)
    {
        if (!Directory.Exists(directory))
            throw new ScenarioException([new SourceError(new SourceLine(directory, 0), "expected the folder of the scenarios, found no such folder")]);
        var catalogue = Catalogue.Load(Path.Combine(directory, "requirements"));
        var errors = new List<SourceError>();
        var cases = new List<ScenarioCase>();
        foreach (var file in Directory.EnumerateFiles(directory, "*.scenario", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                cases.AddRange(Read(directory, file, catalogue));
            }
            catch (ScenarioException invalid)
            {
                errors.AddRange(invalid.Errors);
            }
        }

        foreach (var again in cases.GroupBy(c => c.Id, StringComparer.OrdinalIgnoreCase).SelectMany(g => g.Skip(1)))
            errors.Add(new SourceError(new SourceLine(again.Scenario.File, 1), $"expected an id of its own, found '{again.Id}', which another file has in other letters"));
        if (errors.Count > 0)
            throw new ScenarioException(errors);
        return new ScenarioSet([.. cases.GroupBy(c => c.Scenario.Id).Select(g => g.First().Scenario)], cases, catalogue);
    }

    /// <summary>The cases of these files alone, wherever they are, by the same catalogue; their ids are the files' names.</summary>
    /// <exception cref="ScenarioException">Everything that is wrong in them; no such file.</exception>
    public ScenarioSet Only(IReadOnlyList<string> files)
    {
        var cases = new List<ScenarioCase>();
        foreach (var file in files.Distinct(StringComparer.Ordinal))
        {
            if (!File.Exists(file))
                throw new ScenarioException([new SourceError(new SourceLine(file, 0), "expected a scenario, found no such file")]);
            var id = NotId().Replace(Path.GetFileNameWithoutExtension(file), "-");
            cases.AddRange(ScenarioParser.ParseCases(id, file, ScenarioText.Decode(file, File.ReadAllBytes(file)), Catalogue));
        }

        return cases.GroupBy(c => c.Id, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice
            ? throw new ScenarioException([new SourceError(new SourceLine(twice.Last().Scenario.File, 1), $"expected a name of its own, found '{twice.Key}', which another file has too")])
            : new ScenarioSet([.. cases.GroupBy(c => c.Scenario.Id).Select(g => g.First().Scenario)], cases, Catalogue);
    }

    private static IReadOnlyList<ScenarioCase> Read(string directory, string file, Catalogue catalogue)
    {
        var id = Path.ChangeExtension(Path.GetRelativePath(directory, file), null).Replace('\\', '/');
        if (!Id().IsMatch(id))
            throw new ScenarioException([new SourceError(new SourceLine(file, 1), $"expected a file name of letters, digits, '-' and '.', found '{id}'")]);
        return ScenarioParser.ParseCases(id, file, ScenarioText.Decode(file, File.ReadAllBytes(file)), catalogue);
    }

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9./-]*$")]
    private static partial Regex Id();

    [GeneratedRegex("[^A-Za-z0-9.-]")]
    private static partial Regex NotId();
}
