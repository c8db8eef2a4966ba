using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking;

/// <summary>One case, run and judged.</summary>
/// <param name="Outcome">The worst of its checks; Skip or Blocked where it could not run.</param>
/// <param name="Checks">By requirement.</param>
/// <param name="Reason">Why it was skipped, blocked or an error, in one sentence.</param>
/// <param name="Attempts">How often it was run (a failure with several sessions is repeated on a new mailbox).</param>
/// <param name="FailedAttempts">In how many of them it failed.</param>
public sealed record CaseResult(
    ScenarioCase Case,
    Outcome Outcome,
    IReadOnlyList<Check> Checks,
    string? Reason,
    Transcript Transcript,
    TimeSpan Duration,
    int Attempts,
    int FailedAttempts)
{
    /// <summary>What repeats it besides the run's seed and its id: options, each behind a space.</summary>
    public string Options { get; init; } = "";
}
