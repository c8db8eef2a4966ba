using System.Buffers.Binary;

namespace Reference.Store;

/// <summary>
/// The frame of a message's bytes in a pack: { u32 magic, u32 octets, u32 CRC-32C of them, u32 state } and the bytes, padded to 8. The state is 0,
/// and 1 when the message was expunged and nobody reads it any more.
/// </summary>
internal static class PackEntry
{
    public const int HeaderSize = 16;
    public const int StateAt = 12;
    public const uint Dead = 1;

    private const uint Magic = 0x4b434150;

    /// <summary>Octets that a message takes in a pack.</summary>
    public static long SizeOf(uint octets) => HeaderSize + (((long)octets + 7) & ~7L);

    public static void Write(ByteWriter writer, ReadOnlySpan<byte> bytes)
    {
        var start = writer.Length;
        writer.U32(Magic);
        writer.U32((uint)bytes.Length);
        writer.U32(Crc32C.Of(bytes));
        writer.U32(0);
        writer.Bytes(bytes);
        writer.Align(8, start);
    }

    /// <summary>Reads the entry that the bytes begin with. False if it is not whole and sound.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> content, out bool isDead)
    {
        content = default;
        isDead = false;
        if (bytes.Length < HeaderSize || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic) return false;
        var octets = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        if (octets > bytes.Length - HeaderSize) return false;
        content = bytes.Slice(HeaderSize, (int)octets);
        isDead = BinaryPrimitives.ReadUInt32LittleEndian(bytes[StateAt..]) == Dead;
        return Crc32C.Of(content) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
    }

    /// <summary>Every entry of a pack: offset, octets, and whether it is dead. What is none is passed over.</summary>
    public static List<(long Offset, uint Octets, bool IsDead)> All(ReadOnlySpan<byte> pack)
    {
        var entries = new List<(long, uint, bool)>();
        for (var at = 0; at + HeaderSize <= pack.Length;)
        {
            if (TryRead(pack[at..], out var content, out var isDead))
            {
                entries.Add((at, (uint)content.Length, isDead));
                at = (int)Math.Min(int.MaxValue, at + SizeOf((uint)content.Length));
            }
            else
            {
                at += 8;
            }
        }

        return entries;
    }
}
