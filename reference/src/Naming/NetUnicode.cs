using System.Collections.Frozen;
using System.Globalization;

namespace Reference.Naming;

/// <summary>Net-Unicode (RFC 5198): of its demands the one that characters are in normalization form C.</summary>
/// <remarks>The table is the project's own, because the runtime has none where it runs without ICU. The algorithm is that of The Unicode Standard,
/// section 3.11: decompose, order by class, compose.</remarks>
public static class NetUnicode
{
    private const string Table = "Reference.Naming.normalization.txt";

    /// <summary>Below this every character is in the form whatever stands around it.</summary>
    private const char FirstThatMatters = '\u0300';

    private const int HangulFirst = 0xAC00;
    private const int HangulCount = 11172;
    private const int LeadFirst = 0x1100;
    private const int LeadCount = 19;
    private const int VowelFirst = 0x1161;
    private const int VowelCount = 21;
    private const int TrailBefore = 0x11A7;
    private const int TrailCount = 28;

    private static readonly Lazy<Tables> Data = new(Read);

    /// <summary>Whether the text is in normalization form C.</summary>
    /// <param name="text">Well-formed UTF-16.</param>
    public static bool IsComposed(string text)
    {
        if (text.AsSpan().IndexOfAnyExceptInRange('\0', (char)(FirstThatMatters - 1)) < 0) return true;
        var points = text.EnumerateRunes().Select(rune => rune.Value).ToList();
        return Compose(Decompose(points)).SequenceEqual(points);
    }

    private static List<int> Decompose(IEnumerable<int> points)
    {
        var decomposed = new List<int>();
        foreach (var point in points) Decompose(point, decomposed);
        // Characters of a class other than 0 go up to the one of class 0 before them, in the order of their classes.
        for (var i = 1; i < decomposed.Count; i++)
        {
            var point = decomposed[i];
            var class_ = ClassOf(point);
            if (class_ == 0) continue;
            var at = i;
            for (; at > 0 && ClassOf(decomposed[at - 1]) > class_; at--) decomposed[at] = decomposed[at - 1];
            decomposed[at] = point;
        }
        return decomposed;
    }

    private static void Decompose(int point, List<int> into)
    {
        var syllable = point - HangulFirst;
        if (syllable is >= 0 and < HangulCount)
        {
            into.Add(LeadFirst + syllable / (VowelCount * TrailCount));
            into.Add(VowelFirst + syllable % (VowelCount * TrailCount) / TrailCount);
            if (syllable % TrailCount != 0) into.Add(TrailBefore + syllable % TrailCount);
            return;
        }
        if (!Data.Value.Parts.TryGetValue(point, out var parts))
        {
            into.Add(point);
            return;
        }
        foreach (var part in parts) Decompose(part, into);
    }

    private static List<int> Compose(List<int> decomposed)
    {
        var composed = new List<int>(decomposed.Count);
        var starter = -1;
        var lastClass = 0;
        foreach (var point in decomposed)
        {
            var class_ = ClassOf(point);
            // Blocked is what has something of its own class, or of class 0, between itself and the starter.
            var isNext = starter >= 0 && (starter == composed.Count - 1 || lastClass < class_);
            if (isNext && Pair(composed[starter], point) is { } one)
            {
                composed[starter] = one;
                continue;
            }
            if (class_ == 0) starter = composed.Count;
            lastClass = class_;
            composed.Add(point);
        }
        return composed;
    }

    private static int? Pair(int first, int second)
    {
        if (first - LeadFirst is >= 0 and < LeadCount and var lead && second - VowelFirst is >= 0 and < VowelCount and var vowel)
            return HangulFirst + (lead * VowelCount + vowel) * TrailCount;
        if (first - HangulFirst is >= 0 and < HangulCount and var syllable && syllable % TrailCount == 0 && second - TrailBefore is > 0 and < TrailCount and var trail)
            return first + trail;
        return Data.Value.Composed.TryGetValue((first, second), out var composed) ? composed : null;
    }

    private static int ClassOf(int point) => Data.Value.Classes.GetValueOrDefault(point);

    private static Tables Read()
    {
        using var stream = typeof(NetUnicode).Assembly.GetManifestResourceStream(Table)
            ?? throw new InvalidOperationException($"the assembly lacks its resource {Table}");
        using var reader = new StreamReader(stream);
        var classes = new Dictionary<int, int>();
        var parts = new Dictionary<int, int[]>();
        var composed = new Dictionary<(int, int), int>();
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var words = line.Split(' ');
            var point = Hexadecimal(words[0]);
            if (int.Parse(words[1], CultureInfo.InvariantCulture) is > 0 and var class_) classes[point] = class_;
            if (words.Length == 2) continue;
            int[] into = [.. words.Skip(3).Select(Hexadecimal)];
            parts[point] = into;
            if (words[2] == "=") composed[(into[0], into[1])] = point;
        }
        return new Tables(classes.ToFrozenDictionary(), parts.ToFrozenDictionary(), composed.ToFrozenDictionary());
    }

    private static int Hexadecimal(string word) => int.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    /// <param name="Classes">Canonical combining classes other than 0.</param>
    /// <param name="Parts">Canonical decompositions, one step.</param>
    /// <param name="Composed">What two characters compose to.</param>
    private sealed record Tables(FrozenDictionary<int, int> Classes, FrozenDictionary<int, int[]> Parts, FrozenDictionary<(int, int), int> Composed);
}
