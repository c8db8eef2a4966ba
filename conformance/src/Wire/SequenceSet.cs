using System.Globalization;

namespace Conformance.Wire;

/// <summary>A sequence-set (RFC 3501 section 9) as its distinct numbers, kept as ranges, so that <c>1:4294967295</c> costs nothing.</summary>
public sealed class SequenceSet : IEquatable<SequenceSet>
{
    private SequenceSet(IReadOnlyList<(uint First, uint Last)> ranges) => Ranges = ranges;

    /// <summary>Disjoint, ascending, not touching.</summary>
    public IReadOnlyList<(uint First, uint Last)> Ranges { get; }

    /// <summary>How many numbers it has.</summary>
    public long Count => Ranges.Sum(r => (long)r.Last - r.First + 1);

    public static SequenceSet Empty { get; } = new([]);

    /// <summary>Reads a set in any spelling. <c>*</c> is <paramref name="star"/>; false if the text is no set, or has <c>*</c> and no star was given.</summary>
    public static bool TryParse(string text, out SequenceSet set, uint? star = null)
    {
        set = Empty;
        var ranges = new List<(uint, uint)>();
        foreach (var part in text.Split(','))
        {
            var ends = part.Split(':');
            if (ends.Length > 2 || !TryNumber(ends[0], star, out var a) || !TryNumber(ends[^1], star, out var b))
                return false;
            ranges.Add(a <= b ? (a, b) : (b, a));
        }

        set = Of(ranges);
        return true;
    }

    /// <summary>The union of these ranges.</summary>
    public static SequenceSet Of(IEnumerable<(uint First, uint Last)> ranges)
    {
        var merged = new List<(uint First, uint Last)>();
        foreach (var range in ranges.OrderBy(r => r.First))
        {
            if (merged.Count > 0 && range.First <= (ulong)merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else
                merged.Add(range);
        }

        return new SequenceSet(merged);
    }

    /// <summary>These numbers.</summary>
    public static SequenceSet Of(IEnumerable<uint> numbers) => Of(numbers.Select(n => (n, n)));

    public bool Contains(uint number) => Ranges.Any(r => r.First <= number && number <= r.Last);

    public SequenceSet Union(SequenceSet other) => Of(Ranges.Concat(other.Ranges));

    /// <summary>The numbers that are in both.</summary>
    public SequenceSet Intersect(SequenceSet other) => Of(
        from a in Ranges
        from b in other.Ranges
        let first = Math.Max(a.First, b.First)
        let last = Math.Min(a.Last, b.Last)
        where first <= last
        select (first, last));

    public bool IsSupersetOf(SequenceSet other) => Intersect(other).Count == other.Count;

    public bool Equals(SequenceSet? other) => other is not null && Ranges.SequenceEqual(other.Ranges);

    public override bool Equals(object? obj) => Equals(obj as SequenceSet);

    public override int GetHashCode() => Ranges.Aggregate(0, HashCode.Combine);

    public override string ToString() => string.Join(',', Ranges.Select(r => r.First == r.Last ? $"{r.First}" : $"{r.First}:{r.Last}"));

    private static bool TryNumber(string text, uint? star, out uint number)
    {
        if (text == "*" && star is { } s)
        {
            number = s;
            return true;
        }

        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
