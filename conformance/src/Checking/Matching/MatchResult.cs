namespace Conformance.Checking.Matching;

/// <summary>What became of the expectations below one step.</summary>
/// <param name="Findings">A Pass or worse for each requirement id on a line; Blocked without id for a precondition that was not met.</param>
/// <param name="PreconditionsMet">False: what comes after this step is blocked.</param>
/// <param name="SkipReason">A <c>needs</c> line was not met: the rest of the scenario is skipped, for this reason.</param>
/// <param name="AllMet">Every line that waits for something is met: what <c>wait</c> reads for.</param>
/// <param name="EventuallyMet">Every <c>eventually</c> line is met: no need to repeat the command.</param>
public sealed record MatchResult(
    IReadOnlyList<Finding> Findings,
    bool PreconditionsMet,
    string? SkipReason,
    bool AllMet,
    bool EventuallyMet);
