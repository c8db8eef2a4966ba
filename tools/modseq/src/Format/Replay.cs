namespace Inspector.Format;

/// <summary>A message as replaying makes it.</summary>
internal sealed class ReplayedMessage(uint uid)
{
    public uint Uid { get; } = uid;

    public byte Flags { get; set; }

    /// <summary>0 while nothing is known.</summary>
    public ulong ModSeq { get; set; }

    public SortedSet<string> Keywords { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>
/// What the records of logs make of a mailbox, from nothing or from a snapshot on. Follows Dovecot: a record that counts lifts each message it names
/// to its mod-sequence; while there is no modseq extension there are none, and its introduction gives all messages the highest of that moment.
/// </summary>
internal sealed class Replay
{
    private readonly List<ReplayedMessage> messages = [];
    private bool introducesModSeq;

    public IReadOnlyList<ReplayedMessage> Messages => messages;

    public uint NextUid { get; private set; } = 1;

    public ulong Highest { get; private set; }

    /// <summary>Whether messages have mod-sequences.</summary>
    public bool HasModSeqs { get; private set; }

    public List<(UidSpan Range, ulong ModSeq)> Expunges { get; } = [];

    /// <summary>Begins with a log's header: nothing is there yet.</summary>
    public static Replay FromStart(LogView log) => new() { Highest = log.Head.InitialModSeq, HasModSeqs = log.UsesFormula };

    /// <summary>Begins with a snapshot.</summary>
    public static Replay From(IndexView index)
    {
        var replay = FromMessages(index.Messages);
        (replay.NextUid, replay.Highest, replay.HasModSeqs) = (index.NextUid, index.ModSeq?.Highest ?? 0, index.ModSeq is not null);
        foreach (var (mine, its) in replay.messages.Zip(index.Messages)) mine.ModSeq = its.ModSeq ?? 0;
        return replay;
    }

    /// <summary>Begins with messages whose mod-sequences are not known.</summary>
    public static Replay FromMessages(IEnumerable<IndexMessage> messages)
    {
        var replay = new Replay { HasModSeqs = true };
        foreach (var message in messages)
        {
            replay.messages.Add(new ReplayedMessage(message.Uid)
            {
                Flags = message.Flags, Keywords = new(message.Keywords, StringComparer.OrdinalIgnoreCase),
            });
        }

        return replay;
    }

    /// <summary>Applies the records of a log that begin at or behind an offset and before another.</summary>
    public Replay Apply(LogView log, uint from, uint to = uint.MaxValue)
    {
        foreach (var entry in log.Entries)
        {
            if (entry.Offset >= from && entry.Offset < to) Apply(entry, log.UsesFormula ? entry.Formula : entry.Counter);
        }

        return this;
    }

    private void Apply(LoggedRecord entry, ulong modSeq)
    {
        switch (entry.Body)
        {
            case AppendBody append:
                foreach (var (uid, flags) in append.Messages) Append(uid, flags, modSeq);
                break;
            case ExpungeBody { IsRequest: false } expunge:
                foreach (var range in expunge.Ranges)
                {
                    var (from, to) = (LowerBound(range.First), LowerBound(range.Last + 1UL));
                    if (from < to) messages.RemoveRange(from, to - from);
                    Expunges.Add((range, modSeq));
                }

                break;
            case FlagBody flags:
                foreach (var change in flags.Changes)
                {
                    foreach (var message in In(change.Range))
                    {
                        message.Flags = (byte)((message.Flags & ~change.Remove) | change.Add);
                        if (!change.IsInternal) message.ModSeq = Math.Max(message.ModSeq, modSeq);
                    }
                }

                break;
            case KeywordBody keyword:
                Edit(keyword.Ranges, modSeq, message => _ = keyword.Add ? message.Keywords.Add(keyword.Name) : message.Keywords.Remove(keyword.Name));
                break;
            case KeywordResetBody reset:
                Edit(reset.Ranges, modSeq, message => message.Keywords.Clear());
                break;
            case ModSeqBody update:
                foreach (var (uid, value) in update.Entries.Where(item => item.Uid != 0))
                {
                    foreach (var message in In(new UidSpan(uid, uid))) message.ModSeq = Math.Max(message.ModSeq, value);
                }

                break;
            case ExtensionIntroBody intro:
                introducesModSeq = intro.Name == "modseq";
                break;
            case ExtensionHeaderBody { Offset: 0, Data.Length: >= 8 } header when introducesModSeq && !HasModSeqs:
                HasModSeqs = true;
                Highest = Math.Max(entry.Counter, BitConverter.ToUInt64(header.Data.Span));
                foreach (var message in messages) message.ModSeq = Highest;
                break;
        }

        if (entry.Counts) Highest = Math.Max(Highest, modSeq);
    }

    private void Append(uint uid, byte flags, ulong modSeq)
    {
        NextUid = Math.Max(NextUid, uid == uint.MaxValue ? uid : uid + 1);
        var message = new ReplayedMessage(uid) { Flags = flags, ModSeq = modSeq };
        var at = LowerBound(uid);
        if (at == messages.Count || messages[at].Uid != uid) messages.Insert(at, message);
    }

    private void Edit(IEnumerable<UidSpan> ranges, ulong modSeq, Action<ReplayedMessage> edit)
    {
        foreach (var message in ranges.SelectMany(In))
        {
            edit(message);
            message.ModSeq = Math.Max(message.ModSeq, modSeq);
        }
    }

    private IEnumerable<ReplayedMessage> In(UidSpan range)
    {
        for (var i = LowerBound(range.First); i < messages.Count && messages[i].Uid <= range.Last; i++) yield return messages[i];
    }

    private int LowerBound(ulong uid)
    {
        var (low, high) = (0, messages.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (messages[middle].Uid < uid) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
