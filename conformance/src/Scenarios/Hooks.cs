namespace Conformance.Scenarios;

/// <summary>The hooks that scenarios may use, described in scenarios/README.md.</summary>
public static class Hooks
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "index-delete", "index-delete-stopped", "index-delete-killed", "restart", "kill", "history-drop", "nomodseq", "deliver",
    ];

    /// <exception cref="LineException">There is no such hook.</exception>
    internal static string Known(string name) =>
        Names.Contains(name) ? name : throw LineException.Expected($"a hook ({string.Join(", ", Names)}){Suggestion.Hint(name, Names)}", name);
}
