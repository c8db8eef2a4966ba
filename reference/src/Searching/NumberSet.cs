namespace Reference.Searching;

/// <summary>
/// The <c>sequence-set</c> of a search (RFC 3501, 9), of message numbers or UIDs. Made once for a command and asked for every
/// message: a look-up takes O(log ranges).
/// </summary>
public sealed class NumberSet
{
    private readonly (uint First, uint Last)[] ranges;
    // The lowest n of all "n:*"; null if the set has no "*". It covers the others.
    private readonly uint? toEnd;

    /// <summary>A set of ranges in any order, with either end first.</summary>
    /// <param name="ranges">Inclusive ends from 1; 0 stands for <c>*</c>.</param>
    public NumberSet(IEnumerable<(uint First, uint Last)> ranges)
    {
        var fixedRanges = new List<(uint First, uint Last)>();
        foreach (var (first, last) in ranges)
        {
            if (first != 0 && last != 0) fixedRanges.Add((Math.Min(first, last), Math.Max(first, last)));
            else toEnd = Math.Min(toEnd ?? uint.MaxValue, Math.Max(first, last) is var n and not 0 ? n : uint.MaxValue);
        }

        this.ranges = Merge(fixedRanges);
    }

    /// <summary>Whether "*" occurs, so that what the set has depends on the largest number.</summary>
    public bool HasStar => toEnd is not null;

    /// <summary>
    /// Whether the set has a number, where <c>*</c> stands for <paramref name="max"/> (so <c>n:*</c> always has that one).
    /// </summary>
    public bool Contains(uint number, uint max)
    {
        if (toEnd is { } from && number <= max && number >= Math.Min(from, max)) return true;
        var low = 0;
        var high = ranges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (number < ranges[middle].First) high = middle - 1;
            else if (number > ranges[middle].Last) low = middle + 1;
            else return true;
        }

        return false;
    }

    private static (uint First, uint Last)[] Merge(List<(uint First, uint Last)> ranges)
    {
        ranges.Sort();
        var merged = new List<(uint First, uint Last)>(ranges.Count);
        foreach (var range in ranges)
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last) merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, range.Last));
            else merged.Add(range);
        }

        return [.. merged];
    }
}
