namespace Bench.Reporting;

/// <summary>Medians: one slow round on a busy machine shall not decide.</summary>
public static class Statistics
{
    /// <returns>The middle value, or the mean of the two in the middle; NaN of nothing.</returns>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        if (sorted.Count == 0) return double.NaN;
        var half = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /// <summary>How many times better than the baseline: the median of the ratios within each round.</summary>
    /// <param name="values">By round.</param>
    /// <param name="baseline">By round, the same rounds.</param>
    public static double Ratio(IReadOnlyList<double> values, IReadOnlyList<double> baseline, bool moreIsBetter) =>
        Median(values.Zip(baseline, (value, other) => moreIsBetter ? value / other : other / value));
}
