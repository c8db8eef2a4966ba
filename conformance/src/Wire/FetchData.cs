namespace Conformance.Wire;

/// <summary><c>* 2 FETCH (…)</c> (RFC 3501 section 7.4.2).</summary>
/// <param name="Number">The message sequence number.</param>
/// <param name="Uid">The UID, where it was told and is a number.</param>
/// <param name="ModSeq">The mod-sequence, where it was told; look at its <see cref="ModSeqText.Fault"/> before trusting it.</param>
/// <param name="Flags">The flags as written, \Recent among them; null where they were not told.</param>
/// <param name="Items">All items in their order; a name may stand there twice.</param>
public sealed record FetchData(uint Number, uint? Uid, ModSeqText? ModSeq, IReadOnlyList<string>? Flags, IReadOnlyList<Item> Items)
{
    public static bool TryRead(Response response, out FetchData fetch)
    {
        fetch = null!;
        if (response is not DataResponse { Name: "FETCH", Number: { } number, Arguments: [ListValue list] }
            || !ValueText.TryPairs(list.Items, out var items))
            return false;

        // The last one counts where an item was told twice.
        var flags = items.LastOrDefault(i => i.Name == "FLAGS")?.Value is ListValue f && ValueText.TryTexts(f.Items, out var names) ? names : null;
        fetch = new FetchData(
            number,
            items.LastOrDefault(i => i.Name == "UID")?.Value.ToNumber(),
            ModSeqText.From(items.LastOrDefault(i => i.Name == "MODSEQ")?.Value),
            flags,
            items);
        return true;
    }

    /// <summary>The item of that name (upper case), or null.</summary>
    public Value? this[string name] => Items.LastOrDefault(i => i.Name == name)?.Value;
}
