namespace Inspector.Format;

/// <summary>
/// Types of records in a Dovecot transaction log, v1. Not taken from the store: what wrote a file and what examines it must not share a mistake.
/// </summary>
internal static class RecordType
{
    public const uint Append = 0x2;
    public const uint FlagUpdate = 0x4;
    public const uint HeaderUpdate = 0x20;
    public const uint ExtensionIntro = 0x40;
    public const uint ExtensionReset = 0x80;
    public const uint ExtensionHeader = 0x100;
    public const uint ExtensionRecord = 0x200;
    public const uint KeywordUpdate = 0x400;
    public const uint KeywordReset = 0x800;
    public const uint ExtensionAtomicIncrement = 0x1000;
    public const uint UidUpdate = 0x4000;
    public const uint ModSeqUpdate = 0x8000;
    public const uint ExtensionHeader32 = 0x10000;
    public const uint IndexDeleted = 0x20000;
    public const uint IndexUndeleted = 0x40000;
    public const uint Boundary = 0x80000;
    public const uint AttributeUpdate = 0x100000;

    /// <summary>Both kinds of expunge carry a guard pattern; without it the record is not believed.</summary>
    public const uint Expunge = 0x1 | 0xcd90;
    public const uint ExpungeGuid = 0x2000 | 0xcd90;

    public const uint External = 0x10000000;
    public const uint Sync = 0x20000000;
    public const uint Mask = 0x0fffffff;

    /// <summary>The name that <c>doveadm dump</c> prints, with its marks.</summary>
    public static string Name(uint type) => Bare(type)
        + ((type & External) != 0 ? " (ext)" : "") + ((type & Sync) != 0 ? " (sync)" : "");

    private static string Bare(uint type) => (type & Mask) switch
    {
        Expunge => "expunge",
        ExpungeGuid => "expunge-guid",
        Append => "append",
        FlagUpdate => "flag-update",
        HeaderUpdate => "header-update",
        ExtensionIntro => "ext-intro",
        ExtensionReset => "ext-reset",
        ExtensionHeader => "ext-hdr",
        ExtensionHeader32 => "ext-hdr32",
        ExtensionRecord => "ext-rec",
        ExtensionAtomicIncrement => "ext-atomic-inc",
        KeywordUpdate => "keyword-update",
        KeywordReset => "keyword-reset",
        UidUpdate => "uid-update",
        ModSeqUpdate => "modseq-update",
        IndexDeleted => "index-deleted",
        IndexUndeleted => "index-undeleted",
        Boundary => "boundary",
        AttributeUpdate => "attribute-update",
        _ => $"unknown: {type:x}",
    };
}
