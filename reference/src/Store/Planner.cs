using System.Collections.Immutable;

namespace Reference.Store;

/// <summary>What the log does not know of an appended message.</summary>
/// <param name="Bytes">Its octets where they go into a pack, and so into the journal too; empty otherwise.</param>
internal readonly record struct AppendDetails(DateTimeOffset InternalDate, uint Size, ContentId Content, ReadOnlyMemory<byte> Bytes = default);

/// <summary>
/// Turns a decision into records of one transaction and the state they make. Changes that change nothing are dropped here, and neighbours of one
/// kind share records: a STORE over a thousand messages that ends in the same flags is one flag-update.
/// </summary>
internal sealed class Planner(StateBuilder state, LogTransaction transaction, int maxKeywords)
{
    private const int MaxKeywordOctets = 255;

    private readonly List<ulong> modSeqs = [];
    private readonly List<uint> uids = [];
    private readonly List<AppendDetails> appends = [];
    private readonly List<ContentId> expunged = [];
    private readonly List<MetadataChange> metadata = [];

    /// <summary>For each change its mod-sequence, 0 for a no-op.</summary>
    public IReadOnlyList<ulong> ModSeqs => modSeqs;

    /// <summary>UIDs of the appended messages.</summary>
    public IReadOnlyList<uint> Uids => uids;

    /// <summary>The appended messages' parts that the log does not hold, in their order.</summary>
    public IReadOnlyList<AppendDetails> Appends => appends;

    /// <summary>Metadata entries that changed.</summary>
    public IReadOnlyList<MetadataChange> Metadata => metadata;

    /// <summary>The contents of the expunged messages.</summary>
    public IReadOnlyList<ContentId> Expunged => expunged;

    public void Plan(IReadOnlyList<Change> changes)
    {
        for (var i = 0; i < changes.Count;)
        {
            i += changes[i] switch
            {
                AppendChange => PlanAppends(Run<AppendChange>(changes, i)),
                FlagsChange => PlanFlags(Distinct(Run<FlagsChange>(changes, i))),
                ExpungeChange expunge => PlanExpunge(expunge),
                MailboxChange => PlanMailbox(),
                MetadataChange metadata => PlanMetadata(metadata),
                var other => throw new ArgumentException($"The store knows no change of the kind {other.GetType().Name}."),
            };
        }
    }

    private static List<T> Run<T>(IReadOnlyList<Change> changes, int start) where T : Change
    {
        var run = new List<T>();
        for (var i = start; i < changes.Count && changes[i] is T change; i++) run.Add(change);
        return run;
    }

    // Two values for one message in one decision are two changes, one after the other.
    private static List<FlagsChange> Distinct(List<FlagsChange> run)
    {
        var seen = new HashSet<uint>();
        var until = run.FindIndex(change => !seen.Add(change.Uid));
        return until < 0 ? run : run.GetRange(0, until);
    }

    private static ImmutableArray<UidRange> Ranges(IEnumerable<uint> uids) => UidSet.Create(uids).Ranges;

    private int PlanAppends(List<AppendChange> run)
    {
        if ((ulong)state.UidNext + (ulong)run.Count > uint.MaxValue)
            throw new StoreException(StoreError.Limit, "The mailbox has no UIDs left. Move its messages to a new mailbox.");
        var first = state.UidNext;
        var record = new AppendRecord([.. run.Select((change, i) => (first + (uint)i, change.Flags))]);
        var modSeq = transaction.Add(record);
        for (var i = 0; i < run.Count; i++)
        {
            var date = run[i].InternalDate;
            date = new DateTimeOffset(date.Ticks - date.Ticks % TimeSpan.TicksPerSecond, date.Offset);
            var details = new AppendDetails(date, run[i].Content.Size, run[i].Content.Id, run[i].Content.Bytes);
            appends.Add(details);
            uids.Add(first + (uint)i);
            state.Append(new Message(
                first + (uint)i, run[i].Flags, KeywordSet.Empty, modSeq, details.InternalDate, details.Size, details.Content));
        }

        PlanKeywords([.. run.Select((change, i) => (first + (uint)i, KeywordSet.Empty, KeywordSet.Create(change.Keywords)))]);
        foreach (var uid in uids.TakeLast(run.Count)) modSeqs.Add(state.Find(uid)!.Value.ModSeq);
        return run.Count;
    }

