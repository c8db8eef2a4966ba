using System.Buffers.Binary;

namespace Inspector.Format;

/// <summary>One record of a log.</summary>
/// <param name="Offset">Where it begins in its file.</param>
/// <param name="Size">Its bytes, the 8 of its own header included.</param>
/// <param name="Type">With the marks EXTERNAL and SYNC.</param>
/// <param name="Transaction">Where the transaction begins that it belongs to: the offset of the boundary, or its own.</param>
/// <param name="Formula">((indexid + file_seq) &lt;&lt; 32) | Offset.</param>
/// <param name="Counter">Dovecot's running mod-sequence after this record; 0 while none is counted.</param>
/// <param name="Counts">Whether the record raised the counter by one, and so has a mod-sequence.</param>
internal sealed record LoggedRecord(uint Offset, uint Size, uint Type, uint Transaction, ulong Formula, ulong Counter, bool Counts, RecordBody Body)
{
    /// <summary>Whether the counter is another than before: raised by a record that counts, lifted by a modseq-update, or begun.</summary>
    public bool SetsCounter { get; init; }

    public string TypeName => RecordType.Name(Type);
}

/// <summary>
/// Goes through the records of one log, in as many pieces as it grows in, and counts mod-sequences as Dovecot does. Only whole transactions are
/// given: what a boundary announces and is not there yet is left for later.
/// </summary>
internal sealed class LogScanner(LogHead head)
{
    private uint transaction;
    private uint transactionEnd;
    private int extensionRecordSize;

    /// <summary>Where the next record is looked for.</summary>
    public uint Position { get; private set; } = head.Size;

    public ulong Counter { get; private set; } = head.InitialModSeq;

    /// <summary>Why the scan stopped at <see cref="Position"/>; null when it is the end of the bytes.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The whole records from <see cref="Position"/> on.</summary>
    /// <param name="bytes">What the file holds from <see cref="Position"/> on.</param>
    public IEnumerable<LoggedRecord> Scan(ReadOnlyMemory<byte> bytes)
    {
        Trouble = null;
        while (bytes.Length > 0)
        {
            if (bytes.Length < 8)
            {
                Trouble = $"{bytes.Length} bytes are no record's header";
                yield break;
            }

            var size = RecordSize(bytes.Span);
            if (size < 8 || size > bytes.Length)
            {
                Trouble = size == 0 ? "the record's size was never completely written" : $"a record of {size} bytes, where {bytes.Length} are left";
                yield break;
            }

            var type = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]);
            if ((type & RecordType.Mask) == 0)
            {
                Trouble = $"there is no record type {type:x}";
                yield break;
            }

            var body = BodyParser.Parse(type, bytes[8..(int)size], extensionRecordSize);
            if (body is BoundaryBody boundary && boundary.Size > bytes.Length)
            {
                Trouble = $"a transaction of {boundary.Size} bytes, where {bytes.Length} are left";
                yield break;
            }

            yield return Take(size, type, body);
            bytes = bytes[(int)size..];
        }
    }

    /// <summary>A quarter of the size in four groups of seven bits, high group first, each with its high bit set; 0 if one has not.</summary>
    public static uint RecordSize(ReadOnlySpan<byte> record)
    {
        uint quarter = 0;
        foreach (var group in record[..4])
        {
            if (group < 0x80) return 0;
            quarter = (quarter << 7) | (group & 0x7fu);
        }

        return quarter << 2;
    }

    private LoggedRecord Take(uint size, uint type, RecordBody body)
    {
        if (Position >= transactionEnd) (transaction, transactionEnd) = (Position, Position + size);
        if (body is BoundaryBody boundary) (transaction, transactionEnd) = (Position, Position + boundary.Size);
        if (body is ExtensionIntroBody intro) extensionRecordSize = intro.RecordSize;
        var before = Counter;
        var counts = Count(type, body);
        var entry = new LoggedRecord(Position, size, type, transaction, head.ModSeqAt(Position), Counter, counts, body)
        {
            SetsCounter = Counter != before,
        };
        Position += size;
        return entry;
    }

    private bool Count(uint type, RecordBody body)
    {
        if (Counter == 0)
        {
            if (body is ExtensionIntroBody { Name: "modseq" }) Counter = 1;
            return false;
        }

        var counts = (type & RecordType.Mask) switch
        {
            RecordType.Expunge or RecordType.ExpungeGuid => (type & RecordType.External) != 0,
            RecordType.FlagUpdate => head.Minor < 3 || body is not FlagBody flags || flags.Changes.Any(change => !change.IsInternal),
            RecordType.Append or RecordType.KeywordUpdate or RecordType.KeywordReset or RecordType.AttributeUpdate => true,
            _ => false,
        };
        if (counts) Counter++;
        if (body is ModSeqBody update) Counter = Math.Max(Counter, update.Entries.Max(entry => entry.ModSeq));
        return counts;
    }
}
