using System.Collections.Immutable;

namespace Reference.Store;

/// <summary>UIDs <paramref name="First"/> to <paramref name="Last"/>, both included.</summary>
public readonly record struct UidRange(uint First, uint Last)
{
    public ulong Count => (ulong)Last - First + 1;
}

/// <summary>An immutable set of UIDs, kept as sorted ranges that neither overlap nor touch.</summary>
public sealed class UidSet : IEquatable<UidSet>
{
    public static readonly UidSet Empty = new([]);

    private UidSet(ImmutableArray<UidRange> ranges)
    {
        Ranges = ranges;
        foreach (var range in ranges) Count += range.Count;
    }

    /// <summary>The ranges in ascending order.</summary>
    public ImmutableArray<UidRange> Ranges { get; }

    /// <summary>How many UIDs are in the set, up to 2^32 - 1.</summary>
    public ulong Count { get; }

    public bool IsEmpty => Ranges.IsEmpty;

    /// <summary>The set that the ranges cover, whatever their order and overlap. A range whose ends are swapped is an error.</summary>
    public static UidSet Create(IEnumerable<UidRange> ranges)
    {
        var sorted = ranges.ToArray();
        if (sorted.Length == 0) return Empty;
        Array.Sort(sorted, static (a, b) => a.First.CompareTo(b.First));
        var result = ImmutableArray.CreateBuilder<UidRange>(sorted.Length);
        foreach (var range in sorted)
        {
            if (range.First > range.Last) throw new ArgumentException($"UID range {range.First}:{range.Last} is reversed.", nameof(ranges));
            if (result.Count > 0 && range.First <= (ulong)result[^1].Last + 1)
                result[^1] = new UidRange(result[^1].First, Math.Max(result[^1].Last, range.Last));
            else
                result.Add(range);
        }

        return new UidSet(result.DrainToImmutable());
    }

    public static UidSet Create(IEnumerable<uint> uids) => Create(uids.Select(uid => new UidRange(uid, uid)));

    public bool Contains(uint uid)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (Ranges[middle].Last < uid) low = middle + 1;
            else if (Ranges[middle].First > uid) high = middle - 1;
            else return true;
        }

        return false;
    }

    /// <summary>What is in both sets, in time proportional to the ranges of both.</summary>
    public UidSet Intersect(UidSet other)
    {
        var result = ImmutableArray.CreateBuilder<UidRange>();
        var (mine, theirs) = (0, 0);
        while (mine < Ranges.Length && theirs < other.Ranges.Length)
        {
            var (a, b) = (Ranges[mine], other.Ranges[theirs]);
            var (first, last) = (Math.Max(a.First, b.First), Math.Min(a.Last, b.Last));
            if (first <= last) result.Add(new UidRange(first, last));
            if (a.Last < b.Last) mine++;
            else theirs++;
        }

        return result.Count == 0 ? Empty : new UidSet(result.DrainToImmutable());
    }

    /// <summary>Every UID, ascending. Mind that a set of a few ranges can hold billions.</summary>
    public IEnumerable<uint> Uids()
    {
        foreach (var range in Ranges)
        {
            for (ulong uid = range.First; uid <= range.Last; uid++) yield return (uint)uid;
        }
    }

    public bool Equals(UidSet? other) => other is not null && Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as UidSet);

    public override int GetHashCode() => Ranges.Aggregate(0, HashCode.Combine);

    public override string ToString() => string.Join(',', Ranges.Select(r => r.First == r.Last ? $"{r.First}" : $"{r.First}:{r.Last}"));
}
