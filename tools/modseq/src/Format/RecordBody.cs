namespace Inspector.Format;

/// <summary>UIDs First to Last, as a record spells them: nothing says that they are in order.</summary>
internal readonly record struct UidSpan(uint First, uint Last)
{
    public bool Has(uint uid) => First <= uid && uid <= Last;

    public override string ToString() => First == Last ? $"{First}" : $"{First}:{Last}";
}

/// <summary>What a record says.</summary>
internal abstract record RecordBody
{
    /// <summary>The messages that the record is about.</summary>
    public virtual IReadOnlyList<UidSpan> Uids => [];

    /// <summary>In a few words, for a person.</summary>
    public abstract string Text { get; }

    protected static string Spans(IEnumerable<UidSpan> spans) => string.Join(',', spans);
}

internal sealed record AppendBody(IReadOnlyList<(uint Uid, byte Flags)> Messages) : RecordBody
{
    public override IReadOnlyList<UidSpan> Uids { get; } = [.. Messages.Select(message => new UidSpan(message.Uid, message.Uid))];

    public override string Text => "uids " + string.Join(',', Messages.Select(message =>
        message.Flags == 0 ? $"{message.Uid}" : $"{message.Uid} ({FlagNames.Of(message.Flags)})"));
}

/// <summary>Messages removed; <paramref name="IsRequest"/>: only asked for, the record that tells it done is another.</summary>
internal sealed record ExpungeBody(IReadOnlyList<UidSpan> Ranges, bool IsRequest) : RecordBody
{
    public override IReadOnlyList<UidSpan> Uids => Ranges;

    public override string Text => $"uids {Spans(Ranges)}{(IsRequest ? " (a request)" : "")}";
}

internal sealed record FlagChange(UidSpan Range, byte Add, byte Remove, bool ModSeqIncrement)
{
    /// <summary>Touches no flag that a client can see: of no account for mod-sequences from log version 1.3 on.</summary>
    public bool IsInternal => ((Add | Remove) & FlagNames.Visible) == 0 && !ModSeqIncrement;
}

internal sealed record FlagBody(IReadOnlyList<FlagChange> Changes) : RecordBody
{
    public override IReadOnlyList<UidSpan> Uids { get; } = [.. Changes.Select(change => change.Range)];

    public override string Text => string.Join("; ", Changes.Select(change =>
        $"uids {change.Range} +({FlagNames.Of(change.Add)}) -({FlagNames.Of(change.Remove)}){(change.ModSeqIncrement ? " modseq_inc" : "")}"));
}

internal sealed record KeywordBody(bool Add, string Name, IReadOnlyList<UidSpan> Ranges) : RecordBody
{
    public override IReadOnlyList<UidSpan> Uids => Ranges;

    public override string Text => $"{(Add ? '+' : '-')}{Name} uids {Spans(Ranges)}";
}

internal sealed record KeywordResetBody(IReadOnlyList<UidSpan> Ranges) : RecordBody
{
    public override IReadOnlyList<UidSpan> Uids => Ranges;

    public override string Text => $"uids {Spans(Ranges)}";
}

/// <summary>Mod-sequences lifted to at least these; UID 0 stands for the mailbox.</summary>
internal sealed record ModSeqBody(IReadOnlyList<(uint Uid, ulong ModSeq)> Entries) : RecordBody
{
    public override string Text => string.Join(", ", Entries.Select(entry => $"{(entry.Uid == 0 ? "mailbox" : $"uid {entry.Uid}")} >= {entry.ModSeq}"));
}

/// <summary>A transaction begins. <paramref name="Crc"/>: CRC-32C of what follows, only in the reference's logs.</summary>
internal sealed record BoundaryBody(uint Size, uint? Crc) : RecordBody
{
    public override string Text => $"{Size} bytes{(Crc is { } crc ? $", crc32c {crc:x8}" : "")}";
}

internal sealed record HeaderBody(IReadOnlyList<(ushort Offset, ReadOnlyMemory<byte> Data)> Changes) : RecordBody
{
    public override string Text => string.Join(", ", Changes.Select(change => $"header at {change.Offset} = {Convert.ToHexStringLower(change.Data.Span)}"));
}

/// <summary>An extension is chosen for the records that follow: a new one by name, or one that is there by its number.</summary>
internal sealed record ExtensionIntroBody(uint Id, uint ResetId, uint HeaderSize, ushort RecordSize, ushort RecordAlign, string Name) : RecordBody
{
    public override string Text => $"{(Name.Length > 0 ? Name : $"extension {Id}")}, header {HeaderSize}, record {RecordSize}";
}

internal sealed record ExtensionHeaderBody(uint Offset, ReadOnlyMemory<byte> Data) : RecordBody
{
    public override string Text => $"at {Offset} = {Convert.ToHexStringLower(Data.Span)}";
}

internal sealed record ExtensionRecordBody(IReadOnlyList<(uint Uid, ReadOnlyMemory<byte> Data)> Entries) : RecordBody
{
    public override string Text => string.Join(", ", Entries.Select(entry => $"uid {entry.Uid} = {Convert.ToHexStringLower(entry.Data.Span)}"));
}

/// <summary>Metadata changed; <paramref name="Keys"/> as they are spelled: '+' or '-', 'p' or 's', the key.</summary>
internal sealed record AttributeBody(IReadOnlyList<string> Keys) : RecordBody
{
    public override string Text => string.Join(' ', Keys);
}

/// <summary>A record whose inside is of no account here.</summary>
internal sealed record OtherBody(int Size) : RecordBody
{
    public override string Text => $"{Size} bytes";
}

/// <summary>A record that is not as its type says.</summary>
internal sealed record MalformedBody(string Reason) : RecordBody
{
    public override string Text => "MALFORMED: " + Reason;
}

/// <summary>Flag bits of Dovecot's index.</summary>
internal static class FlagNames
{
    /// <summary>Those that clients see: \Answered \Flagged \Deleted \Seen \Draft.</summary>
    public const int Visible = 0x1f;

    private static readonly string[] Names = [@"\Answered", @"\Flagged", @"\Deleted", @"\Seen", @"\Draft", "0x20", "0x40", "0x80"];

    public static string Of(byte flags) => flags == 0xff ? "all" : string.Join(' ', Names.Where((_, bit) => (flags >> bit & 1) != 0));
}
