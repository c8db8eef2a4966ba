using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Reference.Store;

/// <summary>
/// The bytes of one transaction, laid out for one place of one log: a boundary with the whole size and a CRC-32C, then for each change a
/// modseq-update that lifts Dovecot's own counter to one below the formula's value, and the change itself.
/// </summary>
internal sealed class LogTransaction
{
    public const int RecordHeader = 8;
    public const int BoundarySize = RecordHeader + 8;
    public const int ModSeqUpdateSize = RecordHeader + 12;

    private readonly ArrayBufferWriter<byte> bytes = new();
    private readonly uint epoch;
    private readonly uint offset;

    /// <param name="epoch">indexid + file_seq of the log.</param>
    /// <param name="offset">Where in the log the transaction will begin.</param>
    public LogTransaction(uint epoch, uint offset)
    {
        this.epoch = epoch;
        this.offset = offset;
        Begin(LogType.Boundary, BoundarySize - RecordHeader);
        bytes.Advance(BoundarySize);
    }

    /// <summary>Where in the log it begins.</summary>
    public uint Offset => offset;

    public bool IsEmpty => bytes.WrittenCount == BoundarySize;

    /// <summary>Adds a change and gives its mod-sequence: ((indexid + file_seq) &lt;&lt; 32) | offset of its record.</summary>
    public ulong Add(LogRecord record)
    {
        if (record is HeaderUpdateRecord)
        {
            Write(record);
            return 0;
        }

        var modSeq = ModSeq.At(epoch, offset + (uint)bytes.WrittenCount + ModSeqUpdateSize);
        var body = Begin(LogType.ModSeqUpdate, ModSeqUpdateSize - RecordHeader);
        BinaryPrimitives.WriteUInt64LittleEndian(body[4..], modSeq - 1);
        bytes.Advance(ModSeqUpdateSize);
        Write(record);
        return modSeq;
    }

    /// <summary>The finished bytes.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        var all = System.Runtime.InteropServices.MemoryMarshal.AsMemory(bytes.WrittenMemory);
        BinaryPrimitives.WriteUInt32LittleEndian(all.Span[RecordHeader..], (uint)all.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(all.Span[(RecordHeader + 4)..], Crc32C.Of(all.Span[BoundarySize..]));
        return all;
    }

    private void Write(LogRecord record)
    {
        record.WriteBody(Begin(record.Type, record.BodySize));
        bytes.Advance(RecordHeader + record.BodySize);
    }

    private Span<byte> Begin(uint type, int bodySize)
    {
        var whole = bytes.GetSpan(RecordHeader + bodySize)[..(RecordHeader + bodySize)];
        whole.Clear();
        LogSize.Write(whole, (uint)whole.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(whole[4..], type | LogType.External);
        return whole[RecordHeader..];
    }
}

/// <summary>Where a change stands, as a number that grows: the mod-sequence.</summary>
internal static class ModSeq
{
    public static ulong At(uint epoch, uint offset) => ((ulong)epoch << 32) | offset;

    /// <summary>The value before a log's first record: offset 0 of its epoch.</summary>
    public static ulong Baseline(uint epoch) => At(epoch, 0);
}

/// <summary>A record's size as the log spells it: a quarter of it in four groups of 7 bits, high group first, each byte's high bit set.</summary>
internal static class LogSize
{
    public const uint Max = (1u << 30) - 4;

    public static void Write(Span<byte> target, uint size)
    {
        var quarter = size / 4;
        for (var i = 3; i >= 0; i--, quarter >>= 7) target[i] = (byte)(0x80 | (quarter & 0x7f));
    }

    /// <summary>The size in bytes, 0 if it was never completely written.</summary>
    public static uint Read(ReadOnlySpan<byte> source)
    {
        uint quarter = 0;
        for (var i = 0; i < 4; i++)
        {
            if ((source[i] & 0x80) == 0) return 0;
            quarter = (quarter << 7) | (source[i] & 0x7fu);
        }

        return 4 * quarter;
    }
}

/// <summary>CRC-32C (Castagnoli), with the usual inversion before and after.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var value in bytes) crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
