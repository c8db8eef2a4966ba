using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Reference.Store;

/// <summary>
/// Finds out what a mailbox's files still say. The journal tells the messages; index and log tell the mod-sequences. They are held against each
/// other: where the index files say something else than the journal, they are not the mailbox's, and count as lost.
/// </summary>
internal sealed class MailboxRecovery
{
    private readonly StoreFiles files;
    private readonly string directory;
    private readonly ILogger logger;
    private readonly DateTimeOffset now;
    private readonly Func<KeywordSet, KeywordSet> intern;
    private readonly List<PlannedTransaction> missing = [];
    private readonly List<(ContentId Id, ReadOnlyMemory<byte> Bytes)> packed = [];

    private MailboxRecovery(StoreFiles files, string directory, StoreOptions options, Func<KeywordSet, KeywordSet> intern)
    {
        this.files = files;
        this.directory = directory;
        logger = options.Logger;
        now = DateTimeOffset.FromUnixTimeSeconds(options.Clock.GetUtcNow().ToUnixTimeSeconds());
        this.intern = intern;
    }

    /// <summary>The mailbox. When its index is lost, mod-sequences are missing from it.</summary>
    public MailboxState State { get; private set; } = null!;

    /// <summary>The journal, null if there is none.</summary>
    public JournalContents? Journal { get; private set; }

    public ulong JournalSequence => Journal?.NextSequence ?? 0;

    public LogPosition Position { get; private set; }

    /// <summary>The position that the snapshot tells of, if it needs no replay.</summary>
    public LogPosition Indexed { get; private set; }

    /// <summary>UIDs were lost, or the files are of different times.</summary>
    public bool NeedsNewUidValidity { get; private set; }

    /// <summary>The history of mod-sequences is lost, and a new index is to be made.</summary>
    public bool IsIndexLost { get; private set; }

    /// <summary>Acknowledged transactions that a power cut took from the log's end; it is to be completed with them.</summary>
    public IReadOnlyList<PlannedTransaction> MissingLogTail => missing;

    /// <summary>Contents of messages that went into packs after the last checkpoint: a power cut may have taken them from there.</summary>
    public IReadOnlyList<(ContentId Id, ReadOnlyMemory<byte> Bytes)> Packed => packed;

    /// <summary>The log goes on behind the last acknowledged transaction, so nothing may be added to it.</summary>
    public bool HasUnknownLogTail { get; private set; }

    /// <param name="minJournalSequence">How far the journal was when it was last closed.</param>
    public static MailboxRecovery Run(
        StoreFiles files, string directory, StoreOptions options, ulong minJournalSequence, Func<KeywordSet, KeywordSet> intern)
    {
        var recovery = new MailboxRecovery(files, directory, options, intern);
        recovery.ReadJournal(minJournalSequence);
        try
        {
            recovery.ReadIndex();
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            recovery.IsIndexLost = true;
            options.Logger.LogWarning("{Directory}: {Reason}. The index is made anew; all mod-sequences rise.", directory, e.Message);
        }

        recovery.IsIndexLost |= recovery.NeedsNewUidValidity;
        return recovery;
    }

    private void ReadJournal(ulong minSequence)
    {
        var path = Path.Combine(directory, MailboxStorage.JournalName);
        if (files.Read(path) is { } bytes)
        {
            Journal = JournalContents.Read(bytes, path, intern, logger);
            State = Journal.State;
            if (Journal.Packed.Count > 0) FindPacked(Journal, bytes);

            Position = Journal.Position;
            NeedsNewUidValidity = Journal.IsDamaged || Journal.NextSequence < minSequence;
            if (Journal.NextSequence < minSequence)
                logger.LogError("{Path}: ends with record {Sequence} and was once closed at {Closed}: it is of an older copy.", path, Journal.NextSequence, minSequence);
        }
        else
        {
            logger.LogError("{Path} is gone. Messages are restored from their contents, without flags and under a new UIDVALIDITY.", path);
            State = new MailboxState(0, 1, 0, MessageTree.Empty, ExpungeQueue.Create(0, []), []);
            NeedsNewUidValidity = true;
        }

        if (NeedsNewUidValidity) Salvage();
    }

    private void FindPacked(JournalContents journal, byte[] bytes)
    {
        foreach (var message in State)
        {
            if (journal.Packed.TryGetValue(message.Content, out var place)) packed.Add((message.Content, bytes.AsMemory(place.Offset, place.Octets)));
        }
    }

    // Contents of no message that is known are those of messages that the journal lost, or of some that were expunged a moment ago. Better one
    // too many than one too few.
    private void Salvage()
    {
        var known = State.Select(message => message.Content).ToHashSet();
        var builder = new StateBuilder(State, intern);
        foreach (var (id, size) in new MessageContents(files, directory, new StoreOptions { Root = directory, Durability = Durability.Os }).All())
        {
            if (known.Contains(id)) continue;
            logger.LogWarning("{Directory}: the content {Id} is restored as the message with UID {Uid}.", directory, id.Value, builder.UidNext);
            builder.Append(new Message(builder.UidNext, SystemFlags.None, KeywordSet.Empty, 0, now, size, id));
        }

        State = builder.Build();
    }

