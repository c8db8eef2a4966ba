using Conformance.Scenarios;

namespace Conformance.Checking;

/// <summary>What became of a check, a case or a run; ordered by weight, so that the worst of several is their maximum.</summary>
public enum Outcome
{
    /// <summary>Exercised and held.</summary>
    Pass,

    /// <summary>MAY, or disputed: the server's choice is recorded.</summary>
    Info,

    /// <summary>A failure or warning that the baseline expects.</summary>
    Known,

    /// <summary>A capability, hook or account is not there.</summary>
    Skip,

    /// <summary>A SHOULD that was not followed.</summary>
    Warn,

    /// <summary>Could not be exercised: preparation failed, server gone.</summary>
    Blocked,

    /// <summary>Our own defect, never the server's.</summary>
    Error,

    /// <summary>A MUST, MUST NOT, plain statement or syntax rule that was broken.</summary>
    Fail,
}

/// <summary>One observation about one requirement. Scenario lines and invariants both yield these; nothing else decides a verdict.</summary>
/// <param name="RequirementId">The catalogue's id, or null for a precondition.</param>
/// <param name="Message">What was seen, in one sentence.</param>
/// <param name="Lane">The session.</param>
/// <param name="Entry">The transcript entry it points at, if there is one.</param>
/// <param name="Line">The scenario's line, for findings of expectations.</param>
/// <param name="Invariant">The invariant's name, for findings of invariants.</param>
/// <param name="Expected">All acceptable alternatives, readable.</param>
/// <param name="Actual">What came instead, readable.</param>
/// <param name="Readings">Disputed points whose reading was taken.</param>
/// <param name="Occurrences">For races and repetitions: in how many of how many rounds.</param>
public sealed record Finding(
    string? RequirementId,
    Outcome Outcome,
    string Message,
    string? Lane = null,
    int? Entry = null,
    SourceLine? Line = null,
    string? Invariant = null,
    string? Expected = null,
    string? Actual = null,
    IReadOnlyList<string>? Readings = null,
    Occurrences? Occurrences = null)
{
    /// <summary>The fewest transcript entries that prove it, where it takes several sessions to see it; shown side by side.</summary>
    public IReadOnlyList<int>? Proof { get; init; }
}

/// <summary>How often something was seen.</summary>
public sealed record Occurrences(int Seen, int Of);

/// <summary>A requirement in a case: the fold of its findings.</summary>
public sealed record Check(string RequirementId, Outcome Outcome, IReadOnlyList<Finding> Findings);