    private int PlanFlags(List<FlagsChange> run)
    {
        var before = run.ConvertAll(change => state.Find(change.Uid));
        var byFlags = run.Where((change, i) => before[i] is { } message && message.Flags != change.Flags)
            .GroupBy(change => change.Flags, change => change.Uid);
        var updates = byFlags.SelectMany(group => Ranges(group).Select(range => new FlagUpdate(range, (byte)group.Key, 0xff, false)));
        Add(new FlagUpdateRecord([.. updates.OrderBy(update => update.Range.First)]), static record => record.Updates.IsEmpty);
        PlanKeywords([.. run.Where((_, i) => before[i] is not null)
            .Select(change => (change.Uid, state.Find(change.Uid)!.Value.Keywords, change.Keywords))]);
        for (var i = 0; i < run.Count; i++)
        {
            var after = before[i] is null ? null : state.Find(run[i].Uid);
            modSeqs.Add(after is { } message && message.ModSeq != before[i]!.Value.ModSeq ? message.ModSeq : 0);
        }

        return run.Count;
    }

    private void PlanKeywords(List<(uint Uid, KeywordSet Before, KeywordSet After)> messages)
    {
        if (messages.TrueForAll(static message => ReferenceEquals(message.Before, message.After))) return;
        var added = new SortedDictionary<string, List<uint>>(StringComparer.OrdinalIgnoreCase);
        var removed = new SortedDictionary<string, List<uint>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (uid, before, after) in messages)
        {
            if (ReferenceEquals(before, after)) continue;
            foreach (var name in after.Names) Note(added, name, uid, before);
            foreach (var name in before.Names) Note(removed, name, uid, after);
        }

        if (added.Keys.Any(name => name.Length is 0 or > MaxKeywordOctets || name.Any(c => c is <= ' ' or > '~')))
            throw new StoreException(StoreError.Limit, $"A keyword has 1 to {MaxKeywordOctets} printable characters of ASCII.");
        var unknown = added.Keys.Count(name => !state.Keywords.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown > 0 && state.Keywords.Length + unknown > maxKeywords)
            throw new StoreException(StoreError.Limit, $"The mailbox has used {maxKeywords} keywords, which is the limit. Use one of those.");
        foreach (var (name, uids) in removed) Add(new KeywordUpdateRecord(false, name, Ranges(uids)), static _ => false);
        foreach (var (name, uids) in added) Add(new KeywordUpdateRecord(true, state.SpellingOf(name), Ranges(uids)), static _ => false);
    }

    private static void Note(SortedDictionary<string, List<uint>> target, string name, uint uid, KeywordSet other)
    {
        if (other.Contains(name)) return;
        if (!target.TryGetValue(name, out var uids)) target[name] = uids = [];
        uids.Add(uid);
    }

    private int PlanExpunge(ExpungeChange change)
    {
        var there = change.Uids.Distinct().Select(uid => state.Find(uid)).OfType<Message>().ToList();
        expunged.AddRange(there.Select(message => message.Content));
        modSeqs.Add(Add(new ExpungeRecord(Ranges(there.Select(message => message.Uid))), static record => record.Ranges.IsEmpty));
        return 1;
    }

    private int PlanMetadata(MetadataChange change)
    {
        var changes = state.SetMetadata(change);
        if (changes) metadata.Add(change);
        modSeqs.Add(changes ? Add(new AttributeUpdateRecord(change.Entry), static _ => false) : 0);
        return 1;
    }

    private int PlanMailbox()
    {
        modSeqs.Add(Add(new AttributeUpdateRecord("mailbox"), static _ => false));
        return 1;
    }

    private ulong Add<T>(T record, Func<T, bool> isEmpty) where T : LogRecord
    {
        if (isEmpty(record)) return 0;
        var modSeq = transaction.Add(record);
        state.Apply(record, modSeq);
        return modSeq;
    }
}