    private void ReadIndex()
    {
        if (NeedsNewUidValidity) return;
        var log = Read(MailboxStorage.LogName);
        var header = LogHeader.Parse(log) ?? throw Lost(MailboxStorage.LogName, 0, "this is no log of version 1.3");
        var redo = Locate(header, log);
        var index = ParseIndex();
        var start = StartOf(index, header);
        var builder = new StateBuilder(index.State, intern);
        for (var at = start; at < Position.End;)
        {
            var known = redo.GetValueOrDefault(at);
            var entry = LogReader.ReadAt(log, at);
            if (entry is null && known is null) throw Lost(MailboxStorage.LogName, at, "no transaction can be read here");
            if (entry is null) missing.Add(known!);
            else if (known is not null && !log.AsSpan((int)at, (int)entry.Length).SequenceEqual(known.LogBytes.Span))
                throw Lost(MailboxStorage.LogName, at, "another transaction is here than the journal says");
            entry ??= LogReader.Read(known!.LogBytes.Span, at)!;
            if (entry.Epoch is { } epoch && epoch != header.Id.Epoch)
                throw Lost(MailboxStorage.LogName, at, $"the transaction is of epoch {epoch}, the log of {header.Id.Epoch}");
            Replay.Apply(builder, entry, header.Id.Epoch, []);
            at += entry.Length;
            if (at > Position.End) throw Lost(MailboxStorage.LogName, at, $"a transaction goes beyond offset {Position.End}, where the log ends");
        }

        HasUnknownLogTail = log.Length > Position.End;
        if (start == Position.End && index.Log == Position.Log) Indexed = Position;
        State = Merge(builder.Build());
    }

    // Which of the journal's logs this one is; its transactions by offset.
    private Dictionary<uint, PlannedTransaction> Locate(LogHeader header, byte[] log)
    {
        if (header.Id == Position.Log) return Journal!.Redo.ToDictionary(transaction => transaction.Offset);
        if (Journal!.Announced.Contains(header.Id))
        {
            Position = Position with { Log = header.Id, End = LogHeader.Size };
            return [];
        }

        // The floor is durable before a log is used: a change or a snapshot above it proves that the journal is an older one. Both have checksums.
        NeedsNewUidValidity = EpochOfChanges(log) > Position.Floor;
        if (!NeedsNewUidValidity) NeedsNewUidValidity = ParseIndex().Log.Epoch > Position.Floor;
        throw Lost(MailboxStorage.LogName, 4, $"the log {header.Id} is not the mailbox's current one, {Position.Log}");
    }

    private static uint EpochOfChanges(byte[] log)
    {
        for (uint at = LogHeader.Size; LogReader.ReadAt(log, at) is { } entry; at += entry.Length)
        {
            if (entry.Epoch is { } epoch) return epoch;
        }

        return 0;
    }

    private IndexFile ParseIndex()
    {
        var bytes = Read(MailboxStorage.IndexName);
        try
        {
            return IndexFile.Parse(bytes, intern);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw Lost(MailboxStorage.IndexName, 0, e.Message);
        }
    }

    // Where in the log the replay begins.
    private uint StartOf(IndexFile index, LogHeader header)
    {
        if (index.Log.IndexId == header.Id.IndexId && index.Log.FileSeq == header.PrevFileSeq && index.Head == header.PrevFileOffset)
            return LogHeader.Size;
        if (index.Log != header.Id) throw Lost(MailboxStorage.IndexName, 16, $"it belongs to the log {index.Log}, not {header.Id}");
        if (index.Head <= Position.End) return index.Head;
        NeedsNewUidValidity = true;
        throw Lost(MailboxStorage.IndexName, 68, $"it goes up to offset {index.Head} and the journal only to {Position.End}: the journal is an older one");
    }

    // The journal's messages with the index's mod-sequences.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private MailboxState Merge(MailboxState index)
    {
        if (index.UidValidity != State.UidValidity || index.UidNext != State.UidNext || index.Count != State.Count)
            throw Lost(MailboxStorage.IndexName, 24, "UIDVALIDITY, UIDNEXT or the number of messages are not what the journal says");
        var merged = State.Messages.ToArray();
        var indexed = index.Messages.ToArray();
        for (var i = 0; i < merged.Length; i++)
        {
            ref var mine = ref merged[i];
            ref readonly var theirs = ref indexed[i];
            if (mine.Uid != theirs.Uid || mine.Flags != theirs.Flags || !mine.Keywords.Equals(theirs.Keywords))
                throw Lost(MailboxStorage.IndexName, 0, $"it has UID {theirs.Uid} where the journal has {mine.Uid}, or other flags");
            if (theirs.ModSeq == 0 || theirs.ModSeq > index.HighestModSeq)
                throw Lost(MailboxStorage.IndexName, 0, $"the mod-sequence of UID {theirs.Uid} lies outside of those ever given");
            mine = mine with { ModSeq = theirs.ModSeq };
        }

        return new MailboxState(
            State.UidValidity, State.UidNext, index.HighestModSeq, MessageTree.Of(merged), index.Expunges, State.Keywords)
        {
            Metadata = State.Metadata,
        };
    }

    private byte[] Read(string name) => files.Read(Path.Combine(directory, name)) ?? throw new InvalidDataException($"{name} is gone");

    private static InvalidDataException Lost(string name, uint offset, string what) => new($"{name}, offset {offset}: {what}");
}
