namespace Conformance.Wire;

/// <summary><c>* SEARCH 2 3 (MODSEQ 917)</c> (RFC 7162 section 3.1.5), or SORT (RFC 5256).</summary>
/// <param name="Numbers">Sequence numbers or UIDs, in the order told, repetitions included.</param>
/// <param name="ModSeq">What stands behind them in parentheses, if anything does.</param>
public sealed record SearchData(bool IsSort, IReadOnlyList<uint> Numbers, ModSeqText? ModSeq)
{
    public static bool TryRead(Response response, out SearchData search)
    {
        search = null!;
        if (response is not DataResponse { Name: "SEARCH" or "SORT", Number: null } data)
            return false;
        ModSeqText? modSeq = null;
        var values = data.Arguments;
        if (values is [.., ListValue { Items: [AtomValue name, var value] }] && name.Text.Equals("MODSEQ", StringComparison.OrdinalIgnoreCase))
        {
            modSeq = ModSeqText.From(value);
            values = [.. values.SkipLast(1)];
        }

        var numbers = values.Select(v => v.ToNumber()).ToList();
        if (numbers.Any(n => n is null))
            return false;
        search = new SearchData(data.Name == "SORT", [.. numbers.Select(n => n!.Value)], modSeq);
        return true;
    }
}
