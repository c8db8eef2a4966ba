namespace Conformance.Wire;

/// <summary><c>* STATUS box (MESSAGES 3 HIGHESTMODSEQ 917)</c> (RFC 3501 section 7.2.4).</summary>
/// <param name="Mailbox">The name by its bytes, each one character.</param>
public sealed record StatusData(string Mailbox, IReadOnlyList<Item> Items)
{
    /// <summary>HIGHESTMODSEQ, where it was told.</summary>
    public ModSeqText? HighestModSeq => ModSeqText.From(this["HIGHESTMODSEQ"]);

    public static bool TryRead(Response response, out StatusData status)
    {
        status = null!;
        if (response is not DataResponse { Name: "STATUS", Number: null, Arguments: [var name, ListValue list] }
            || name.ToText() is not { } mailbox
            || !ValueText.TryPairs(list.Items, out var items))
            return false;
        status = new StatusData(mailbox, items);
        return true;
    }

    /// <summary>The item of that name (upper case), or null.</summary>
    public Value? this[string name] => Items.LastOrDefault(i => i.Name == name)?.Value;
}
