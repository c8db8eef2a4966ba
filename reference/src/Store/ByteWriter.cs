using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Reference.Store;

/// <summary>Little-endian fields, one after the other.</summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> buffer = new();

    public int Length => buffer.WrittenCount;

    public ReadOnlyMemory<byte> Written => buffer.WrittenMemory;

    /// <summary>What was written so far, to fill in what is only known later.</summary>
    public Span<byte> At(int offset) => MemoryMarshal.AsMemory(buffer.WrittenMemory).Span[offset..];

    public void U8(byte value) => Bytes([value]);

    public void U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(2), value);
        buffer.Advance(2);
    }

    public void U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    public void U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => buffer.Write(bytes);

    /// <summary>A u16 with the octets of the text in UTF-8, and those.</summary>
    public void Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        U16(checked((ushort)bytes.Length));
        Bytes(bytes);
    }

    /// <summary>Zeroes up to a multiple of <paramref name="alignment"/>, counted from <paramref name="start"/>.</summary>
    public void Align(int alignment, int start = 0) => Zeroes((alignment - (Length - start) % alignment) % alignment);

    public void Zeroes(int count)
    {
        buffer.GetSpan(count)[..count].Clear();
        buffer.Advance(count);
    }
}

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Reading past the end is an <see cref="InvalidDataException"/>.</summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    public readonly int Left => rest.Length;

    public byte U8() => Bytes(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public string Text() => Encoding.UTF8.GetString(Bytes(U16()));

    public ReadOnlySpan<byte> Bytes(uint count)
    {
        if (count > rest.Length) throw new InvalidDataException($"{count} bytes were expected and {rest.Length} are left.");
        var taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }
}
