using Conformance.Checking;

namespace Conformance.Reporting.Baselines;

/// <summary>A check of a run, as far as a baseline speaks of it.</summary>
/// <param name="CaseOutcome">Of the whole case: what was skipped or blocked says nothing of its requirements.</param>
/// <param name="Message">What was found, for a failure or warning.</param>
public sealed record SeenCheck(string CaseId, Outcome CaseOutcome, string RequirementId, Outcome Outcome, string Message);
