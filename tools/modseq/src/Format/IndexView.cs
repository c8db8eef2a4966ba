using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Inspector.Format;

/// <summary>An extension of an index.</summary>
/// <param name="Offset">Where it is described in the file.</param>
/// <param name="DataOffset">Where its header data begins in the file.</param>
/// <param name="RecordOffset">Where its part of each record begins.</param>
internal sealed record IndexExtension(
    string Name, long Offset, long DataOffset, ReadOnlyMemory<byte> Data, uint ResetId, ushort RecordOffset, ushort RecordSize, ushort RecordAlign);

/// <summary>A message as an index has it. <paramref name="ModSeq"/> is null where there is no modseq extension.</summary>
/// <param name="Offset">Where its record begins in the file.</param>
internal sealed record IndexMessage(long Offset, uint Uid, byte Flags, ulong? ModSeq, IReadOnlyList<string> Keywords);

/// <summary>The header of the modseq extension.</summary>
internal sealed record ModSeqHeader(ulong Highest, uint LogSeq, uint LogOffset);

/// <summary>A Dovecot index, v7, as it is on disk at one moment: a snapshot of the mailbox up to a place in a log.</summary>
internal sealed class IndexView
{
    private const int BaseHeaderSize = 120;
    private readonly byte[] bytes;

    private IndexView(byte[] bytes, string path)
    {
        this.bytes = bytes;
        Path = path;
    }

    public string Path { get; }

    public ReadOnlySpan<byte> Bytes => bytes;

    public byte Minor => bytes[1];

    public uint HeaderSize => U32(4);

    public uint RecordSize => U32(8);

    public uint IndexId => U32(16);

    public uint Flags => U32(20);

    public uint UidValidity => U32(24);

    public uint NextUid => U32(28);

    public uint MessageCount => U32(32);

    public uint SeenCount => U32(40);

    public uint DeletedCount => U32(44);

    public uint LogFileSeq => U32(60);

    public uint LogTailOffset => U32(64);

    public uint LogHeadOffset => U32(68);

    public IReadOnlyList<IndexExtension> Extensions { get; private set; } = [];

    public IReadOnlyList<IndexMessage> Messages { get; private set; } = [];

    /// <summary>The names of all keywords that the index knows.</summary>
    public IReadOnlyList<string> Keywords { get; private set; } = [];

    public ModSeqHeader? ModSeq { get; private set; }

    /// <summary>The reference's queue of expunges; null in an index of Dovecot's.</summary>
    public ExpungeQueueView? Expunges { get; private set; }

