using System.Globalization;
using System.Text;

namespace Reference.Wire;

/// <summary>One seq-range; <see cref="Star"/> stands for "*".</summary>
public readonly record struct SequenceRange(uint First, uint Last)
{
    /// <summary>"*" as written; 0 is free because seq-number is an nz-number.</summary>
    public const uint Star = 0;
}

/// <summary>sequence-set of RFC 3501 section 9, with "$" of RFC 5182 when <see cref="IsSavedResult"/>.</summary>
/// <remarks>Kept as written. <see cref="Resolve"/> gives meaning to "*" and to reversed ranges.</remarks>
public sealed class SequenceSet
{
    private readonly SequenceRange[] _ranges;

    public SequenceSet(IEnumerable<SequenceRange> ranges) => _ranges = [.. ranges];

    private SequenceSet()
    {
        _ranges = [];
        IsSavedResult = true;
    }

    /// <summary>"$": the messages that the last SEARCH with RETURN (SAVE) found.</summary>
    public static SequenceSet SavedResult { get; } = new();

    public bool IsSavedResult { get; }

    public IReadOnlyList<SequenceRange> Ranges => _ranges;

    public bool HasStar => _ranges.Any(r => r.First == SequenceRange.Star || r.Last == SequenceRange.Star);

    /// <summary>The largest number written, 0 if there is none besides "*".</summary>
    public uint LargestNumber => _ranges.Length == 0 ? 0 : _ranges.Max(r => Math.Max(r.First, r.Last));

    /// <summary>Ascending, merged, non-overlapping ranges with "*" replaced by <paramref name="largest"/>.</summary>
    /// <param name="largest">The largest number in use; 0 (an empty mailbox) makes "*" match nothing.</param>
    public IReadOnlyList<SequenceRange> Resolve(uint largest)
    {
        var sorted = new List<SequenceRange>(_ranges.Length);
        foreach (var range in _ranges)
        {
            var first = range.First == SequenceRange.Star ? largest : range.First;
            var last = range.Last == SequenceRange.Star ? largest : range.Last;
            if (first == 0 || last == 0) continue;
            sorted.Add(first <= last ? new SequenceRange(first, last) : new SequenceRange(last, first));
        }
        sorted.Sort((a, b) => a.First.CompareTo(b.First));
        var merged = new List<SequenceRange>(sorted.Count);
        foreach (var range in sorted)
        {
            if (merged.Count > 0 && (merged[^1].Last == uint.MaxValue || range.First <= merged[^1].Last + 1))
                merged[^1] = merged[^1] with { Last = Math.Max(merged[^1].Last, range.Last) };
            else
                merged.Add(range);
        }
        return merged;
    }

    /// <summary>The numbers in the order written, each range counted from its first to its last number; "*" must not occur.</summary>
    public IEnumerable<uint> InOrder()
    {
        foreach (var (first, last) in _ranges)
        {
            if (first <= last)
            {
                for (ulong n = first; n <= last; n++) yield return (uint)n;
            }
            else
            {
                for (var n = first; n >= last; n--) yield return n;
            }
        }
    }

    /// <summary>The set as the wire spells it.</summary>
    public override string ToString()
    {
        if (IsSavedResult) return "$";
        var text = new StringBuilder();
        foreach (var (first, last) in _ranges)
        {
            if (text.Length > 0) text.Append(',');
            text.Append(Number(first));
            if (last != first) text.Append(':').Append(Number(last));
        }
        return text.ToString();

        static string Number(uint n) => n == SequenceRange.Star ? "*" : n.ToString(CultureInfo.InvariantCulture);
    }
}
