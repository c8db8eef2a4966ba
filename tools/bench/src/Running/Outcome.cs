using Bench.Workloads;

namespace Bench.Running;

/// <summary>What one contestant did in one workload.</summary>
/// <param name="Rounds">By metric, then by round; the warm-up is not among them.</param>
/// <param name="NotOffered">Why it was not measured, else null.</param>
/// <param name="Failure">What went wrong, else null; its rounds then do not count.</param>
public sealed record Outcome(Workload Workload, string Contestant, IReadOnlyList<IReadOnlyList<double>> Rounds, string? NotOffered, string? Failure)
{
    public bool IsMeasured => NotOffered is null && Failure is null;
}
