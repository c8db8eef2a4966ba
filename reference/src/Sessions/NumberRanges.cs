using System.Collections;
using Reference.Wire;

namespace Reference.Sessions;

/// <summary>Message numbers as ascending ranges, so that "1:*" costs nothing before somebody walks through it.</summary>
public sealed class NumberRanges(IReadOnlyList<SequenceRange> ranges) : IEnumerable<int>
{
    public bool Contains(int number) => Find(ranges, (uint)number);

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
