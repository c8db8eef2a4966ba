namespace Conformance.Scenarios;

/// <summary>Gathers the errors of one file.</summary>
internal sealed class ErrorList(string file)
{
    private readonly List<SourceError> errors = [];

    public bool IsEmpty => errors.Count == 0;

    /// <summary>By line; an error that several variants of a line share stands there once.</summary>
    public IReadOnlyList<SourceError> Errors => [.. errors.Distinct().OrderBy(e => e.Line.Number)];

    public SourceLine At(int number) => new(file, number);

    public void Add(int number, string message) => errors.Add(new SourceError(At(number), message));

    public void AddRange(IEnumerable<SourceError> more) => errors.AddRange(more);

    /// <summary>What <paramref name="read"/> yields; null if the line has an error, which is noted.</summary>
    public T? Try<T>(int number, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (LineException error)
        {
            Add(number, error.Message);
            return null;
        }
    }
}
