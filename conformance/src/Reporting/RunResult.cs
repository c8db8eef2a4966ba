using Conformance.Checking;
using Conformance.Scenarios;

namespace Conformance.Reporting;

/// <summary>A whole run: what was asked of which server, and what became of it. Every report is made from this alone.</summary>
/// <param name="Server">What was tested, as the user named it, or "the built-in reference server".</param>
/// <param name="IsBuiltIn">No server was named.</param>
/// <param name="Identity">What the server said of itself by ID, or its greeting.</param>
/// <param name="Capabilities">After login.</param>
/// <param name="Seed">What mail, order and races were made from; giving it again repeats them.</param>
/// <param name="Required">Capabilities of <c>--require</c>.</param>
/// <param name="Command">The command line that repeats the run, without credentials and hooks.</param>
/// <param name="HookOptions">By hook, the option that gives it.</param>
/// <param name="Interruption">Why the run ended early; null when it came to its end.</param>
public sealed record RunResult(
    string Server,
    bool IsBuiltIn,
    string? Identity,
    IReadOnlyList<string> Capabilities,
    int Seed,
    IReadOnlyList<string> Required,
    string Command,
    IReadOnlyDictionary<string, string> HookOptions,
    DateTimeOffset Started,
    TimeSpan Duration,
    IReadOnlyList<CaseResult> Cases,
    Catalogue Catalogue,
    string? Interruption)
{
    /// <summary>Ids of the cases that the run did not come to.</summary>
    public IReadOnlyList<string> NotRun { get; init; } = [];

    /// <summary>Checks that may fail in one run and not in another, by the baseline; as cases and requirements.</summary>
    public IReadOnlySet<(string CaseId, string RequirementId)> Sometimes { get; init; } = new HashSet<(string, string)>();

    /// <summary>Capabilities that were required and are not offered.</summary>
    public IReadOnlyList<string> MissingRequired =>
        [.. Required.Where(r => !Capabilities.Contains(r, StringComparer.OrdinalIgnoreCase))];

    /// <summary>Checks by outcome, over all cases.</summary>
    public int Count(Outcome outcome) => Cases.Sum(c => c.Checks.Count(k => k.Outcome == outcome));

    /// <summary>Cases by outcome.</summary>
    public int CountCases(Outcome outcome) => Cases.Count(c => c.Outcome == outcome);
}
