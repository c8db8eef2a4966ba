using System.Diagnostics.CodeAnalysis;

namespace Conformance.Scenarios;

/// <summary>All requirements and disputed points, by id. Its files are described in scenarios/requirements/README.md.</summary>
public sealed class Catalogue
{
    private readonly Dictionary<string, Requirement> requirements;
    private readonly Dictionary<string, DisputedPoint> disputed;

    /// <summary>A catalogue of just these; each id once.</summary>
    public Catalogue(IReadOnlyList<Requirement> requirements, IReadOnlyList<DisputedPoint> disputedPoints)
    {
        Requirements = requirements;
        DisputedPoints = disputedPoints;
        this.requirements = requirements.ToDictionary(r => r.Id, StringComparer.Ordinal);
        disputed = disputedPoints.ToDictionary(d => d.Id, StringComparer.Ordinal);
    }

    /// <summary>In the order of files and lines.</summary>
    public IReadOnlyList<Requirement> Requirements { get; }

    public IReadOnlyList<DisputedPoint> DisputedPoints { get; }

    /// <summary>Reads every <c>.txt</c> file of the folder, and its <c>disputed.md</c>.</summary>
    /// <exception cref="ScenarioException">Everything that is wrong in those files, or no such folder.</exception>
    public static Catalogue Load(string directory)
    {
        if (!Directory.Exists(directory))
            throw new ScenarioException([new SourceError(new SourceLine(directory, 0), "expected the folder of the requirement catalogue, found no such folder")]);
        var requirements = new List<Requirement>();
        var errors = new List<SourceError>();
        foreach (var file in Directory.EnumerateFiles(directory, "*.txt").Order(StringComparer.Ordinal))
            requirements.AddRange(Read(file, errors, RequirementParser.Parse));
        var points = Path.Combine(directory, "disputed.md") is var path && File.Exists(path) ? Read(path, errors, DisputedParser.Parse) : [];
        errors.AddRange(Again(requirements, r => r.Id, r => r.Line));
        errors.AddRange(Again(points, p => p.Id, p => p.Line));
        return errors.Count == 0 ? new Catalogue(requirements, points) : throw new ScenarioException(errors);
    }

    public bool TryGet(string id, [NotNullWhen(true)] out Requirement? requirement) => requirements.TryGetValue(id, out requirement);

    public bool TryGetDisputed(string id, [NotNullWhen(true)] out DisputedPoint? point) => disputed.TryGetValue(id, out point);

    /// <summary>The existing id that was probably meant, or null.</summary>
    public string? Nearest(string id) => Suggestion.Nearest(id, requirements.Keys);

    internal string Hint(string id) => Suggestion.Hint(id, requirements.Keys);

    private static List<T> Read<T>(string file, List<SourceError> errors, Func<string, string, ErrorList, IEnumerable<T>> parse)
    {
        var found = new ErrorList(file);
        var items = new List<T>();
        try
        {
            items.AddRange(parse(file, ScenarioText.Decode(file, File.ReadAllBytes(file)), found));
        }
        catch (ScenarioException unreadable)
        {
            found.AddRange(unreadable.Errors);
        }

        errors.AddRange(found.Errors);
        return items;
    }

    private static IEnumerable<SourceError> Again<T>(IEnumerable<T> items, Func<T, string> id, Func<T, SourceLine> line) =>
        from same in items.GroupBy(id, StringComparer.Ordinal)
        from again in same.Skip(1)
        select new SourceError(line(again), $"expected a new id, found '{same.Key}', which {line(same.First())} has");
}
