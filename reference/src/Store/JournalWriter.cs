namespace Reference.Store;

/// <summary>A transaction on its way to the disk: its bytes in the log, and what the log does not hold: of its appended messages, and values of
/// metadata.</summary>
internal sealed record PlannedTransaction(
    uint Offset, ReadOnlyMemory<byte> LogBytes, IReadOnlyList<AppendDetails> Appends, IReadOnlyList<MetadataChange> Metadata);

/// <summary>Where the mailbox stands besides its messages: the highest epoch ever used, the log in use, and the end of its valid bytes.</summary>
internal readonly record struct LogPosition(uint Floor, LogId Log, uint End);

/// <summary>
/// Writes the journal: the file that holds messages, flags, keywords, UIDs, UIDVALIDITY and the floor of epochs, without any help of the index
/// files. See <see cref="MailboxStorage"/> for why it is made as it is. A journal begins with a checkpoint, written as a whole beside the old
/// file and renamed over it; commits are appended. After a failed write no byte is added to a file any more.
/// </summary>
/// <remarks>
/// A file that grows makes the file system write its own journal with each sync, which costs several times the sync. So where commits are to be
/// durable, zeroes are written ahead of them, with one of some hundred commits, and the others only fill them in.
/// </remarks>
internal sealed class JournalWriter : IDisposable
{
    private const int MessagesPerRecord = 1024;
    private const long MostAhead = 512 << 10;

    private readonly StoreFile file;
    private readonly StoreOptions options;
    private ulong sequence;
    private long end;
    private long zeroedUpTo;

    private JournalWriter(StoreFile file, StoreOptions options, ulong sequence, long end, long zeroedUpTo, long checkpointSize)
    {
        this.file = file;
        this.options = options;
        this.sequence = sequence;
        this.end = end;
        this.zeroedUpTo = zeroedUpTo;
        CheckpointSize = checkpointSize;
    }

    /// <summary>Bytes of the checkpoint that the file begins with.</summary>
    public long CheckpointSize { get; }

    /// <summary>Bytes added since.</summary>
    public long TailSize => end - CheckpointSize;

    public ulong NextSequence => sequence;

    /// <summary>Continues a journal that has nothing but zeroes behind its valid bytes.</summary>
    public static JournalWriter Continue(StoreFiles files, string path, StoreOptions options, JournalContents contents) =>
        new(files.Open(path), options, contents.NextSequence, contents.End, contents.ZeroedUpTo, contents.CheckpointSize);

    /// <summary>Puts a new journal in the place of the old one.</summary>
    public static JournalWriter Create(
        StoreFiles files, string path, StoreOptions options, MailboxState state, LogPosition position, ulong sequence)
    {
        var writer = new ByteWriter();
        WriteCheckpoint(writer, state, position, ref sequence);
        files.Replace(path, writer.Written.Span, options.Durability == Durability.Fsync);
        return new JournalWriter(files.Open(path), options, sequence, writer.Length, writer.Length, writer.Length);
    }

    public bool IsStillAt(string path) => file.IsStillAt(path);

    /// <summary>Adds transactions as one record, with the contents that go into packs. They are durable when this returns.</summary>
    public void Write(uint epoch, IReadOnlyList<PlannedTransaction> transactions)
    {
        var writer = new ByteWriter();
        var metadata = transactions.SelectMany(transaction => transaction.Metadata).ToList();
        if (metadata.Count > 0)
        {
            var start = JournalRecord.Begin(writer, JournalKind.Metadata, sequence++);
            WriteMetadata(writer, metadata);
            JournalRecord.End(writer, start);
        }

        WriteTransactions(writer, epoch, transactions);
        Append(writer);
    }

    private void WriteTransactions(ByteWriter writer, uint epoch, IReadOnlyList<PlannedTransaction> transactions)
    {
        var start = JournalRecord.Begin(writer, JournalKind.Transactions, sequence++);
        writer.U32(epoch);
        writer.U32((uint)transactions.Count);
        foreach (var transaction in transactions)
        {
            writer.U32(transaction.Offset);
            writer.U32((uint)transaction.LogBytes.Length);
            writer.U32((uint)transaction.Appends.Count);
            writer.Bytes(transaction.LogBytes.Span);
            foreach (var append in transaction.Appends)
            {
                Write(writer, append);
                writer.Bytes(append.Bytes.Span);
            }
        }

        JournalRecord.End(writer, start);
    }