    /// <exception cref="UnreadableException">This is no index that can be read; says why.</exception>
    public static IndexView Parse(byte[] bytes, string path)
    {
        if (bytes.Length == 0) throw new UnreadableException(path, 0, "the file is empty; an index begins with a header of 120 bytes");
        if (bytes[0] != 7) throw new UnreadableException(path, 0, $"this is no Dovecot index: its major version is {bytes[0]}, not 7");
        if (bytes.Length < BaseHeaderSize) throw new UnreadableException(path, bytes.Length, $"the header is cut off: the file has {bytes.Length} bytes");
        if ((bytes[12] & 1) == 0) throw new UnreadableException(path, 12, "the index was written by a big-endian machine; only little-endian ones are read");
        var view = new IndexView(bytes, path);
        var baseSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2));
        if (baseSize < BaseHeaderSize || view.HeaderSize < baseSize || view.HeaderSize > bytes.Length)
            throw new UnreadableException(path, 2, $"header sizes of {baseSize} and {view.HeaderSize} bytes do not fit a file of {bytes.Length}");
        if (view.RecordSize < 8 || view.HeaderSize + (ulong)view.RecordSize * view.MessageCount > (ulong)bytes.Length)
        {
            throw new UnreadableException(path, 8,
                $"{view.MessageCount} records of {view.RecordSize} bytes do not fit a file of {bytes.Length}");
        }

        view.ReadExtensions(baseSize);
        view.ReadMessages();
        return view;
    }

    private uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(offset));

    private void ReadExtensions(int baseSize)
    {
        var list = new List<IndexExtension>();
        var cursor = new ByteCursor(bytes.AsMemory(baseSize, (int)HeaderSize - baseSize), Path, baseSize);
        for (cursor.Align8(); cursor.Left >= 16; cursor.Align8())
        {
            var at = cursor.Offset;
            var (size, resetId) = (cursor.U32(), cursor.U32());
            var (recordOffset, recordSize, recordAlign, nameSize) = (cursor.U16(), cursor.U16(), cursor.U16(), cursor.U16());
            var name = Encoding.UTF8.GetString(cursor.Take(nameSize).Span);
            cursor.Align8();
            var dataAt = cursor.Offset;
            if (recordSize > 0 && recordOffset + recordSize > RecordSize)
                throw new UnreadableException(Path, at, $"the extension {name} takes {recordSize} bytes at {recordOffset} of records of {RecordSize}");
            list.Add(new IndexExtension(name, at, dataAt, cursor.Take(size), resetId, recordOffset, recordSize, recordAlign));
        }

        Extensions = list;
        if (Find("modseq") is { Data.Length: >= 16 } modSeq)
        {
            var reader = new ByteCursor(modSeq.Data, Path, modSeq.DataOffset);
            ModSeq = new ModSeqHeader(reader.U64(), reader.U32(), reader.U32());
        }

        if (Find("keywords") is { } keywords) Keywords = ReadKeywordNames(keywords);
        if (Find(ExpungeQueueView.ExtensionName) is { } expunges) Expunges = ExpungeQueueView.Parse(expunges, Path);
    }

    private IndexExtension? Find(string name) => Extensions.FirstOrDefault(extension => extension.Name == name);

    private List<string> ReadKeywordNames(IndexExtension keywords)
    {
        var names = new List<string>();
        if (keywords.Data.Length == 0) return names;
        var cursor = new ByteCursor(keywords.Data, Path, keywords.DataOffset);
        var count = cursor.U32();
        if (count > cursor.Left / 8) throw new UnreadableException(Path, keywords.DataOffset, $"{count} keywords do not fit {keywords.Data.Length} bytes");
        var text = keywords.Data.Span[(4 + 8 * (int)count)..];
        for (uint i = 0; i < count; i++)
        {
            cursor.U32();
            var at = cursor.Offset;
            var offset = cursor.U32();
            var end = offset < text.Length ? text[(int)offset..].IndexOf((byte)0) : -1;
            if (end < 0) throw new UnreadableException(Path, at, $"the name of keyword {i} at {offset} goes beyond the names");
            names.Add(Encoding.UTF8.GetString(text.Slice((int)offset, end)));
        }

        return names;
    }

    private void ReadMessages()
    {
        var messages = new IndexMessage[MessageCount];
        var modSeq = Find("modseq") is { RecordSize: 8 } found ? found : null;
        var keywords = Find("keywords");
        var sets = new Dictionary<BigInteger, IReadOnlyList<string>> { [BigInteger.Zero] = [] };
        for (var i = 0; i < messages.Length; i++)
        {
            var at = (int)(HeaderSize + (long)i * RecordSize);
            var record = bytes.AsSpan(at, (int)RecordSize);
            var mask = keywords is null ? BigInteger.Zero : new BigInteger(record.Slice(keywords.RecordOffset, keywords.RecordSize), isUnsigned: true);
            if (!sets.TryGetValue(mask, out var names)) sets[mask] = names = [.. Keywords.Where((_, bit) => !(mask >> bit).IsEven)];
            messages[i] = new IndexMessage(
                at, BinaryPrimitives.ReadUInt32LittleEndian(record), record[4],
                modSeq is null ? null : BinaryPrimitives.ReadUInt64LittleEndian(record[modSeq.RecordOffset..]), names);
        }

        Messages = messages;
    }
}
