namespace Reference.Store;

/// <summary>UIDs that were expunged, and the mod-sequence of the record that says so.</summary>
internal readonly record struct ExpungeEntry(uint First, uint Last, ulong ModSeq);

/// <summary>
/// What was expunged since <see cref="Floor"/>, in the order of mod-sequences. Bounded: dropping the oldest raises the floor. Immutable to its
/// readers; the newest queue and its predecessors share one array, of which each sees its own part.
/// </summary>
internal sealed class ExpungeQueue
{
    /// <summary>Entries kept; 1 MiB of memory at most. A client that was away for longer gets a superset.</summary>
    public const int Capacity = 65536;

    private readonly Entries entries;
    private readonly int start;
    private readonly int end;

    private ExpungeQueue(Entries entries, int start, int end, ulong floor)
    {
        this.entries = entries;
        this.start = start;
        this.end = end;
        Floor = floor;
    }

    /// <summary>For a mod-sequence at or above it the queue knows all that was expunged since.</summary>
    public ulong Floor { get; }

    public ReadOnlySpan<ExpungeEntry> All => entries.Items.AsSpan(start, end - start);

    public static ExpungeQueue Create(ulong floor, ReadOnlySpan<ExpungeEntry> all) =>
        new ExpungeQueue(new Entries(all.Length), 0, 0, floor).Add(all);

    /// <summary>The queue with entries behind it whose mod-sequences are not below those it has.</summary>
    public ExpungeQueue Add(ReadOnlySpan<ExpungeEntry> added)
    {
        var (target, from, to) = (entries, start, end);
        if (target.Used != to || to + added.Length > target.Items.Length)
        {
            target = new Entries(Math.Max(16, 2 * (to - from + added.Length)));
            All.CopyTo(target.Items);
            (from, to) = (0, to - from);
        }

        added.CopyTo(target.Items.AsSpan(to));
        to += added.Length;
        target.Used = to;
        var floor = Floor;
        while (to - from > Capacity) floor = target.Items[from++].ModSeq;
        // One record's entries share a mod-sequence, and a floor says that all of it is known.
        while (from < to && target.Items[from].ModSeq <= floor) from++;
        return new ExpungeQueue(target, from, to, floor);
    }

    /// <summary>What was expunged by mod-sequences above <paramref name="modSeq"/>, in time proportional to that.</summary>
    public UidSet Since(ulong modSeq)
    {
        var all = All;
        var at = all.Length;
        while (at > 0 && all[at - 1].ModSeq > modSeq) at--;
        var ranges = new UidRange[all.Length - at];
        for (var i = 0; i < ranges.Length; i++) ranges[i] = new UidRange(all[at + i].First, all[at + i].Last);
        return UidSet.Create(ranges);
    }

    private sealed class Entries(int capacity)
    {
        public readonly ExpungeEntry[] Items = new ExpungeEntry[capacity];
        public int Used;
    }
}
