using System.Text.Encodings.Web;
using System.Text.Json;
using Conformance.Checking;

namespace Conformance.Reporting;

/// <summary><c>results.json</c>: the source of truth, schema version 1. <c>complete</c> is written last; a file without it was cut off.</summary>
public static class ResultsJson
{
    /// <summary>Raised when a reader of the earlier schema would misread the file.</summary>
    public const int SchemaVersion = 1;

    public static void Write(Stream stream, RunResult run, Verdict verdict)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.Default });
        json.WriteStartObject();
        json.WriteNumber("schema", SchemaVersion);
        json.WriteString("server", run.Server);
        json.WriteBoolean("builtIn", run.IsBuiltIn);
        json.WriteString("identity", run.Identity);
        Strings(json, "capabilities", run.Capabilities);
        Strings(json, "missingRequired", run.MissingRequired);
        json.WriteNumber("seed", run.Seed);
        json.WriteString("command", run.Command);
        json.WriteString("started", run.Started);
        json.WriteNumber("seconds", Math.Round(run.Duration.TotalSeconds, 3));
        json.WriteString("verdict", verdict.Text);
        json.WriteNumber("exit", (int)verdict.Exit);
        json.WriteString("interruption", run.Interruption);
        json.WriteStartObject("checks");
        foreach (var outcome in Enum.GetValues<Outcome>())
            json.WriteNumber(Name(outcome), run.Count(outcome));
        json.WriteEndObject();
        json.WriteStartObject("cases");
        foreach (var outcome in Enum.GetValues<Outcome>())
            json.WriteNumber(Name(outcome), run.CountCases(outcome));
        json.WriteEndObject();
        json.WriteStartArray("results");
        foreach (var result in run.Cases)
            WriteCase(json, run, result);
        json.WriteEndArray();
        Strings(json, "notRun", run.NotRun);
        json.WriteBoolean("complete", run.Interruption is null);
        json.WriteEndObject();
    }

    private static void WriteCase(Utf8JsonWriter json, RunResult run, CaseResult result)
    {
        json.WriteStartObject();
        json.WriteString("id", result.Case.Id);
        json.WriteString("outcome", Name(result.Outcome));
        json.WriteNumber("seconds", Math.Round(result.Duration.TotalSeconds, 3));
        if (result.Reason is not null)
            json.WriteString("reason", result.Reason);
        if (result.Attempts > 1)
        {
            json.WriteNumber("attempts", result.Attempts);
            json.WriteNumber("failedAttempts", result.FailedAttempts);
        }

        json.WriteString("transcript", $"transcripts/{TranscriptFile.NameOf(result)}");
        json.WriteStartArray("checks");
        foreach (var check in result.Checks)
            WriteCheck(json, run, check);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCheck(Utf8JsonWriter json, RunResult run, Check check)
    {
        json.WriteStartObject();
        json.WriteString("requirement", check.RequirementId);
        if (run.Catalogue.TryGet(check.RequirementId, out var requirement))
        {
            json.WriteString("level", LevelName.Of(requirement.Level));
            json.WriteString("section", requirement.Section);
        }

        json.WriteString("outcome", Name(check.Outcome));
        json.WriteStartArray("findings");
        foreach (var finding in check.Findings.Where(f => f.Outcome != Outcome.Pass))
        {
            json.WriteStartObject();
            json.WriteString("outcome", Name(finding.Outcome));
            json.WriteString("message", finding.Message);
            Optional(json, "askedBy", Card.Source(finding));
            Optional(json, "session", finding.Lane);
            if (finding.Entry is { } entry)
                json.WriteNumber("entry", entry);
            Optional(json, "expected", finding.Expected);
            Optional(json, "actual", finding.Actual);
            if (finding.Readings is { Count: > 0 } readings)
                Strings(json, "readings", readings);
            if (finding.Occurrences is { } occurrences)
            {
                json.WriteNumber("rounds", occurrences.Of);
                json.WriteNumber("seenInRounds", occurrences.Seen);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Optional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Name(Outcome outcome) => outcome.ToString().ToLowerInvariant();
}
