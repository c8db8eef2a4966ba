namespace Conformance.Scenarios;

/// <summary>One thing that is wrong in a scenario or catalogue file.</summary>
public sealed record SourceError(SourceLine Line, string Message)
{
    public override string ToString() => $"{Line}: {Message}";
}

/// <summary>Scenario or catalogue files that cannot be used; carries every error that was found, not only the first.</summary>
public sealed class ScenarioException(IReadOnlyList<SourceError> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>In the order of files and lines.</summary>
    public IReadOnlyList<SourceError> Errors { get; } = errors;
}

/// <summary>What is wrong with one line; caught where the line's number is known.</summary>
internal sealed class LineException(string message) : Exception(message)
{
    public static LineException Expected(string expected, string found) =>
        new($"expected {expected}, found {(found.Length == 0 ? "the end of the line" : $"'{found}'")}");
}
