using System.Buffers.Binary;

namespace Inspector.Format;

/// <summary>The header of a Dovecot transaction log.</summary>
/// <param name="Minor">Minor version: 1 and up have <paramref name="InitialModSeq"/>, 2 and up <paramref name="Compat"/>.</param>
/// <param name="Size">Bytes of the header; the first record stands behind them.</param>
/// <param name="PrevFileSeq">The log before this one, 0 for none.</param>
/// <param name="PrevFileOffset">Where that log's valid bytes end.</param>
/// <param name="CreateStamp">Seconds since 1970.</param>
/// <param name="InitialModSeq">The highest mod-sequence before the first record.</param>
internal sealed record LogHead(
    byte Minor, ushort Size, uint IndexId, uint FileSeq, uint PrevFileSeq, uint PrevFileOffset, uint CreateStamp, ulong InitialModSeq, byte Compat)
{
    public const int MinSize = 24;
    public const int FullSize = 40;

    /// <summary>The high half of the formula's mod-sequences. Wider than 32 bits, so that a sum that is too large shows.</summary>
    public ulong Epoch => (ulong)IndexId + FileSeq;

    /// <summary>The mod-sequence that the formula gives to a record.</summary>
    public ulong ModSeqAt(uint offset) => (Epoch << 32) | offset;

    /// <exception cref="UnreadableException">This is no log that can be read; says why.</exception>
    public static LogHead Parse(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length == 0) throw new UnreadableException(file, 0, "the file is empty; a log begins with a header of 40 bytes");
        if (bytes[0] != 1) throw new UnreadableException(file, 0, $"this is no Dovecot transaction log: its major version is {bytes[0]}, not 1");
        if (bytes.Length < MinSize) throw new UnreadableException(file, bytes.Length, $"the header is cut off: the file has {bytes.Length} bytes");
        var size = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        if (BinaryPrimitives.ReverseEndianness(size) == FullSize || (bytes[1] >= 2 && bytes.Length >= FullSize && size >= FullSize && (bytes[32] & 1) == 0))
            throw new UnreadableException(file, 2, "the log was written by a big-endian machine; only little-endian ones are read");
        if (size < MinSize || size > bytes.Length || size % 4 != 0)
            throw new UnreadableException(file, 2, $"a header of {size} bytes does not fit: at least {MinSize}, a multiple of 4, and at most the file's {bytes.Length}");
        Span<byte> full = stackalloc byte[FullSize];
        full.Clear();
        bytes[..Math.Min((int)size, FullSize)].CopyTo(full);
        return new LogHead(
            full[1], size, U32(full, 4), U32(full, 8), U32(full, 12), U32(full, 16), U32(full, 20),
            BinaryPrimitives.ReadUInt64LittleEndian(full[24..]), full[32]);
    }

    private static uint U32(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);
}
