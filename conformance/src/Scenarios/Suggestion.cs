namespace Conformance.Scenarios;

/// <summary>Finds the word that was probably meant.</summary>
public static class Suggestion
{
    /// <summary>The candidate nearest to <paramref name="word"/>, or null where none is near: a third of its letters may differ, at least one, at most four.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        var limit = Math.Clamp(word.Length / 3, 1, 4);
        return candidates
            .Select(c => (Candidate: c, Distance: Distance(word.ToUpperInvariant(), c.ToUpperInvariant())))
            .Where(c => c.Distance <= limit)
            .OrderBy(c => c.Distance)
            .ThenBy(c => c.Candidate, StringComparer.Ordinal)
            .Select(c => c.Candidate)
            .FirstOrDefault();
    }

    /// <summary><c>; did you mean X?</c>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates, string prefix = "") =>
        Nearest(word, candidates) is { } nearest ? $"; did you mean '{prefix}{nearest}'?" : "";

    // Letters that are missing, too many, wrong, or exchanged with their neighbour.
    private static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            distance[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            distance[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var least = Math.Min(Math.Min(distance[i - 1, j], distance[i, j - 1]) + 1, distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    least = Math.Min(least, distance[i - 2, j - 2] + 1);
                distance[i, j] = least;
            }
        }

        return distance[a.Length, b.Length];
    }
}