    /// <summary>Tells, durably, of the log that is to be used next.</summary>
    public void Announce(LogId log)
    {
        var writer = new ByteWriter();
        var start = JournalRecord.Begin(writer, JournalKind.Log, sequence++);
        writer.U32(log.IndexId);
        writer.U32(log.FileSeq);
        JournalRecord.End(writer, start);
        Append(writer);
    }

    public void Close()
    {
        var writer = new ByteWriter();
        JournalRecord.End(writer, JournalRecord.Begin(writer, JournalKind.Closed, sequence++));
        Append(writer);
    }

    public void Dispose() => file.Dispose();

    private static void WriteCheckpoint(ByteWriter writer, MailboxState state, LogPosition position, ref ulong sequence)
    {
        var start = JournalRecord.Begin(writer, JournalKind.Mailbox, sequence++);
        writer.U32(state.UidValidity);
        writer.U32(state.UidNext);
        writer.U32(position.Floor);
        writer.U32(position.Log.IndexId);
        writer.U32(position.Log.FileSeq);
        writer.U32(position.End);
        writer.U32((uint)state.Count);
        writer.U32((uint)state.Keywords.Length);
        foreach (var keyword in state.Keywords) writer.Text(keyword);
        JournalRecord.End(writer, start);
        if (state.Metadata.Count > 0)
        {
            start = JournalRecord.Begin(writer, JournalKind.AllMetadata, sequence++);
            WriteMetadata(writer, [.. state.Metadata.Select(entry => new MetadataChange(entry.Key, entry.Value))]);
            JournalRecord.End(writer, start);
        }

        foreach (var chunk in state.Chunk(MessagesPerRecord))
        {
            start = JournalRecord.Begin(writer, JournalKind.Messages, sequence++);
            WriteMessages(writer, chunk);
            JournalRecord.End(writer, start);
        }
    }

    private static void WriteMetadata(ByteWriter writer, List<MetadataChange> entries)
    {
        writer.U32((uint)entries.Count);
        foreach (var (entry, value) in entries)
        {
            writer.Text(entry);
            writer.U8(value is null ? (byte)0 : (byte)1);
            writer.U32((uint)(value?.Length ?? 0));
            writer.Bytes(value);
        }
    }

    // Each record names its keywords itself, so that it can be read when others are damaged.
    private static void WriteMessages(ByteWriter writer, Message[] messages)
    {
        var sets = new Dictionary<KeywordSet, ushort>();
        foreach (var message in messages) sets.TryAdd(message.Keywords, (ushort)sets.Count);
        writer.U32((uint)messages.Length);
        writer.U32((uint)sets.Count);
        foreach (var set in sets.Keys)
        {
            writer.U16((ushort)set.Count);
            foreach (var name in set.Names) writer.Text(name);
        }

        foreach (var message in messages)
        {
            writer.U32(message.Uid);
            writer.U8((byte)message.Flags);
            writer.U8(0);
            writer.U16(sets[message.Keywords]);
            Write(writer, new AppendDetails(message.InternalDate, message.Size, message.Content));
        }
    }

    private static void Write(ByteWriter writer, AppendDetails append)
    {
        writer.U64((ulong)append.InternalDate.ToUnixTimeSeconds());
        writer.U32((uint)(int)append.InternalDate.Offset.TotalMinutes);
        writer.U32(append.Size);
        writer.U64(append.Content.Value);
    }

    private void Append(ByteWriter records)
    {
        var next = end + records.Length;
        if (options.Durability == Durability.Fsync)
        {
            if (next > zeroedUpTo)
            {
                records.Zeroes((int)Math.Max(options.JournalAhead, Math.Min(TailSize / 2, MostAhead)));
                zeroedUpTo = end + records.Length;
            }

            file.WriteDurably(end, records.Written.Span);
        }
        else
        {
            file.Write(end, records.Written.Span);
        }

        end = next;
    }
}
