namespace Reference.Store;

/// <summary>One instance per distinct set of keywords of a mailbox, so that a message costs a reference. Used by one thread at a time.</summary>
internal sealed class KeywordSets
{
    private const int MaxKnown = 4096;

    private readonly Dictionary<KeywordSet, KeywordSet> known = [];

    public KeywordSet Intern(KeywordSet set)
    {
        if (set.Count == 0) return KeywordSet.Empty;
        if (known.TryGetValue(set, out var same)) return same;
        // Sets that no message has any more are only in the way once there are very many.
        if (known.Count >= MaxKnown) known.Clear();
        return known[set] = set;
    }
}
