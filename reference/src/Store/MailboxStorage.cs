using Microsoft.Extensions.Logging;

namespace Reference.Store;

/// <summary>
/// The files of one mailbox, written by one thread at a time.
/// <list type="bullet">
/// <item><c>journal</c>: messages, flags, keywords, UIDs, UIDVALIDITY and the floor of epochs. The only file that must not be lost.</item>
/// <item><c>dovecot.index.log</c>, <c>dovecot.index.log.2</c>: the log in use and the one before, whose offsets are the mod-sequences.</item>
/// <item><c>dovecot.index</c>: a snapshot, so that opening replays only a tail of the log.</item>
/// <item><c>content/</c>: the messages' bytes; small ones many to a pack, larger ones a file each.</item>
/// </list>
/// <para>
/// Why a journal: the index files may be deleted at any moment and nothing but mod-sequences may go with them. Flags in file names (Maildir) cost
/// a rename and a sync of a directory per change and message; a table rewritten as a whole costs a temporary file and two syncs. The journal
/// takes a commit as one appended record, durable with its write, and that sync is the commit's only one: the record holds the transaction's bytes exactly as
/// they go into the log, and the place there. So the log is written without a sync of its own; if a power cut takes its tail, opening
/// completes it from the journal, byte by byte what it was. The same holds for the bytes of small messages: the record holds them, they are
/// written to a pack without a sync, and a pack is synced before a checkpoint lets the journal forget them. No byte range of a log ever holds anything but the transaction that was planned for it.
/// </para>
/// <para>
/// Order of a commit: journal (durable), log, pack, publish. A tail of the log that the journal does not know was never acknowledged;
/// it is left where it is, and the log is rotated. A tail of the journal that is not whole was never acknowledged either; the journal is written anew.
/// </para>
/// </summary>
internal sealed class MailboxStorage : IDisposable
{
    public const string LogName = "dovecot.index.log";
    public const string PreviousLogName = "dovecot.index.log.2";
    public const string IndexName = "dovecot.index";
    public const string JournalName = "journal";

    /// <summary>Bytes of commits that a closed journal may have, for the next opening to replay.</summary>
    private const long MinClosedTail = 64 << 10;

    private readonly StoreFiles files;
    private readonly StoreOptions options;
    private readonly Func<uint> newUidValidity;
    private readonly ContentPacks packs;
    private readonly List<ContentId> freed = [];
    private LogPosition position;
    private LogPosition indexed;
    private JournalWriter? journal;
    private StoreFile? log;
    private ulong journalSequence;
    private bool isJournalDoubted;
    private bool isLogDoubted;
    private bool isLogLost;

    /// <param name="directory">Full path of the mailbox's directory.</param>
    /// <param name="packs">The contents that its commits write.</param>
    /// <param name="newUidValidity">Gives, durably, a UIDVALIDITY that the user never had.</param>
    public MailboxStorage(StoreFiles files, string directory, StoreOptions options, ContentPacks packs, Func<uint> newUidValidity)
    {
        this.files = files;
        this.options = options;
        this.packs = packs;
        this.newUidValidity = newUidValidity;
        Directory = directory;
    }

    public string Directory { get; }

    /// <summary>The high half of the mod-sequences that the next transaction gets.</summary>
    public uint Epoch => position.Log.Epoch;

    /// <summary>Where the next transaction goes.</summary>
    public uint End => position.End;

    private string LogPath => Path.Combine(Directory, LogName);

    private string JournalPath => Path.Combine(Directory, JournalName);

    private bool Fsync => options.Durability == Durability.Fsync;

    /// <summary>Makes the files of a new, empty mailbox.</summary>
    public MailboxState Create(uint uidValidity)
    {
        files.EnsureDirectory(Directory, Fsync);
        var state = new MailboxState(uidValidity, 1, 0, MessageTree.Empty, ExpungeQueue.Create(0, []), []);
        return StartIndex(state);
    }

