using System.Buffers.Binary;

namespace Reference.Store;

/// <summary>What a record of the journal tells.</summary>
internal enum JournalKind : uint
{
    /// <summary>The mailbox as a checkpoint finds it: UIDVALIDITY, UIDNEXT, floor, log and its end, keywords. First record of each journal.</summary>
    Mailbox = 1,

    /// <summary>Some of the checkpoint's messages.</summary>
    Messages = 2,

    /// <summary>Transactions that were committed by one write and one sync.</summary>
    Transactions = 3,

    /// <summary>A log that is about to be used. Its epoch is the new floor.</summary>
    Log = 4,

    /// <summary>The mailbox was closed in order: nothing is left over in its directory.</summary>
    Closed = 5,

    /// <summary>Metadata entries that the transactions of the next record change; without that record nothing of it counts.</summary>
    Metadata = 6,

    /// <summary>All of the checkpoint's metadata entries.</summary>
    AllMetadata = 7,
}

/// <summary>
/// The frame of a journal's record: { u32 magic, u32 length of all, a multiple of 8, u32 CRC-32C of all from "kind" on, u32 kind, u64 sequence }
/// and a payload. The sequence counts the mailbox's records, so nothing that an earlier file left on the disk is taken for one.
/// </summary>
internal static class JournalRecord
{
    public const int HeaderSize = 24;
    private const uint Magic = 0x4c4e524a;
    private const int CheckedFrom = 12;

    /// <summary>Begins a record; the result goes to <see cref="End"/>.</summary>
    public static int Begin(ByteWriter writer, JournalKind kind, ulong sequence)
    {
        var start = writer.Length;
        writer.U32(Magic);
        writer.U32(0);
        writer.U32(0);
        writer.U32((uint)kind);
        writer.U64(sequence);
        return start;
    }

    public static void End(ByteWriter writer, int start)
    {
        writer.Align(8, start);
        var record = writer.At(start)[..(writer.Length - start)];
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], Crc32C.Of(record[CheckedFrom..]));
    }

    /// <summary>Reads the record that the bytes begin with. False if it is not whole and sound.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out JournalKind kind, out ulong sequence, out ReadOnlySpan<byte> payload, out int length)
    {
        (kind, sequence, length) = (default, 0, 0);
        payload = default;
        if (bytes.Length < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return false;
        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (size < HeaderSize || size > bytes.Length || size % 8 != 0) return false;
        length = (int)size;
        if (Crc32C.Of(bytes[CheckedFrom..length]) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..])) return false;
        kind = (JournalKind)BinaryPrimitives.ReadUInt32LittleEndian(bytes[CheckedFrom..]);
        sequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        payload = bytes[HeaderSize..length];
        return true;
    }
}
