using System.Text.Json;

namespace Endurance.Mixed;

/// <summary>Reads the server's log: an error or an exception in it is a finding. Thread-safe.</summary>
public sealed class ServerLog(Findings findings, Func<bool> isStopping)
{
    private readonly SortedDictionary<string, int> _levels = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _warnings = new(StringComparer.Ordinal);

    public void Hear(string line)
    {
        string level;
        try
        {
            using var entry = JsonDocument.Parse(line);
            level = entry.RootElement.GetProperty("level").GetString() ?? "";
            if (level is "error" or "crit" || entry.RootElement.TryGetProperty("exception", out _)) findings.Add($"the server's log: {line}");
            if (level == "warn") Count(_warnings, entry.RootElement.GetProperty("message").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // A kill may cut a line. What the runtime writes when the process dies of an exception is no JSON either.
            level = isStopping() && line.StartsWith('{') ? "cut" : "no JSON";
            if (level != "cut") findings.Add($"the server's log: {line}");
        }
        Count(_levels, level);
    }

    public override string ToString()
    {
        lock (_levels) return string.Join(", ", _levels.Select(level => $"{level.Value} {level.Key}"));
    }

    /// <summary>Warnings, with digits made equal, and how often each came.</summary>
    public IReadOnlyList<string> Warnings()
    {
        lock (_levels) return [.. _warnings.Select(warning => $"{warning.Value} times {warning.Key}")];
    }

    private void Count(SortedDictionary<string, int> counts, string what)
    {
        var key = string.Concat(what.Select(c => char.IsDigit(c) ? '0' : c));
        lock (_levels)
        {
            if (counts.Count < 100 || counts.ContainsKey(key)) counts[key] = counts.GetValueOrDefault(key) + 1;
        }
    }
}
