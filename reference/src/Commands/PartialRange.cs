using Reference.Wire;

namespace Reference.Commands;

/// <summary>partial-range of RFC 9394 section 4 (RFC 5267 has the form without "-"): a window of a list of results.</summary>
/// <param name="First">1 is the first result, or with <paramref name="FromEnd"/> the last one.</param>
/// <param name="Last">As written; may be below <paramref name="First"/>, and means the same then.</param>
/// <param name="FromEnd">Both were written with "-".</param>
public readonly record struct PartialRange(uint First, uint Last, bool FromEnd)
{
    internal static PartialRange Parse(CommandScanner scanner)
    {
        var fromEnd = scanner.Offer.Has("PARTIAL") && scanner.TryTake('-');
        var first = scanner.NzNumber("nz-number of partial-range");
        scanner.Take(':');
        if (fromEnd) scanner.Take('-');
        return new PartialRange(first, scanner.NzNumber("nz-number of partial-range"), fromEnd);
    }

    /// <summary>The window in a list of <paramref name="count"/> results.</summary>
    /// <returns>From which place, counted from 0, to before which; the same twice where nothing lies in the window.</returns>
    public (int Start, int End) Within(int count)
    {
        var low = (int)Math.Min(Math.Min(First, Last) - 1, (uint)count);
        var high = (int)Math.Min(Math.Max(First, Last), (uint)count);
        return FromEnd ? (count - high, count - low) : (low, high);
    }

    /// <summary>As the client wrote it.</summary>
    public override string ToString() => FromEnd ? $"-{First}:-{Last}" : $"{First}:{Last}";
}
