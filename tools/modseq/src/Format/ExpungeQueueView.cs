namespace Inspector.Format;

/// <summary>One entry: these UIDs were expunged by the record with this mod-sequence.</summary>
internal readonly record struct ExpungeItem(long Offset, UidSpan Range, ulong ModSeq);

/// <summary>
/// The header extension in which the reference keeps what was expunged since a floor: { u32 version, u32 CRC-32C of the file with this field zero,
/// u64 floor, u32 count, u32 0, { u32 first, u32 last, u64 modseq }… }.
/// </summary>
/// <param name="DataOffset">Where it begins in the file.</param>
internal sealed record ExpungeQueueView(long DataOffset, uint Crc, ulong Floor, IReadOnlyList<ExpungeItem> Items)
{
    public const string ExtensionName = "reference-expunges";

    public long CrcOffset => DataOffset + 4;

    public long FloorOffset => DataOffset + 8;

    public static ExpungeQueueView Parse(IndexExtension extension, string path)
    {
        var cursor = new ByteCursor(extension.Data, path, extension.DataOffset);
        var version = cursor.U32();
        if (version != 1) throw new UnreadableException(path, extension.DataOffset, $"the expunge queue has version {version}; only 1 is known");
        var crc = cursor.U32();
        var floor = cursor.U64();
        var countAt = cursor.Offset;
        var count = cursor.U32();
        cursor.U32();
        if (count > cursor.Left / 16) throw new UnreadableException(path, countAt, $"{count} entries of the expunge queue do not fit {cursor.Left} bytes");
        var items = new ExpungeItem[count];
        for (var i = 0; i < items.Length; i++) items[i] = new ExpungeItem(cursor.Offset, new UidSpan(cursor.U32(), cursor.U32()), cursor.U64());
        return new ExpungeQueueView(extension.DataOffset, crc, floor, items);
    }
}
