using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Reference.Store;

/// <summary>Which log: the id of the index it belongs to and its number. Their sum is the high half of its mod-sequences.</summary>
internal readonly record struct LogId(uint IndexId, uint FileSeq)
{
    /// <summary>The high half of a mod-sequence has 31 bits, for a mod-sequence has 63 (RFC 7162, 1).</summary>
    public const uint MaxEpoch = int.MaxValue;

    /// <summary>An index's id stays this far below the top, so that its log can still be rotated a million times.</summary>
    public const uint MaxIndexId = MaxEpoch - (1 << 20);

    public uint Epoch => IndexId + FileSeq;

    /// <summary>
    /// The id of a new index: the time of its creation, but above everything that was ever used, whatever the clock says.
    /// </summary>
    /// <param name="now">The clock.</param>
    /// <param name="floor">The highest epoch ever used under the mailbox's UIDVALIDITY.</param>
    /// <returns>Null when the 31 bits are used up, which takes a new UIDVALIDITY.</returns>
    public static LogId? Fresh(DateTimeOffset now, uint floor)
    {
        var indexId = (uint)Math.Clamp(Math.Max(now.ToUnixTimeSeconds(), floor), 1, MaxIndexId);
        return new LogId(indexId, floor > indexId ? floor - indexId + 1 : 1) is { Epoch: <= MaxEpoch } id ? id : null;
    }

    /// <summary>The next log of the same index.</summary>
    public LogId? Next(uint floor) => new LogId(IndexId, Math.Max(FileSeq, floor - IndexId) + 1) is { Epoch: <= MaxEpoch } id ? id : null;
}

/// <summary>The 40 bytes that a Dovecot transaction log begins with.</summary>
internal sealed record LogHeader(LogId Id, uint PrevFileSeq, uint PrevFileOffset, uint CreateStamp, ulong InitialModSeq)
{
    public const int Size = 40;

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        bytes[0] = 1;
        bytes[1] = 3;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(2), Size);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Id.IndexId);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Id.FileSeq);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(12), PrevFileSeq);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), PrevFileOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), CreateStamp);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), InitialModSeq);
        bytes[32] = 1;
        return bytes;
    }

    /// <summary>Null if the bytes do not begin with a header of this version.</summary>
    public static LogHeader? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size || bytes[0] != 1 || bytes[1] != 3 || bytes[32] != 1) return null;
        if (BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) != Size) return null;
        uint At(ReadOnlySpan<byte> source, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(source[offset..]);
        return new LogHeader(
            new LogId(At(bytes, 4), At(bytes, 8)), At(bytes, 12), At(bytes, 16), At(bytes, 20),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
    }
}

/// <summary>A transaction read from a log.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="Epoch">The epoch that its mod-sequences have; null if it has none.</param>
/// <param name="Records">Its changes, with their offsets in the log.</param>
internal sealed record LogEntry(uint Length, uint? Epoch, IReadOnlyList<(uint Offset, LogRecord Record)> Records);

/// <summary>Reads transactions from the bytes of a log.</summary>
internal static class LogReader
{
    /// <summary>
    /// The transaction at an offset, null if there is none that is whole and sound. Only what <see cref="LogTransaction"/> writes is taken: so the
    /// mod-sequence announced before each change has to be the change's place.
    /// </summary>
    public static LogEntry? ReadAt(ReadOnlySpan<byte> log, uint offset) =>
        offset > log.Length ? null : Read(log[(int)offset..], offset);

    /// <summary>The transaction that the bytes begin with and that has, or is to have, its place at an offset.</summary>
    public static LogEntry? Read(ReadOnlySpan<byte> rest, uint offset)
    {
        if (rest.Length < LogTransaction.BoundarySize) return null;
        if (RecordSize(rest, LogType.Boundary) != LogTransaction.BoundarySize) return null;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(rest[LogTransaction.RecordHeader..]);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(rest[(LogTransaction.RecordHeader + 4)..]);
        if (size < LogTransaction.BoundarySize || size > rest.Length || size % 4 != 0) return null;
        if (Crc32C.Of(rest[LogTransaction.BoundarySize..(int)size]) != crc) return null;

        var records = new List<(uint, LogRecord)>();
        ulong? announced = null;
        uint? epoch = null;
        for (uint at = LogTransaction.BoundarySize; at < size;)
        {
            var record = rest[(int)at..(int)size];
            if (record.Length < LogTransaction.RecordHeader) return null;
            var length = LogSize.Read(record);
            if (length < LogTransaction.RecordHeader || length > record.Length) return null;
            var type = BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) & LogType.Mask;
            if (type == LogType.ModSeqUpdate)
            {
                if (length != LogTransaction.ModSeqUpdateSize) return null;
                announced = BinaryPrimitives.ReadUInt64LittleEndian(record[(LogTransaction.RecordHeader + 4)..]) + 1;
            }
            else
            {
                if (ParseBody(type, record[LogTransaction.RecordHeader..(int)length]) is not { } parsed) return null;
                if (parsed is not HeaderUpdateRecord)
                {
                    epoch ??= (uint)((announced ?? 0) >> 32);
                    if (announced != ModSeq.At(epoch.Value, offset + at)) return null;
                }

                records.Add((offset + at, parsed));
            }

            at += length;
        }

        return new LogEntry(size, epoch, records);
    }

    private static uint RecordSize(ReadOnlySpan<byte> record, uint type) =>
        (BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) & LogType.Mask) == type ? LogSize.Read(record) : 0;

    private static LogRecord? ParseBody(uint type, ReadOnlySpan<byte> body) => type switch
    {
        LogType.Append => new AppendRecord(Items(body, 8, static item => (U32(item, 0), (SystemFlags)item[4]))),
        LogType.FlagUpdate => new FlagUpdateRecord(Items(body, 12, static item =>
            new FlagUpdate(new UidRange(U32(item, 0), U32(item, 4)), item[8], item[9], item[10] != 0))),
        LogType.KeywordUpdate => ParseKeywordUpdate(body),
        LogType.KeywordReset => new KeywordResetRecord(Ranges(body)),
        LogType.Expunge => new ExpungeRecord(Ranges(body)),
        LogType.AttributeUpdate => new AttributeUpdateRecord(
            Encoding.UTF8.GetString(body[2..Math.Max(2, body.IndexOf((byte)0))])),
        LogType.HeaderUpdate when body.Length == 8 => new HeaderUpdateRecord(
            BinaryPrimitives.ReadUInt16LittleEndian(body), U32(body, 4)),
        _ => null,
    };

    private static KeywordUpdateRecord? ParseKeywordUpdate(ReadOnlySpan<byte> body)
    {
        if (body.Length < 4) return null;
        var size = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        var end = (4 + size + 3) & ~3;
        if (end > body.Length) return null;
        return new KeywordUpdateRecord(body[0] == 0, Encoding.UTF8.GetString(body[4..(4 + size)]), Ranges(body[end..]));
    }

    private static ImmutableArray<UidRange> Ranges(ReadOnlySpan<byte> body) =>
        Items(body, 8, static item => new UidRange(U32(item, 0), U32(item, 4)));

    private static ImmutableArray<T> Items<T>(ReadOnlySpan<byte> body, int size, Func<ReadOnlySpan<byte>, T> parse)
    {
        var items = ImmutableArray.CreateBuilder<T>(body.Length / size);
        for (; body.Length >= size; body = body[size..]) items.Add(parse(body[..size]));
        return items.DrainToImmutable();
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
