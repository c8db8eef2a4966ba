using System.Buffers.Binary;
using System.Text;

namespace Inspector.Format;

/// <summary>Turns a record's body into what it says. Never throws: what does not fit is a <see cref="MalformedBody"/>.</summary>
internal static class BodyParser
{
    /// <param name="type">With its marks.</param>
    /// <param name="extensionRecordSize">From the extension intro before it; for ext-rec.</param>
    public static RecordBody Parse(uint type, ReadOnlyMemory<byte> body, int extensionRecordSize) => (type & RecordType.Mask) switch
    {
        RecordType.Append => Items(body, 8, item => (U32(item, 0), item.Span[4]), items => new AppendBody(items)),
        RecordType.Expunge => Items(body, 8, Span, items => new ExpungeBody(items, (type & RecordType.External) == 0)),
        RecordType.ExpungeGuid => Items(body, 20, item => new UidSpan(U32(item, 0), U32(item, 0)), items => new ExpungeBody(items, (type & RecordType.External) == 0)),
        RecordType.FlagUpdate => Items(body, 12, item => new FlagChange(Span(item), item.Span[8], item.Span[9], item.Span[10] != 0), items => new FlagBody(items)),
        RecordType.KeywordReset => Items(body, 8, Span, items => new KeywordResetBody(items)),
        RecordType.ModSeqUpdate => Items(body, 12, item => (U32(item, 0), ((ulong)U32(item, 8) << 32) | U32(item, 4)), items => new ModSeqBody(items)),
        RecordType.KeywordUpdate => Keyword(body),
        RecordType.Boundary => Boundary(body),
        RecordType.HeaderUpdate => Header(body),
        RecordType.ExtensionIntro => Intro(body),
        RecordType.ExtensionHeader => ExtensionHeader(body, 2),
        RecordType.ExtensionHeader32 => ExtensionHeader(body, 4),
        RecordType.ExtensionRecord => ExtensionRecords(body, extensionRecordSize),
        RecordType.AttributeUpdate => Attributes(body),
        _ => new OtherBody(body.Length),
    };

    private static RecordBody Items<T>(ReadOnlyMemory<byte> body, int size, Func<ReadOnlyMemory<byte>, T> parse, Func<IReadOnlyList<T>, RecordBody> make)
    {
        if (body.Length % size != 0) return new MalformedBody($"{body.Length} bytes are no multiple of {size}");
        if (body.Length == 0) return new MalformedBody("it is empty");
        var items = new T[body.Length / size];
        for (var i = 0; i < items.Length; i++) items[i] = parse(body.Slice(i * size, size));
        return make(items);
    }

    private static RecordBody Keyword(ReadOnlyMemory<byte> body)
    {
        if (body.Length < 4) return new MalformedBody("it is cut off before the keyword's name");
        var nameSize = U16(body, 2);
        var end = (4 + nameSize + 3) & ~3;
        if (end > body.Length) return new MalformedBody($"a keyword's name of {nameSize} bytes goes beyond the record");
        var name = Encoding.UTF8.GetString(body.Span.Slice(4, nameSize));
        return body.Span[0] > 1
            ? new MalformedBody($"{body.Span[0]} stands for neither add nor remove")
            : Items(body[end..], 8, Span, items => new KeywordBody(body.Span[0] == 0, name, items));
    }

    private static RecordBody Boundary(ReadOnlyMemory<byte> body) => body.Length < 4
        ? new MalformedBody("it is cut off before the transaction's size")
        : new BoundaryBody(U32(body, 0), body.Length >= 8 ? U32(body, 4) : null);

    private static RecordBody Header(ReadOnlyMemory<byte> body)
    {
        var changes = new List<(ushort, ReadOnlyMemory<byte>)>();
        while (body.Length >= 4)
        {
            var (offset, size) = (U16(body, 0), U16(body, 2));
            if (size > body.Length - 4) return new MalformedBody($"a change of {size} bytes goes beyond the record");
            changes.Add((offset, body.Slice(4, size)));
            body = body[Math.Min(body.Length, (4 + size + 3) & ~3)..];
        }

        return new HeaderBody(changes);
    }

    private static RecordBody Intro(ReadOnlyMemory<byte> body)
    {
        const int fixedSize = 20;
        if (body.Length < fixedSize) return new MalformedBody("it is cut off");
        var nameSize = U16(body, 18);
        if (nameSize > body.Length - fixedSize) return new MalformedBody($"a name of {nameSize} bytes goes beyond the record");
        return new ExtensionIntroBody(U32(body, 0), U32(body, 4), U32(body, 8), U16(body, 12), U16(body, 14), Encoding.UTF8.GetString(body.Span.Slice(fixedSize, nameSize)));
    }

    private static RecordBody ExtensionHeader(ReadOnlyMemory<byte> body, int width)
    {
        if (body.Length < 2 * width) return new MalformedBody("it is cut off");
        var (offset, size) = width == 2 ? (U16(body, 0), U16(body, 2)) : (U32(body, 0), U32(body, 4));
        return size > body.Length - 2 * width
            ? new MalformedBody($"{size} bytes go beyond the record")
            : new ExtensionHeaderBody(offset, body.Slice(2 * width, (int)size));
    }

    private static RecordBody ExtensionRecords(ReadOnlyMemory<byte> body, int recordSize)
    {
        var size = (4 + recordSize + 3) & ~3;
        return Items(body, size, item => (U32(item, 0), item.Slice(4, recordSize)), items => new ExtensionRecordBody(items));
    }

    private static AttributeBody Attributes(ReadOnlyMemory<byte> body)
    {
        var keys = new List<string>();
        while (body.Length > 0 && body.Span[0] != 0 && body.Span.IndexOf((byte)0) is > 0 and var end)
        {
            keys.Add(Encoding.UTF8.GetString(body.Span[..end]));
            body = body[(end + 1)..];
        }

        return new AttributeBody(keys);
    }

    private static UidSpan Span(ReadOnlyMemory<byte> item) => new(U32(item, 0), U32(item, 4));

    private static uint U32(ReadOnlyMemory<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[offset..]);

    private static ushort U16(ReadOnlyMemory<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[offset..]);
}
