using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Reference.Store;

/// <summary>What a journal tells.</summary>
internal sealed class JournalContents
{
    private const uint MessageOctets = 32;

    private readonly int fileOctets;
    private readonly Func<KeywordSet, KeywordSet> intern;
    private readonly List<Message> messages = [];
    private readonly List<PlannedTransaction> redo = [];
    private ImmutableSortedDictionary<string, byte[]> metadata = MailboxState.NoMetadata;
    private List<MetadataChange> announcedMetadata = [];
    private StateBuilder? builder;
    private uint uidValidity;
    private uint uidNext = 1;
    private uint count;
    private ImmutableArray<string> keywords = [];

    private JournalContents(int fileOctets, Func<KeywordSet, KeywordSet> intern)
    {
        this.fileOctets = fileOctets;
        this.intern = intern;
    }

    /// <summary>
    /// The mailbox without its mod-sequences: those of unchanged messages are 0. Its UIDVALIDITY is 0 if that was lost.
    /// </summary>
    public MailboxState State { get; private set; } = null!;

    /// <summary>Floor of epochs, the last log that holds transactions of this journal, and where they end.</summary>
    public LogPosition Position { get; private set; }

    /// <summary>Logs announced after that one; none of them holds a transaction.</summary>
    public List<LogId> Announced { get; } = [];

    /// <summary>The transactions of that log that came after the checkpoint, to complete the log from if its tail was lost.</summary>
    public IReadOnlyList<PlannedTransaction> Redo => redo;

    /// <summary>Contents that went into packs after the checkpoint, and where in the journal their bytes are.</summary>
    public Dictionary<ContentId, (int Offset, int Octets)> Packed { get; } = [];

    /// <summary>Something that was acknowledged cannot be read any more.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Bytes lie behind the last whole record: a commit that was never acknowledged.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>The mailbox was closed in order.</summary>
    public bool IsClosed { get; private set; }

    public ulong NextSequence { get; private set; }

    /// <summary>Where the next record goes.</summary>
    public long End { get; private set; }

    /// <summary>From <see cref="End"/> up to here the file holds zeroes that no record has filled yet.</summary>
    public long ZeroedUpTo { get; private set; }

    public long CheckpointSize { get; private set; }

    public static JournalContents Read(
        ReadOnlySpan<byte> bytes, string path, Func<KeywordSet, KeywordSet> intern, ILogger logger)
    {
        var contents = new JournalContents(bytes.Length, intern) { ZeroedUpTo = bytes.Length };
        ulong? expected = null;
        var at = 0;
        while (at < bytes.Length)
        {
            if (JournalRecord.TryRead(bytes[at..], out var kind, out var sequence, out var payload, out var length)
                && (expected is null || sequence >= expected))
            {
                if (expected is { } due && sequence != due) contents.Damage(logger, path, at, "records are missing before this one");
                if (expected is null && kind != JournalKind.Mailbox) contents.Damage(logger, path, at, "the first record is missing");
                try
                {
                    contents.Take(kind, payload, at + JournalRecord.HeaderSize, at + length);
                }
                catch (InvalidDataException e)
                {
                    contents.Damage(logger, path, at, e.Message);
                }

                expected = sequence + 1;
                at += length;
                contents.End = at;
            }
            else if (bytes[at..].ContainsAnyExcept((byte)0) is false)
            {
                break;
            }
            else if (FindRecord(bytes, at + 8, expected ?? 0) is { } next)
            {
                contents.Damage(logger, path, at, $"the bytes up to {next} are no record");
                at = next;
            }
            else
            {
                contents.IsTorn = true;
                logger.LogInformation("{Path}: the last {Bytes} bytes, from offset {Offset}, are an unfinished write.", path, bytes.Length - at, at);
                break;
            }
        }

        // Metadata whose transactions never came: the next ones are others, so nothing may be added behind it.
        contents.IsTorn |= contents.announcedMetadata.Count > 0;
        contents.NextSequence = expected ?? 0;
        if (contents.uidValidity == 0) contents.Damage(logger, path, 0, "UIDVALIDITY cannot be read");
        contents.Finish(logger, path);
        return contents;
    }

    // A record behind bytes that are none was written after those were durable, so they were acknowledged.
    private static int? FindRecord(ReadOnlySpan<byte> bytes, int from, ulong expected)
    {
        for (var at = from; at < bytes.Length; at += 8)
        {
            if (JournalRecord.TryRead(bytes[at..], out _, out var sequence, out _, out _) && sequence > expected) return at;
        }

        return null;
    }

    private void Damage(ILogger logger, string path, long offset, string what)
    {
        IsDamaged = true;
        logger.LogError("{Path}: damaged at offset {Offset}: {What}. What is intact is served, under a new UIDVALIDITY.", path, offset, what);
    }

    private void Take(JournalKind kind, ReadOnlySpan<byte> payload, int start, int end)
    {
        IsClosed = kind == JournalKind.Closed;
        var reader = new ByteReader(payload);
        switch (kind)
        {
            case JournalKind.Mailbox:
                TakeMailbox(ref reader);
                CheckpointSize = end;
                break;
            case JournalKind.Messages:
                TakeMessages(ref reader);
                CheckpointSize = end;
                break;
            case JournalKind.AllMetadata:
                foreach (var change in ReadMetadata(ref reader)) metadata = metadata.SetItem(change.Entry, change.Value ?? []);
                CheckpointSize = end;
                break;
            case JournalKind.Metadata:
                announcedMetadata = ReadMetadata(ref reader);
                break;
            case JournalKind.Transactions:
                TakeTransactions(ref reader, start + payload.Length);
                break;
            case JournalKind.Log:
                var log = new LogId(reader.U32(), reader.U32());
                Announced.Add(log);
                Position = Position with { Floor = Math.Max(Position.Floor, log.Epoch) };
                break;
        }
    }

