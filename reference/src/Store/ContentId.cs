namespace Reference.Store;

/// <summary>
/// Names the bytes of one message within its mailbox. Opaque to everybody but the store: the number of a file, or a pack and an offset in it.
/// </summary>
public readonly record struct ContentId(ulong Value)
{
    /// <summary>Packs have numbers from 1 to this.</summary>
    internal const uint MaxPack = (1 << (63 - OffsetBits)) - 1;

    private const int OffsetBits = 40;
    private const ulong Packed = 1UL << 63;
    private const ulong OffsetMask = (1UL << OffsetBits) - 1;

    internal bool IsPacked => (Value & Packed) != 0;

    internal uint Pack => (uint)(Value >> OffsetBits) & MaxPack;

    internal long Offset => (long)(Value & OffsetMask);

    /// <summary>This is a pack as a whole.</summary>
    internal bool IsWholePack => IsPacked && (Value & OffsetMask) == OffsetMask;

    internal static ContentId InPack(uint pack, long offset) => new(Packed | ((ulong)pack << OffsetBits) | (ulong)offset);

    internal static ContentId WholePack(uint pack) => new(Packed | ((ulong)pack << OffsetBits) | OffsetMask);
}
