using System.Collections;
using Reference.Wire;

namespace Reference.Sessions;

/// <summary>Message numbers as ascending ranges, so that "1:*" costs nothing before somebody walks through it.</summary>
public sealed class NumberRanges(IReadOnlyList<SequenceRange> ranges) : IEnumerable<int>
{
    /// <summary>Ascending, not overlapping.</summary>
    public IReadOnlyList<SequenceRange> Ranges => ranges;

    public bool Contains(int number) => Find(ranges, (uint)number);

    /// <summary>How many numbers there are.</summary>
    public int Count => ranges.Sum(range => (int)(range.Last - range.First) + 1);

    /// <summary>Those from one place, counted from 0, to before another.</summary>
    public NumberRanges Slice((int Start, int End) places)
    {
        var slice = new List<SequenceRange>();
        var place = 0;
        foreach (var (first, last) in ranges)
        {
            var size = (int)(last - first) + 1;
            var (low, high) = (Math.Max(places.Start - place, 0), Math.Min(places.End - place, size));
            if (low < high) slice.Add(new SequenceRange(first + (uint)low, first + (uint)high - 1));
            place += size;
        }
        return new NumberRanges(slice);
    }

    public IEnumerator<int> GetEnumerator()
    {
        foreach (var (first, last) in ranges)
        {
            for (var number = first; number <= last; number++) yield return (int)number;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether a number lies in one of the ranges, which are ascending and do not overlap.</summary>
    public static bool Find(IReadOnlyList<SequenceRange> ranges, uint number)
    {
        int low = 0, high = ranges.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].Last < number) low = middle + 1;
            else if (ranges[middle].First > number) high = middle - 1;
            else return true;
        }
        return false;
    }
}
