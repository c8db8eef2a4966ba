using System.Buffers.Binary;

namespace Inspector.Format;

/// <summary>Little-endian fields one after the other. Reading past the end is an <see cref="UnreadableException"/> that says where.</summary>
internal sealed class ByteCursor(ReadOnlyMemory<byte> bytes, string file, long at)
{
    private int position;

    /// <summary>The offset in the file of what is read next.</summary>
    public long Offset => at + position;

    public int Left => bytes.Length - position;

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);

    public ReadOnlyMemory<byte> Take(uint count)
    {
        if (count > Left) throw new UnreadableException(file, Offset, $"{count} bytes were expected and {Left} are left");
        position += (int)count;
        return bytes.Slice(position - (int)count, (int)count);
    }

    /// <summary>Goes on at the next multiple of 8 in the file, or at the end.</summary>
    public void Align8() => position = Math.Min(bytes.Length, position + (int)((8 - Offset % 8) % 8));
}
