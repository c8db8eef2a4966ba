using Reference.Mime;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>fetch-att of RFC 3501 section 9 and fetch-mod-sequence of RFC 7162.</summary>
public enum FetchAtt
{
    Envelope,
    Flags,
    InternalDate,
    Rfc822,
    Rfc822Header,
    Rfc822Size,
    Rfc822Text,
    Body,
    BodyStructure,
    BodySection,
    Binary,
    BinarySize,
    Uid,
    ModSeq,

    /// <summary>RFC 8474 section 5.3.</summary>
    EmailId,

    /// <summary>RFC 8474 section 5.3.</summary>
    ThreadId,
}

/// <summary>One item of FETCH.</summary>
/// <param name="Att">Which.</param>
/// <param name="Section">For BODY[section], BINARY and BINARY.SIZE; null otherwise.</param>
/// <param name="Peek">BODY.PEEK or BINARY.PEEK: does not set \Seen.</param>
/// <param name="Partial">First octet and number of octets of "&lt;n.m&gt;", or null.</param>
public sealed record FetchItem(FetchAtt Att, SectionSpec? Section = null, bool Peek = false, (ulong First, ulong Count)? Partial = null)
{
    public static FetchItem Flags { get; } = new(FetchAtt.Flags);

    public static FetchItem Uid { get; } = new(FetchAtt.Uid);

    public static FetchItem ModSeq { get; } = new(FetchAtt.ModSeq);

    /// <summary>RFC 3501 section 6.4.5: these set \Seen.</summary>
    public bool SetsSeen => Att is FetchAtt.Rfc822 or FetchAtt.Rfc822Text || (Att is FetchAtt.BodySection or FetchAtt.Binary && !Peek);

    public bool NeedsContent =>
        Att is FetchAtt.Envelope or FetchAtt.Rfc822 or FetchAtt.Rfc822Header or FetchAtt.Rfc822Text or FetchAtt.Body
            or FetchAtt.BodyStructure or FetchAtt.BodySection or FetchAtt.Binary or FetchAtt.BinarySize or FetchAtt.EmailId;

    /// <summary>"ALL" / "FULL" / "FAST" / fetch-att / "(" fetch-att *(SP fetch-att) ")".</summary>
    internal static IReadOnlyList<FetchItem> ParseAll(CommandScanner scanner)
    {
        if (!scanner.TryTake('('))
        {
            var start = scanner.Offset;
            var name = scanner.Name("fetch-att, ALL, FULL, FAST or \"(\"");
            return Macro(name) ?? [Parse(scanner, name, start)];
        }
        var items = new List<FetchItem>();
        do
        {
            var start = scanner.Offset;
            items.Add(Parse(scanner, scanner.Name("fetch-att"), start));
        }
        while (scanner.TryTake(' '));
        if (!scanner.TryTake(')')) throw scanner.Expected("SP or \")\" after a fetch-att");
        return items;
    }

    private static FetchItem[]? Macro(string name)
    {
        FetchItem[] fast = [Flags, new(FetchAtt.InternalDate), new(FetchAtt.Rfc822Size)];
        return name switch
        {
            "FAST" => fast,
            "ALL" => [.. fast, new(FetchAtt.Envelope)],
            "FULL" => [.. fast, new(FetchAtt.Envelope), new(FetchAtt.Body)],
            _ => null,
        };
    }

    private static FetchItem Parse(CommandScanner scanner, string name, int start) => name switch
    {
        "ENVELOPE" => new(FetchAtt.Envelope),
        "FLAGS" => Flags,
        "INTERNALDATE" => new(FetchAtt.InternalDate),
        "RFC822" => new(FetchAtt.Rfc822),
        "RFC822.HEADER" => new(FetchAtt.Rfc822Header),
        "RFC822.SIZE" => new(FetchAtt.Rfc822Size),
        "RFC822.TEXT" => new(FetchAtt.Rfc822Text),
        "BODYSTRUCTURE" => new(FetchAtt.BodyStructure),
        "UID" => Uid,
        "MODSEQ" when scanner.Offer.Has("CONDSTORE") => ModSeq,
        "EMAILID" when scanner.Offer.Has("OBJECTID") => new(FetchAtt.EmailId),
        "THREADID" when scanner.Offer.Has("OBJECTID") => new(FetchAtt.ThreadId),
        "BODY" => scanner.Next('[') ? BodySection(scanner, peek: false) : new(FetchAtt.Body),
        "BODY.PEEK" => BodySection(scanner, peek: true),
        "BINARY" when scanner.Offer.Has("BINARY") => Binary(scanner, peek: false),
        "BINARY.PEEK" when scanner.Offer.Has("BINARY") => Binary(scanner, peek: true),
        "BINARY.SIZE" when scanner.Offer.Has("BINARY") => new(FetchAtt.BinarySize, SectionBinary(scanner)),
        _ => throw new SyntaxException("fetch-att", start),
    };

    private static FetchItem BodySection(CommandScanner scanner, bool peek)
    {
        scanner.Take('[');
        var section = SectionArgument.Parse(scanner);
        scanner.Take(']');
        return new FetchItem(FetchAtt.BodySection, section, peek, ParsePartial(scanner));
    }

    /// <summary>"BINARY" [".PEEK"] section-binary [partial] (RFC 3516 section 7).</summary>
    private static FetchItem Binary(CommandScanner scanner, bool peek) =>
        new(FetchAtt.Binary, SectionBinary(scanner), peek, ParsePartial(scanner));

    /// <summary>section-binary = "[" [section-part] "]".</summary>
    private static SectionSpec SectionBinary(CommandScanner scanner)
    {
        scanner.Take('[');
        var start = scanner.Offset;
        var section = SectionArgument.Parse(scanner);
        if (section.Text != SectionText.None) throw new SyntaxException("section-part (BINARY knows no section-text)", start);
        scanner.Take(']');
        return section;
    }

    /// <summary>partial = "&lt;" number64 "." nz-number64 "&gt;" (RFC 9051), of 32 bits in RFC 3501.</summary>
    private static (ulong First, ulong Count)? ParsePartial(CommandScanner scanner)
    {
        if (!scanner.TryTake('<')) return null;
        var first = scanner.Number64();
        scanner.Take('.');
        var count = scanner.NzNumber64();
        scanner.Take('>');
        return (first, count);
    }
}
