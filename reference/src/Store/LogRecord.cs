using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Reference.Store;

/// <summary>Record types of a Dovecot transaction log, v1.3. The low 28 bits of the type field.</summary>
internal static class LogType
{
    public const uint Append = 0x2;
    public const uint FlagUpdate = 0x4;
    public const uint HeaderUpdate = 0x20;
    public const uint KeywordUpdate = 0x400;
    public const uint KeywordReset = 0x800;
    public const uint ModSeqUpdate = 0x8000;
    public const uint Boundary = 0x80000;
    public const uint AttributeUpdate = 0x100000;

    /// <summary>Expunge carries a guard pattern, so that a flipped bit elsewhere never reads as one.</summary>
    public const uint Expunge = 0x1 | 0xcd90;

    /// <summary>Set on each record here: the change already happened, the log tells of it.</summary>
    public const uint External = 0x10000000;

    public const uint Mask = 0x0fffffff;
}

/// <summary>A change as the log records it. Each kind raises the mod-sequence by its own place, except a header-update.</summary>
internal abstract record LogRecord
{
    public abstract uint Type { get; }

    /// <summary>Bytes of the body, a multiple of 4.</summary>
    public abstract int BodySize { get; }

    /// <summary>Writes the body into zeroed bytes of <see cref="BodySize"/>.</summary>
    public abstract void WriteBody(Span<byte> body);
}

/// <summary>New messages: { u32 uid, u8 flags, 3 pad }…</summary>
internal sealed record AppendRecord(ImmutableArray<(uint Uid, SystemFlags Flags)> Messages) : LogRecord
{
    public override uint Type => LogType.Append;

    public override int BodySize => 8 * Messages.Length;

    public override void WriteBody(Span<byte> body)
    {
        for (var i = 0; i < Messages.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(body[(8 * i)..], Messages[i].Uid);
            body[8 * i + 4] = (byte)Messages[i].Flags;
        }
    }
}

/// <summary>Flags of a range: those in Remove go, those in Add come; ModSeqIncrement alone raises the messages' mod-sequence.</summary>
internal readonly record struct FlagUpdate(UidRange Range, byte Add, byte Remove, bool ModSeqIncrement);

/// <summary>Flags changed: { u32 uid1, u32 uid2, u8 add, u8 remove, u8 modseq_inc, u8 pad }…</summary>
internal sealed record FlagUpdateRecord(ImmutableArray<FlagUpdate> Updates) : LogRecord
{
    public override uint Type => LogType.FlagUpdate;

    public override int BodySize => 12 * Updates.Length;

    public override void WriteBody(Span<byte> body)
    {
        for (var i = 0; i < Updates.Length; i++)
        {
            var item = body[(12 * i)..];
            BinaryPrimitives.WriteUInt32LittleEndian(item, Updates[i].Range.First);
            BinaryPrimitives.WriteUInt32LittleEndian(item[4..], Updates[i].Range.Last);
            item[8] = Updates[i].Add;
            item[9] = Updates[i].Remove;
            item[10] = Updates[i].ModSeqIncrement ? (byte)1 : (byte)0;
        }
    }
}

/// <summary>A keyword added to or removed from ranges: u8 0 add / 1 remove, u8 pad, u16 name size, name, pad to 4, ranges.</summary>
internal sealed record KeywordUpdateRecord(bool Add, string Name, ImmutableArray<UidRange> Ranges) : LogRecord
{
    public override uint Type => LogType.KeywordUpdate;

    public override int BodySize => NameEnd + 8 * Ranges.Length;

    private int NameEnd => (4 + Encoding.UTF8.GetByteCount(Name) + 3) & ~3;

    public override void WriteBody(Span<byte> body)
    {
        body[0] = Add ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteUInt16LittleEndian(body[2..], (ushort)Encoding.UTF8.GetBytes(Name, body[4..]));
        UidRanges.Write(Ranges, body[NameEnd..]);
    }
}

/// <summary>All keywords removed from ranges.</summary>
internal sealed record KeywordResetRecord(ImmutableArray<UidRange> Ranges) : LogRecord
{
    public override uint Type => LogType.KeywordReset;

    public override int BodySize => 8 * Ranges.Length;

    public override void WriteBody(Span<byte> body) => UidRanges.Write(Ranges, body);
}

/// <summary>Messages removed: { u32 uid1, u32 uid2 }… sorted.</summary>
internal sealed record ExpungeRecord(ImmutableArray<UidRange> Ranges) : LogRecord
{
    public override uint Type => LogType.Expunge;

    public override int BodySize => 8 * Ranges.Length;

    public override void WriteBody(Span<byte> body) => UidRanges.Write(Ranges, body);
}

/// <summary>The mailbox's metadata changed. The body is Dovecot's: '+', 'p' (private), the key, a NUL, padding, u32 time, u32 value size.</summary>
internal sealed record AttributeUpdateRecord(string Key) : LogRecord
{
    public override uint Type => LogType.AttributeUpdate;

    public override int BodySize => NameEnd + 8;

    private int NameEnd => (2 + Encoding.UTF8.GetByteCount(Key) + 1 + 3) & ~3;

    public override void WriteBody(Span<byte> body)
    {
        "+p"u8.CopyTo(body);
        Encoding.UTF8.GetBytes(Key, body[2..]);
    }
}

/// <summary>Bytes of the index's header replaced: { u16 offset, u16 size, data }. Counts as no change.</summary>
internal sealed record HeaderUpdateRecord(ushort Offset, uint Value) : LogRecord
{
    public override uint Type => LogType.HeaderUpdate;

    public override int BodySize => 8;

    public override void WriteBody(Span<byte> body)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(body, Offset);
        BinaryPrimitives.WriteUInt16LittleEndian(body[2..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(body[4..], Value);
    }
}

internal static class UidRanges
{
    public static void Write(ImmutableArray<UidRange> ranges, Span<byte> body)
    {
        for (var i = 0; i < ranges.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(body[(8 * i)..], ranges[i].First);
            BinaryPrimitives.WriteUInt32LittleEndian(body[(8 * i + 4)..], ranges[i].Last);
        }
    }
}
