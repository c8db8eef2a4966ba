using System.Globalization;
using Conformance.Scenarios;

namespace Conformance.Running;

/// <summary>What a run with a <see cref="Cut"/> is judged by, once its steps are through: the cut-off client's cache converges.</summary>
internal sealed class CutCheck(CaseState state, Cut cut)
{
    public async Task RunAsync(Bindings scope, CancellationToken cancel)
    {
        if (!state.IsCut)
        {
            // The lines themselves are judged by the run without a cut; what blocked this one still does.
            state.Findings.RemoveAll(f => f.RequirementId is not null);
            if (!state.IsBlocked)
                state.SkipReason = string.Create(CultureInfo.InvariantCulture, $"session {cut.Session} was told fewer {(cut.Header.Unit == CutUnit.Lines ? "lines" : "octets")} than it was to be cut after");
            return;
        }

        state.Disregard();
        await new StepRunner(state).RunAsync([new ConvergedStep(cut.Header.Line, cut.Session, cut.Header.Ids, cut.Header.Readings)], scope, cancel);
    }
}
