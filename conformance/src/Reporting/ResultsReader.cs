using System.Text.Json;
using Conformance.Checking;
using Conformance.Reporting.Baselines;

namespace Conformance.Reporting;

/// <summary>What another run left in its <c>results.json</c>.</summary>
/// <param name="Server">As it was named.</param>
/// <param name="Identity">What the server said of itself.</param>
/// <param name="Verdict">Its last line.</param>
public sealed record StoredResults(string Server, string? Identity, string Verdict, IReadOnlyList<SeenCheck> Checks);

/// <summary>Reads <c>results.json</c>.</summary>
public static class ResultsReader
{
    /// <exception cref="FormatException">It is no results.json of this schema, or is not complete; the message says what to do.</exception>
    /// <exception cref="IOException">It cannot be read; also UnauthorizedAccessException.</exception>
    public static StoredResults Read(string file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = json.RootElement;
            if (root.GetProperty("schema").GetInt32() != ResultsJson.SchemaVersion)
                throw new FormatException($"{file} is of another version of the suite; run again");
            if (!root.TryGetProperty("complete", out var complete) || !complete.GetBoolean())
                throw new FormatException($"{file} is of a run that did not come to its end; run again");
            return new StoredResults(
                root.GetProperty("server").GetString()!,
                root.GetProperty("identity").GetString(),
                root.GetProperty("verdict").GetString()!,
                [.. root.GetProperty("results").EnumerateArray().SelectMany(Checks)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException($"{file} is no results.json of this suite: {e.Message}", e);
        }
    }

    private static IEnumerable<SeenCheck> Checks(JsonElement result)
    {
        var id = result.GetProperty("id").GetString()!;
        var outcome = Outcome(result);
        return result.GetProperty("checks").EnumerateArray()
            .Select(k => new SeenCheck(id, outcome, k.GetProperty("requirement").GetString()!, Outcome(k), Message(k)))
            .DefaultIfEmpty(new SeenCheck(id, outcome, "", outcome, ""));
    }

    private static Outcome Outcome(JsonElement element) => Enum.Parse<Outcome>(element.GetProperty("outcome").GetString()!, ignoreCase: true);

    private static string Message(JsonElement check)
    {
        var worst = check.GetProperty("outcome").GetString();
        var finding = check.GetProperty("findings").EnumerateArray().FirstOrDefault(f => f.GetProperty("outcome").GetString() == worst);
        return finding.ValueKind == JsonValueKind.Object ? finding.GetProperty("message").GetString()! : "";
    }
}