    private void TakeMailbox(ref ByteReader reader)
    {
        uidValidity = reader.U32();
        uidNext = reader.U32();
        Position = new LogPosition(reader.U32(), new LogId(reader.U32(), reader.U32()), reader.U32());
        count = reader.U32();
        var names = ImmutableArray.CreateBuilder<string>();
        for (var left = reader.U32(); left > 0; left--) names.Add(reader.Text());
        keywords = names.DrainToImmutable();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeMessages(ref ByteReader reader)
    {
        var left = reader.U32();
        // The checkpoint tells their number, and each takes this at least.
        if (messages.Count == 0) messages.EnsureCapacity((int)Math.Min(count, fileOctets / MessageOctets));
        var sets = new KeywordSet[Math.Min(reader.U32(), left)];
        for (var i = 0; i < sets.Length; i++)
        {
            var names = new string[reader.U16()];
            for (var j = 0; j < names.Length; j++) names[j] = reader.Text();
            sets[i] = intern(KeywordSet.Create(names));
        }

        for (; left > 0; left--)
        {
            var (uid, flags) = (reader.U32(), (SystemFlags)reader.U8());
            reader.U8();
            if (reader.U16() is var set && set >= sets.Length) throw new InvalidDataException($"UID {uid} has keywords that are not told");
            var details = ReadDetails(ref reader);
            if (messages.Count > 0 && uid <= messages[^1].Uid) throw new InvalidDataException($"UID {uid} is out of order");
            messages.Add(new Message(uid, flags, sets[set], 0, details.InternalDate, details.Size, details.Content));
        }
    }

    private void TakeTransactions(ref ByteReader reader, int end)
    {
        var builder = Builder();
        var epoch = reader.U32();
        for (var left = reader.U32(); left > 0; left--)
        {
            var (offset, length, appends) = (reader.U32(), reader.U32(), reader.U32());
            var log = reader.Bytes(length).ToArray();
            var details = new AppendDetails[Math.Min(appends, (uint)reader.Left)];
            for (var i = 0; i < details.Length; i++)
            {
                details[i] = ReadDetails(ref reader);
                if (!details[i].Content.IsPacked) continue;
                Packed[details[i].Content] = (end - reader.Left, (int)details[i].Size);
                reader.Bytes(details[i].Size);
            }

            var entry = LogReader.Read(log, offset) ?? throw new InvalidDataException("a transaction is not what the log would hold");
            Enter(epoch);
            redo.Add(new PlannedTransaction(offset, log, details, []));
            Position = Position with { End = offset + length };
            Replay.Apply(builder, entry, epoch, details);
        }

        foreach (var change in announcedMetadata) builder.SetMetadata(change);
        announcedMetadata = [];
    }

    // The first transaction of another log says that all before it is in a log that was made durable when it was left.
    private void Enter(uint epoch)
    {
        if (epoch == Position.Log.Epoch) return;
        var known = Announced.FindIndex(log => log.Epoch == epoch);
        if (known < 0) throw new InvalidDataException($"a transaction is of epoch {epoch}, which was never announced");
        Position = Position with { Log = Announced[known] };
        Announced.RemoveRange(0, known + 1);
        redo.Clear();
    }

    private StateBuilder Builder() => builder ??= new StateBuilder(
        new MailboxState(uidValidity, Math.Max(uidNext, messages.Count == 0 ? 1 : messages[^1].Uid + 1), 0,
            MessageTree.Empty.Append(messages), ExpungeQueue.Create(0, []), keywords) { Metadata = metadata }, intern);

    private static List<MetadataChange> ReadMetadata(ref ByteReader reader)
    {
        var changes = new List<MetadataChange>();
        for (var left = reader.U32(); left > 0; left--)
        {
            var (entry, isSet) = (reader.Text(), reader.U8() != 0);
            var value = reader.Bytes(reader.U32()).ToArray();
            changes.Add(new MetadataChange(entry, isSet ? value : null));
        }

        return changes;
    }

    private void Finish(ILogger logger, string path)
    {
        if (messages.Count != count) Damage(logger, path, 0, $"the checkpoint tells of {count} messages and holds {messages.Count}");
        State = Builder().Build();
    }

    private static AppendDetails ReadDetails(ref ByteReader reader)
    {
        var (seconds, minutes) = ((long)reader.U64(), (int)reader.U32());
        try
        {
            var date = DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromMinutes(minutes));
            return new AppendDetails(date, reader.U32(), new ContentId(reader.U64()));
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"{seconds} seconds with an offset of {minutes} minutes is no date", e);
        }
    }
}

/// <summary>Applies a transaction read back from a log or a journal.</summary>
internal static class Replay
{
    /// <param name="details">Of the appended messages, in their order; those that are missing are left empty.</param>
    public static void Apply(StateBuilder builder, LogEntry entry, uint epoch, ReadOnlySpan<AppendDetails> details)
    {
        foreach (var (offset, record) in entry.Records)
        {
            var modSeq = ModSeq.At(epoch, offset);
            if (record is AppendRecord append)
            {
                foreach (var (uid, flags) in append.Messages)
                {
                    var known = details.IsEmpty ? default : details[0];
                    details = details.IsEmpty ? details : details[1..];
                    if (uid < builder.UidNext) throw new InvalidDataException($"UID {uid} was appended twice");
                    builder.Append(new Message(uid, flags, KeywordSet.Empty, modSeq, known.InternalDate, known.Size, known.Content));
                }
            }
            else if (record is not HeaderUpdateRecord)
            {
                builder.Apply(record, modSeq);
            }
        }
    }
}
