using System.Text.RegularExpressions;
using Conformance.Checking;
using Conformance.Scenarios;

namespace Conformance.Reporting.Baselines;

/// <summary>One known failure: a requirement in a case, or in all cases that a pattern matches.</summary>
/// <param name="Outcome">Fail or Warn.</param>
/// <param name="Pattern">A case id, with <c>*</c> for any run of characters.</param>
/// <param name="IsSometimes">It depends on timing, so it may hold as well.</param>
/// <param name="Reason">Why it is a failure, with the standard's section.</param>
public sealed record BaselineEntry(Outcome Outcome, string RequirementId, string Pattern, bool IsSometimes, string Reason, SourceLine Line)
{
    private readonly Regex expression = new($"^{Regex.Escape(Pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);

    public bool Matches(string caseId) => expression.IsMatch(caseId);
}