    /// <summary>Opens what is there, and repairs what is not as it should be.</summary>
    /// <param name="hasLeftovers">Whether contents may lie around that are no message's.</param>
    /// <param name="minJournalSequence">How far the journal has to be, for it was once closed there.</param>
    public MailboxState Open(ulong minJournalSequence, Func<KeywordSet, KeywordSet> intern, out bool hasLeftovers)
    {
        files.EnsureDirectory(Directory, Fsync);
        var recovery = MailboxRecovery.Run(files, Directory, options, minJournalSequence, intern);
        position = recovery.Position;
        indexed = recovery.Indexed;
        journalSequence = Math.Max(recovery.JournalSequence, minJournalSequence);
        hasLeftovers = recovery.Journal is { IsClosed: false, IsDamaged: false };
        var state = recovery.State;
        if (recovery.Journal is not { IsClosed: true } && packs.Complete(recovery.Packed) is > 0 and var lost)
            options.Logger.LogWarning("{Directory}: {Count} contents were lost from packs and are completed from the journal.", Directory, lost);
        packs.Start(state.Select(message => message.Content));
        if (recovery.NeedsNewUidValidity)
        {
            state = state.WithUidValidity(newUidValidity());
            options.Logger.LogWarning("{Directory}: the UIDVALIDITY is now {UidValidity}.", Directory, state.UidValidity);
        }
        else if (recovery.Journal is { IsTorn: false, IsDamaged: false } intact)
        {
            journal = JournalWriter.Continue(files, JournalPath, options, intact);
        }

        if (recovery.IsIndexLost) return StartIndex(state);
        Complete(recovery.MissingLogTail);
        log = files.Open(LogPath);
        isLogDoubted = recovery.HasUnknownLogTail;
        state = Ready(state);
        // An index that was made anew but not yet given its first transaction.
        return state.HighestModSeq == ModSeq.Baseline(Epoch) && state.Count > 0 ? Renew(state) : state;
    }

    /// <summary>
    /// To be called before each commit: sees that the files are there and free of doubt, else makes new ones.
    /// </summary>
    /// <returns>The state to commit to, durable: another one when the mod-sequences' history was lost.</returns>
    public MailboxState Ready(MailboxState state)
    {
        if (isLogLost || log is null || !log.IsStillAt(LogPath))
        {
            options.Logger.LogWarning("{Path} is gone. The index is made anew; all mod-sequences rise.", LogPath);
            return StartIndex(state);
        }

        if (!IsJournalUsable()) Checkpoint(state);
        if (isLogDoubted || (position.End >= options.RotateLogAt && position.End > LogHeader.Size)) state = Rotate(state);
        if (journal!.TailSize <= Math.Max(options.JournalTail, 2 * journal.CheckpointSize)) return state;
        var unused = new List<ContentId>();
        state = packs.Compact(state, unused);
        Checkpoint(state);
        freed.AddRange(unused);
        return state;
    }

    /// <summary>The packs that the state given by <see cref="Ready"/> has no message in any more, each told once.</summary>
    public IReadOnlyList<ContentId> TakeFreed()
    {
        IReadOnlyList<ContentId> taken = [.. freed];
        freed.Clear();
        return taken;
    }

    /// <summary>Writes the snapshot if it is not there.</summary>
    public void EnsureIndex(MailboxState state)
    {
        if (!files.Exists(Path.Combine(Directory, IndexName))) WriteIndex(state);
    }

    /// <summary>Writes a snapshot that knows of no expunge.</summary>
    public MailboxState ForgetExpunges(MailboxState state)
    {
        state = state.WithoutExpunges();
        SyncLog();
        WriteIndex(state);
        return state;
    }

    /// <summary>Makes transactions durable. After an error nothing is known about them, and <see cref="Ready"/> must be called.</summary>
    public void Commit(IReadOnlyList<PlannedTransaction> transactions)
    {
        try
        {
            journal!.Write(Epoch, transactions);
            WriteLog(transactions);
            packs.Write(transactions.SelectMany(transaction => transaction.Appends).Where(append => append.Content.IsPacked).Select(append => (append.Content, append.Bytes)));
            position = position with { End = transactions[^1].Offset + (uint)transactions[^1].LogBytes.Length };
        }
        catch
        {
            (isJournalDoubted, isLogDoubted) = (true, true);
            throw;
        }
    }

    /// <summary>Leaves everything in order, so that the next opening has nothing to replay.</summary>
    /// <returns>The sequence of the journal's next record, which only grows; null if not all is in order.</returns>
    public ulong? Close(MailboxState state)
    {
        if (isLogLost || isLogDoubted || log is null || !log.IsStillAt(LogPath) || !IsJournalUsable()) return null;
        SyncLog();
        packs.Sync();
        if (indexed != position) WriteIndex(state);
        if (journal!.TailSize > Math.Max(MinClosedTail, journal.CheckpointSize / 4)) Checkpoint(state);
        journal.Close();
        return journal.NextSequence;
    }

    public void Dispose()
    {
        journal?.Dispose();
        log?.Dispose();
        packs.Dispose();
    }

    private bool IsJournalUsable() => journal is not null && !isJournalDoubted && journal.IsStillAt(JournalPath);

    // After a failed sync nobody can say what the log holds, and a second sync that succeeds says nothing about the first.
    private void SyncLog()
    {
        if (!Fsync) return;
        try
        {
            log!.Sync();
        }
        catch
        {
            isLogLost = true;
            throw;
        }
    }

