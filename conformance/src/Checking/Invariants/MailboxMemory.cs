namespace Conformance.Checking.Invariants;

/// <summary>A value and the entry that told it.</summary>
public readonly record struct Told(ulong Value, int Entry, string Lane);

/// <summary>What all sessions together were told of one mailbox under one UIDVALIDITY: the measure for what later sessions are told.</summary>
public sealed class MailboxMemory
{
    private readonly Dictionary<uint, List<Told>> modSeqs = [];
    private readonly Dictionary<uint, int> firstSeen = [];
    private readonly Dictionary<uint, int> firstGone = [];
    private readonly List<Told> highest = [];

    /// <summary>HIGHESTMODSEQ was told at an opening after enabling: mod-sequences are persistent here.</summary>
    public bool IsPersistent { get; set; }

    /// <summary>VANISHED (EARLIER) named these.</summary>
    public List<(Wire.SequenceSet Uids, int Since, Wire.Entry Entry)> EarlierMentions { get; } = [];

    /// <summary>A message's mod-sequence. Kept only where it is a new maximum: nothing lower is ever a measure.</summary>
    public void LearnModSeq(uint uid, Told told)
    {
        if (!modSeqs.TryGetValue(uid, out var list))
            modSeqs[uid] = list = [];
        if (list.Count == 0 || list[^1].Value < told.Value)
            list.Add(told);
        LearnHighest(told);
    }

    /// <summary>A value that HIGHESTMODSEQ may not fall below later.</summary>
    public void LearnHighest(Told told)
    {
        if (highest.Count == 0 || highest[^1].Value < told.Value)
            highest.Add(told);
    }

    /// <summary>
    /// The highest mod-sequence of that message told after entry <paramref name="after"/> and before <paramref name="before"/>.
    /// </summary>
    public Told? ModSeqBefore(uint uid, int before, int after) =>
        modSeqs.TryGetValue(uid, out var list) ? LastBefore(list, before, after) : null;

    /// <summary>The highest value told before that entry.</summary>
    public Told? HighestBefore(int before) => LastBefore(highest, before, 0);

    /// <summary>A message was seen alive.</summary>
    public void See(uint uid, int entry) => firstSeen.TryAdd(uid, entry);

    public bool WasSeenBefore(uint uid, int entry) => firstSeen.TryGetValue(uid, out var seen) && seen < entry;

    /// <summary>A session was told that it is gone.</summary>
    public void Lose(uint uid, int entry) => firstGone.TryAdd(uid, entry);

    /// <summary>When some session was first told that it is gone; null if none was.</summary>
    public int? GoneSince(uint uid) => firstGone.TryGetValue(uid, out var entry) ? entry : null;

    private static Told? LastBefore(List<Told> list, int before, int after)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            if (list[i].Entry < before)
                return list[i].Entry > after ? list[i] : null;
        }

        return null;
    }
}
