namespace Conformance.Scenarios;

/// <summary>Finds the word that was probably meant.</summary>
public static class Suggestion
{
    /// <summary>The candidate nearest to <paramref name="word"/>, or null where none is near: at most a third of its letters may differ (at least one).</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, word.Length / 3);
        return candidates
            .Select(c => (Candidate: c, Distance: Distance(word.ToUpperInvariant(), c.ToUpperInvariant())))
            .Where(c => c.Distance <= limit)
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Candidate, StringComparer.Ordinal)
            .Select(c => c.Candidate)
            .FirstOrDefault();
    }

    /// <summary><c>; did you mean X?</c>, or nothing.</summary>
    internal static string Hint(string word, IEnumerable<string> candidates, string prefix = "") =>
        Nearest(word, candidates) is { } nearest ? $"; did you mean '{prefix}{nearest}'?" : "";

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
