using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Reference.Store;

/// <summary>
/// A snapshot of the mailbox as a Dovecot index, v7.3: a cache of what replaying the logs would give, which spares the replay. Messages with
/// flags, keywords and mod-sequences, and the expunge queue with its floor in a header extension of ours. That extension also holds a CRC-32C of
/// the file, for Dovecot's format has none.
/// </summary>
/// <param name="Log">The log whose records up to <paramref name="Head"/> are in the snapshot.</param>
/// <param name="State">The mailbox. Its messages have no date, size and content, which the index does not hold.</param>
internal sealed record IndexFile(LogId Log, uint Head, MailboxState State)
{
    private const int BaseHeaderSize = 120;
    private const int ExtensionHeaderSize = 16;
    private const int RecordFlagsEnd = 8;
    private const string ModSeqName = "modseq";
    private const string KeywordsName = "keywords";
    private const string ExpungesName = "reference-expunges";
    private const uint ExpungesVersion = 1;

    public byte[] ToBytes()
    {
        var maskSize = (State.Keywords.Length + 7) / 8;
        var recordSize = (RecordFlagsEnd + 8 + maskSize + 7) & ~7;
        var writer = new ByteWriter();
        WriteBaseHeader(writer, (uint)recordSize);
        WriteExtension(writer, ModSeqName, RecordFlagsEnd, 8, 8, data =>
        {
            data.U64(State.HighestModSeq);
            data.U32(Log.FileSeq);
            data.U32(Head);
        });
        if (maskSize > 0) WriteExtension(writer, KeywordsName, RecordFlagsEnd + 8, maskSize, 1, WriteKeywordNames);
        var expunges = WriteExtension(writer, ExpungesName, 0, 0, 0, WriteExpunges);
        BinaryPrimitives.WriteUInt32LittleEndian(writer.At(4), (uint)writer.Length);

        var index = State.Keywords.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i, StringComparer.OrdinalIgnoreCase);
        var masks = new Dictionary<KeywordSet, byte[]>();
        foreach (var message in State)
        {
            var start = writer.Length;
            writer.U32(message.Uid);
            writer.U32((byte)message.Flags);
            writer.U64(message.ModSeq);
            if (!masks.TryGetValue(message.Keywords, out var mask))
            {
                masks[message.Keywords] = mask = new byte[maskSize];
                foreach (var name in message.Keywords.Names) mask[index[name] / 8] |= (byte)(1 << (index[name] % 8));
            }

            writer.Bytes(mask);
            writer.Align(8, start);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(writer.At(expunges + 4), Crc32C.Of(writer.Written.Span));
        return writer.Written.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="ToBytes"/> writes; the message says where.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static IndexFile Parse(ReadOnlyMemory<byte> bytes, Func<KeywordSet, KeywordSet> intern)
    {
        var all = bytes.Span;
        if (all.Length < BaseHeaderSize || all[0] != 7 || all[1] != 3 || all[12] != 1) throw new InvalidDataException("no index of version 7.3 at offset 0");
        uint At(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[offset..]);
        var (headerSize, recordSize, count) = (At(4), At(8), At(32));
        if (headerSize < BaseHeaderSize || headerSize > all.Length || recordSize < RecordFlagsEnd
            || headerSize + (ulong)recordSize * count != (ulong)all.Length)
            throw new InvalidDataException("the sizes at offset 4 do not fit the file");
        var extensions = ReadExtensions(all[..(int)headerSize]);
        if (!extensions.TryGetValue(ModSeqName, out var modSeq) || !extensions.TryGetValue(ExpungesName, out var expunges))
            throw new InvalidDataException($"the extensions {ModSeqName} and {ExpungesName} are not both there");
        CheckCrc(all, expunges);

        var highest = new ByteReader(all.Slice(modSeq.Data, modSeq.Size)).U64();
        var names = extensions.TryGetValue(KeywordsName, out var keywords) ? ReadKeywordNames(all.Slice(keywords.Data, keywords.Size)) : [];
        var sets = new Dictionary<BigInteger, KeywordSet> { [BigInteger.Zero] = KeywordSet.Empty };
        var messages = new List<Message>((int)count);
        var set = KeywordSet.Empty;
        var lastMask = ReadOnlySpan<byte>.Empty;
        for (var at = (int)headerSize; at < all.Length; at += (int)recordSize)
        {
            var record = all.Slice(at, (int)recordSize);
            var maskBytes = record.Slice(keywords.RecordOffset, names.IsEmpty ? 0 : keywords.RecordSize);
            if (!maskBytes.SequenceEqual(lastMask))
            {
                lastMask = maskBytes;
                var mask = new BigInteger(maskBytes, isUnsigned: true);
                if (!sets.TryGetValue(mask, out set!))
                    sets[mask] = set = intern(KeywordSet.Create(names.Where((_, i) => !(mask >> i).IsEven)));
            }

            messages.Add(new Message(
                BinaryPrimitives.ReadUInt32LittleEndian(record), (SystemFlags)record[4], set,
                BinaryPrimitives.ReadUInt64LittleEndian(record[modSeq.RecordOffset..]), default, 0, default));
        }

        var state = new MailboxState(
            At(24), At(28), highest, MessageTree.Empty.Append(messages), ReadExpunges(all.Slice(expunges.Data, expunges.Size)), names);
        return new IndexFile(new LogId(At(16), At(60)), At(68), state);
    }

    private void WriteBaseHeader(ByteWriter writer, uint recordSize)
    {
        writer.Bytes([7, 3, BaseHeaderSize, 0]);
        writer.U32(0);
        writer.U32(recordSize);
        writer.Bytes([1, 0, 0, 0]);
        writer.U32(Log.IndexId);
        writer.U32(0);
        writer.U32(State.UidValidity);
        writer.U32(State.UidNext);
        writer.U32((uint)State.Count);
        writer.U32(0);
        writer.U32((uint)(State.Count - State.UnseenCount));
        writer.U32((uint)State.DeletedCount);
        writer.U32(State.UidNext);
        writer.U32(State.FirstUnseenIndex is >= 0 and var unseen ? State[unseen].Uid : State.UidNext);
        writer.U32(1);
        writer.U32(Log.FileSeq);
        writer.U32(Head);
        writer.U32(Head);
        writer.Align(BaseHeaderSize);
    }

    // Gives the offset of the extension's data.
    private static int WriteExtension(ByteWriter writer, string name, int recordOffset, int recordSize, int recordAlign, Action<ByteWriter> data)
    {
        writer.Align(8);
        var start = writer.Length;
        writer.U32(0);
        writer.U32(0);
        writer.U16((ushort)recordOffset);
        writer.U16((ushort)recordSize);
        writer.U16((ushort)recordAlign);
        writer.U16((ushort)name.Length);
        writer.Bytes(Encoding.ASCII.GetBytes(name));
        writer.Align(8);
        var at = writer.Length;
        data(writer);
        BinaryPrimitives.WriteUInt32LittleEndian(writer.At(start), (uint)(writer.Length - at));
        writer.Align(8);
        return at;
    }

    private void WriteKeywordNames(ByteWriter writer)
    {
        writer.U32((uint)State.Keywords.Length);
        uint offset = 0;
        foreach (var name in State.Keywords)
        {
            writer.U32(0);
            writer.U32(offset);
            offset += (uint)Encoding.UTF8.GetByteCount(name) + 1;
        }

        foreach (var name in State.Keywords)
        {
            writer.Bytes(Encoding.UTF8.GetBytes(name));
            writer.U8(0);
        }
    }

    private void WriteExpunges(ByteWriter writer)
    {
        writer.U32(ExpungesVersion);
        writer.U32(0);
        writer.U64(State.Expunges.Floor);
        writer.U32((uint)State.Expunges.All.Length);
        writer.U32(0);
        foreach (var entry in State.Expunges.All)
        {
            writer.U32(entry.First);
            writer.U32(entry.Last);
            writer.U64(entry.ModSeq);
        }
    }

    private static Dictionary<string, Extension> ReadExtensions(ReadOnlySpan<byte> header)
    {
        var result = new Dictionary<string, Extension>(StringComparer.Ordinal);
        for (var at = BaseHeaderSize; at + ExtensionHeaderSize <= header.Length;)
        {
            var reader = new ByteReader(header[at..]);
            var size = reader.U32();
            reader.U32();
            var (recordOffset, recordSize, _, nameSize) = (reader.U16(), reader.U16(), reader.U16(), reader.U16());
            var name = Encoding.UTF8.GetString(reader.Bytes(nameSize));
            var data = (at + ExtensionHeaderSize + nameSize + 7) & ~7;
            if (data > header.Length || size > header.Length - data) throw new InvalidDataException($"the extension at offset {at} is cut off");
            result[name] = new Extension(data, (int)size, recordOffset, recordSize);
            at = (data + (int)size + 7) & ~7;
        }

        return result;
    }

    private static void CheckCrc(ReadOnlySpan<byte> all, Extension expunges)
    {
        var reader = new ByteReader(all.Slice(expunges.Data, expunges.Size));
        if (reader.U32() != ExpungesVersion) throw new InvalidDataException($"unknown version of {ExpungesName} at offset {expunges.Data}");
        var crc = reader.U32();
        var copy = all.ToArray();
        copy.AsSpan(expunges.Data + 4, 4).Clear();
        if (Crc32C.Of(copy) != crc) throw new InvalidDataException("the checksum of the whole file is wrong");
    }

    private static ExpungeQueue ReadExpunges(ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader(data);
        reader.Bytes(8);
        var floor = reader.U64();
        var entries = new ExpungeEntry[Math.Min(reader.U32(), (uint)data.Length / 16)];
        reader.U32();
        for (var i = 0; i < entries.Length; i++) entries[i] = new ExpungeEntry(reader.U32(), reader.U32(), reader.U64());
        return ExpungeQueue.Create(floor, entries);
    }

    private static ImmutableArray<string> ReadKeywordNames(ReadOnlySpan<byte> data)
    {
        var reader = new ByteReader(data);
        var offsets = new int[Math.Min(reader.U32(), (uint)data.Length / 8)];
        for (var i = 0; i < offsets.Length; i++)
        {
            reader.U32();
            offsets[i] = (int)reader.U32();
        }

        var names = ImmutableArray.CreateBuilder<string>();
        var text = reader.Bytes((uint)reader.Left);
        foreach (var offset in offsets)
        {
            var end = (uint)offset < (uint)text.Length ? text[offset..].IndexOf((byte)0) : -1;
            if (end < 0) throw new InvalidDataException($"a keyword's name at offset {offset} of the names is cut off");
            names.Add(Encoding.UTF8.GetString(text.Slice(offset, end)));
        }

        return names.DrainToImmutable();
    }

    private readonly record struct Extension(int Data, int Size, int RecordOffset, int RecordSize);
}
