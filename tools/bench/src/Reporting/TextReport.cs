using System.Globalization;

namespace Bench.Reporting;

/// <summary>The report for people: a table, then one line for each limit.</summary>
public static class TextReport
{
    private static readonly string[] Titles = ["workload", "server", "median", "min - max", "unit", "ratio"];

    public static void Write(Report report, TextWriter output)
    {
        var options = report.Options;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.Began:yyyy-MM-dd HH:mm} UTC; {Machine.Description}; load {Load(report.LoadBefore)} before, {Load(report.LoadAfter)} after"));
        output.WriteLine($"median of {options.Rounds} rounds of {options.Length.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s, servers in turn; ratio: times better than {report.Baseline}, median of the rounds' ratios");
        output.WriteLine();
        Table(report, output);
        var limits = Limits(report).ToList();
        if (limits.Count > 0) output.WriteLine();
        foreach (var limit in limits) output.WriteLine(limit);
    }

    /// <summary>Three digits: no measurement here is good for more.</summary>
    public static string Number(double value) => !double.IsFinite(value) ? "-" : value.ToString(
        Math.Abs(value) switch { >= 100 => "0", >= 10 => "0.0", >= 1 => "0.00", >= 0.1 or 0 => "0.000", _ => "0.0000" }, CultureInfo.InvariantCulture);

    private static string Load(double? load) => load is { } value ? value.ToString("0.0", CultureInfo.InvariantCulture) : "unknown";

    private static void Table(Report report, TextWriter output)
    {
        var rows = new List<string[]> { Titles };
        var last = "";
        foreach (var line in report.Lines)
        {
            // No echo of a workload is no news.
            if (line.Outcome is { Contestant: "echo", NotOffered: not null }) continue;
            var name = line.Name == last ? "" : line.Name;
            last = line.Name;
            var why = line.Outcome.Failure is not null ? "FAILED, see below" : line.Outcome.NotOffered is { } missing ? $"n/a: {missing}" : null;
            rows.Add(why is not null
                ? [name, line.Outcome.Contestant, why, "", "", ""]
                : [name, line.Outcome.Contestant, Number(line.Median), $"{Number(line.Rounds.Min())} - {Number(line.Rounds.Max())}", line.Metric.Unit,
                    line.Ratio is { } ratio ? Number(ratio) : "-"]);
        }
        var widths = Enumerable.Range(0, 6).Select(column => rows.Where(row => row[3].Length > 0 || column < 2).Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            // Numbers to the right, words to the left.
            var cells = row.Select((cell, column) => column is 2 or 3 or 5 && row[3].Length > 0 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
        foreach (var failure in report.Lines.Where(line => line.Outcome.Failure is not null).Select(line => $"FAILED: {line.Outcome.Workload.Name}: {line.Outcome.Failure}").Distinct())
            output.WriteLine(failure);
    }

    private static IEnumerable<string> Limits(Report report)
    {
        foreach (var group in report.Lines.Where(line => line.Outcome.IsMeasured).GroupBy(line => line.Name))
        {
            if (group.FirstOrDefault(line => line.Outcome.Contestant == "echo") is not { } limit) continue;
            var shares = group.Where(line => line != limit)
                .Select(line => string.Create(CultureInfo.InvariantCulture, $"{line.Outcome.Contestant} {100 * Statistics.Ratio(line.Rounds, limit.Rounds, moreIsBetter: true):0} %"));
            yield return $"limit of {group.Key}: {Number(limit.Median)} durable lines/s by echo; of it {string.Join(", ", shares)}";
        }
    }
}
