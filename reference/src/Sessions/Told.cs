using Reference.Store;

namespace Reference.Sessions;

/// <summary>One message whose mod-sequence moved, as the client knew it and as it is.</summary>
/// <param name="Number">The message number after the expunges of the same <see cref="Told"/>.</param>
public readonly record struct ToldChange(int Number, Message Before, Message Now)
{
    /// <summary>False for a bump that left flags and keywords as the client knows them.</summary>
    public bool FlagsDiffer => Before.Flags != Now.Flags || !Before.Keywords.Equals(Now.Keywords);
}

/// <summary>The difference that <see cref="View.Sync"/> found, in the order of telling.</summary>
/// <param name="Expunged">Message numbers of the view before this, and UIDs; ascending.</param>
/// <param name="Exists">The new number of messages when some arrived.</param>
/// <param name="Changes">By message number.</param>
/// <param name="KeywordsGrew">A keyword that is new to the mailbox came up.</param>
public sealed record Told(
    IReadOnlyList<(int Number, uint Uid)> Expunged, int? Exists, IReadOnlyList<ToldChange> Changes, bool KeywordsGrew)
{
    /// <summary>This difference and the one after it as one; neither tells expunges.</summary>
    public Told Then(Told later) =>
        new([], later.Exists ?? Exists, [.. Changes, .. later.Changes], KeywordsGrew || later.KeywordsGrew);

    public static Told Nothing { get; } = new([], null, [], false);

    /// <summary>Whether a change of this message is told.</summary>
    public bool Tells(uint uid)
    {
        int low = 0, high = Changes.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var at = Changes[middle].Now.Uid;
            if (at == uid) return true;
            if (at < uid) low = middle + 1;
            else high = middle - 1;
        }
        return false;
    }
}