    private void WriteLog(IReadOnlyList<PlannedTransaction> transactions)
    {
        if (transactions.Count == 1)
        {
            log!.Write(transactions[0].Offset, transactions[0].LogBytes.Span);
            return;
        }

        var all = new ByteWriter();
        foreach (var transaction in transactions) all.Bytes(transaction.LogBytes.Span);
        log!.Write(transactions[0].Offset, all.Written.Span);
    }

    private void Complete(IReadOnlyList<PlannedTransaction> missing)
    {
        if (missing.Count == 0) return;
        options.Logger.LogWarning("{Path}: its end, from offset {Offset}, was lost and is completed from the journal.", LogPath, missing[0].Offset);
        using var file = files.Open(LogPath);
        foreach (var transaction in missing) file.Write(transaction.Offset, transaction.LogBytes.Span);
        if (Fsync) file.Sync();
    }

    private void Checkpoint(MailboxState state)
    {
        // Once the journal forgets a transaction, the log and the pack must have it.
        if (!isLogLost && log is not null) SyncLog();
        packs.Sync();
        journalSequence = Math.Max(journalSequence, journal?.NextSequence ?? 0) + 1;
        isJournalDoubted = true;
        journal?.Dispose();
        journal = JournalWriter.Create(files, JournalPath, options, state, position, journalSequence);
        isJournalDoubted = false;
    }

    private void WriteIndex(MailboxState state)
    {
        files.Replace(Path.Combine(Directory, IndexName), new IndexFile(position.Log, position.End, state).ToBytes(), Fsync);
        indexed = position;
    }

    private MailboxState Rotate(MailboxState state)
    {
        if (position.Log.Next(position.Floor) is not { } next) return StartIndex(state);
        SyncLog();
        WriteIndex(state);
        Announce(next);
        var previous = Path.Combine(Directory, PreviousLogName);
        files.Delete(previous + ".tmp");
        files.Link(LogPath, previous + ".tmp");
        files.Rename(previous + ".tmp", previous);
        StartLog(new LogHeader(next, position.Log.FileSeq, position.End, Now(), state.HighestModSeq));
        return state;
    }

    /// <summary>
    /// A new index for a mailbox that has none any more. What the old one alone knew is replaced by values that are safe: every message gets a
    /// mod-sequence above all that was ever told, and the expunge floor says that nothing is known from before.
    /// </summary>
    private MailboxState StartIndex(MailboxState state)
    {
        isLogLost = true;
        if (LogId.Fresh(options.Clock.GetUtcNow(), position.Floor) is not { } id)
        {
            state = state.WithUidValidity(newUidValidity());
            id = LogId.Fresh(options.Clock.GetUtcNow(), 0)!.Value;
            isJournalDoubted = true;
        }

        var baseline = ModSeq.Baseline(id.Epoch);
        state = state.WithoutHistory(baseline);
        if (IsJournalUsable())
        {
            Announce(id);
        }
        else
        {
            position = new LogPosition(id.Epoch, id, LogHeader.Size);
            Checkpoint(state);
        }

        files.Delete(Path.Combine(Directory, PreviousLogName));
        files.Delete(Path.Combine(Directory, IndexName));
        StartLog(new LogHeader(id, 0, 0, Now(), baseline));
        WriteIndex(state);
        return Renew(state);
    }

    // The first transaction of an index: it names the mailbox's UIDVALIDITY and raises each message's mod-sequence.
    private MailboxState Renew(MailboxState state)
    {
        const ushort uidValidityInHeader = 24;
        var transaction = new LogTransaction(Epoch, End);
        var builder = new StateBuilder(state, static set => set);
        transaction.Add(new HeaderUpdateRecord(uidValidityInHeader, state.UidValidity));
        if (state.Count > 0)
        {
            var all = new FlagUpdateRecord([new FlagUpdate(new UidRange(1, state.UidNext - 1), 0, 0, true)]);
            builder.Apply(all, transaction.Add(all));
        }

        Commit([new PlannedTransaction(End, transaction.Finish(), [], [])]);
        return builder.Build();
    }

    private void Announce(LogId next)
    {
        // Until it is known that the new floor is durable, the journal is in doubt; the floor counts as used in any case.
        position = position with { Floor = next.Epoch };
        isJournalDoubted = true;
        journal!.Announce(next);
        isJournalDoubted = false;
    }

    private void StartLog(LogHeader header)
    {
        isLogLost = true;
        log?.Dispose();
        log = null;
        var temporary = LogPath + ".tmp";
        files.WriteNew(temporary, header.ToBytes(), Fsync);
        files.Rename(temporary, LogPath);
        if (Fsync) files.SyncDirectory(Directory);
        log = files.Open(LogPath);
        position = position with { Log = header.Id, End = LogHeader.Size };
        (isLogLost, isLogDoubted) = (false, false);
    }

    private uint Now() => (uint)Math.Clamp(options.Clock.GetUtcNow().ToUnixTimeSeconds(), 0, uint.MaxValue);
}
