namespace Conformance.Wire;

/// <summary><c>* ESEARCH (TAG "A1") UID ALL 2,4 MODSEQ 917</c> (RFC 4731 section 3.1, RFC 4466 section 2.6.2).</summary>
/// <param name="Tag">The command it answers, where it says so.</param>
/// <param name="IsUid">The numbers are UIDs.</param>
/// <param name="All">The set of ALL; null where it was not told (nothing was found, or not asked).</param>
/// <param name="Items">All items in their order.</param>
public sealed record EsearchData(
    string? Tag, bool IsUid, uint? Min, uint? Max, uint? Count, SequenceSet? All, ModSeqText? ModSeq, IReadOnlyList<Item> Items)
{
    public static bool TryRead(Response response, out EsearchData esearch)
    {
        esearch = null!;
        if (response is not DataResponse { Name: "ESEARCH", Number: null } data)
            return false;

        IReadOnlyList<Value> values = data.Arguments;
        string? tag = null;
        if (values is [ListValue { Items: [AtomValue word, var value] }, ..] && word.Text.Equals("TAG", StringComparison.OrdinalIgnoreCase))
        {
            tag = value.ToText();
            values = [.. values.Skip(1)];
        }

        var uid = values is [AtomValue first, ..] && first.Text.Equals("UID", StringComparison.OrdinalIgnoreCase);
        if (!ValueText.TryPairs([.. values.Skip(uid ? 1 : 0)], out var items))
            return false;

        Value? Of(string name) => items.LastOrDefault(i => i.Name == name)?.Value;
        SequenceSet? all = null;
        if (Of("ALL") is { } set && !SequenceSet.TryParse(set.ToText() ?? "", out all))
            return false;
        esearch = new EsearchData(
            tag, uid, Of("MIN")?.ToNumber(), Of("MAX")?.ToNumber(), Of("COUNT")?.ToNumber(), all, ModSeqText.From(Of("MODSEQ")), items);
        return true;
    }

    /// <summary>The item of that name (upper case), or null.</summary>
    public Value? this[string name] => Items.LastOrDefault(i => i.Name == name)?.Value;
}
