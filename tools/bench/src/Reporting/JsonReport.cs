using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bench.Reporting;

/// <summary>The report for programs: every round's value.</summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(Report report) => new JsonObject
    {
        ["began"] = report.Began.ToString("O"),
        ["machine"] = Machine.Description,
        ["loadBefore"] = report.LoadBefore,
        ["loadAfter"] = report.LoadAfter,
        ["baseline"] = report.Baseline,
        ["rounds"] = report.Options.Rounds,
        ["seconds"] = report.Options.Length.TotalSeconds,
        ["seed"] = report.Options.Seed,
        ["results"] = new JsonArray(report.Lines.Select(line => (JsonNode)new JsonObject
        {
            ["workload"] = line.Outcome.Workload.Name,
            ["metric"] = line.Metric.Name.Length == 0 ? null : line.Metric.Name,
            ["unit"] = line.Metric.Unit,
            ["moreIsBetter"] = line.Metric.MoreIsBetter,
            ["server"] = line.Outcome.Contestant,
            ["notOffered"] = line.Outcome.NotOffered,
            ["failure"] = line.Outcome.Failure,
            ["median"] = line.Outcome.IsMeasured ? Finite(line.Median) : null,
            ["ratio"] = line.Ratio,
            ["rounds"] = new JsonArray(line.Rounds.Select(Finite).ToArray()),
        }).ToArray()),
    }.ToJsonString(Indented);

    private static JsonNode? Finite(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
}
