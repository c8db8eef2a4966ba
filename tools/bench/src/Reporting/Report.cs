using Bench.Running;
using Bench.Workloads;

namespace Bench.Reporting;

/// <summary>One line of the table: a metric of a workload on a contestant.</summary>
/// <param name="Ratio">Times better than the baseline; null where there is nothing to compare.</param>
public sealed record Line(string Name, Metric Metric, Outcome Outcome, IReadOnlyList<double> Rounds, double? Ratio)
{
    public double Median => Statistics.Median(Rounds);
}

/// <summary>All lines of a run.</summary>
/// <param name="LoadBefore">The machine's load average when it began, null where unknown.</param>
/// <param name="LoadAfter">The same at its end.</param>
public sealed record Report(BenchOptions Options, string Baseline, DateTimeOffset Began, double? LoadBefore, double? LoadAfter, IReadOnlyList<Line> Lines)
{
    public static Report Of(BenchOptions options, string baseline, DateTimeOffset began, double? loadBefore, double? loadAfter, IReadOnlyList<Outcome> outcomes)
    {
        var lines = new List<Line>();
        foreach (var group in outcomes.GroupBy(outcome => outcome.Workload))
        {
            var against = group.FirstOrDefault(outcome => outcome.Contestant == baseline && outcome.IsMeasured);
            for (var m = 0; m < group.Key.Metrics.Count; m++)
            {
                var metric = group.Key.Metrics[m];
                var name = metric.Name.Length == 0 ? group.Key.Name : $"{group.Key.Name} {metric.Name}";
                foreach (var outcome in group)
                {
                    double? ratio = outcome.IsMeasured && against is not null && metric.IsCompared ? Statistics.Ratio(outcome.Rounds[m], against.Rounds[m], metric.MoreIsBetter) : null;
                    lines.Add(new Line(name, metric, outcome, outcome.Rounds[m], ratio is { } r && double.IsFinite(r) ? r : null));
                }
            }
        }
        return new Report(options, baseline, began, loadBefore, loadAfter, lines);
    }
}
