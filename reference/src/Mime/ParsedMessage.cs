using System.Buffers;
using MimeKit.Utils;

namespace Reference.Mime;

/// <summary>
/// A message (RFC 5322 with MIME) as FETCH and SEARCH look at it. The octets stay as they are: sections are slices of
/// them. Any input has an answer, however broken; nothing here throws because of a message's content. Lines may end with
/// CRLF or LF. The work is done when something is first asked for, so that a SEARCH on a header costs only the header.
/// </summary>
public sealed class ParsedMessage
{
    private readonly ReadOnlyMemory<byte> bytes;
    private readonly Lazy<Part> root;

    private ParsedMessage(ReadOnlyMemory<byte> bytes)
    {
        this.bytes = bytes;
        root = new(() => StructureReader.Read(bytes));
        Header = HeaderBlock.Of(bytes);
    }

    internal Part Root => root.Value;

    private HeaderBlock Header { get; }

    /// <summary>Whether the message's own header has no octet beyond ASCII.</summary>
    public bool HasAsciiHeader => Header.Bytes.Span.IndexOfAnyInRange((byte)0x80, (byte)0xff) < 0;

    /// <summary>A view of a message; the octets must not change afterwards.</summary>
    public static ParsedMessage Parse(ReadOnlyMemory<byte> bytes) => new(bytes);

    /// <summary>Writes the <c>envelope</c> of RFC 3501, 7.4.2, parentheses included. Octets beyond ASCII go out as literals.</summary>
    public void WriteEnvelope(IBufferWriter<byte> output) => EnvelopeWriter.Write(output, Header);

    /// <summary>Writes the <c>body</c> of RFC 3501, 7.4.2, parentheses included.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="extensible">True for BODYSTRUCTURE, false for BODY, which has no extension data.</param>
    public void WriteBodyStructure(IBufferWriter<byte> output, bool extensible) => new BodyStructureWriter(output, extensible).Write(Root);

    /// <summary>
    /// The octets of <c>BODY[section]</c> (RFC 3501, 6.4.5), before any partial; null (NIL) where the message has no such
    /// part, or the part has no header or text of its own because it is no message/rfc822.
    /// </summary>
    public ReadOnlyMemory<byte>? Section(SectionSpec spec) =>
        spec is { Part.Count: 0, Text: SectionText.None } ? bytes : SectionFinder.Find(Root, spec);

    /// <summary>
    /// The octets of <c>BINARY[section-part]</c> (RFC 3516, 4.3): those of <see cref="Section"/> with the content transfer encoding
    /// undone. An encoding belongs to a part that is not taken apart; what is composed of others is told as it is.
    /// </summary>
    /// <param name="part">Part numbers; none for the whole message.</param>
    /// <param name="octets">Null (NIL) where the message has no such part.</param>
    /// <returns>False where the encoding is none that is known (UNKNOWN-CTE).</returns>
    public bool TryDecode(IReadOnlyList<int> part, out ReadOnlyMemory<byte>? octets)
    {
        octets = bytes;
        if (part.Count == 0) return true;
        if (SectionFinder.Descend(Root, part) is not { } found)
        {
            octets = null;
            return true;
        }

        octets = found.Body;
        if (found.IsMultipart) return true;
        var encoding = TransferEncoding.Of(found.Header);
        if (TransferEncoding.IsIdentity(encoding)) return true;
        if (!TransferEncoding.IsKnown(encoding)) return false;
        var decoded = TransferEncoding.Decode(encoding, found.Body.Span);
        // RFC 3516, 6: lines of text end with CRLF, whatever was encoded.
        octets = found.Type.IsText ? LineEnds.ToCrLf(decoded) : decoded;
        return true;
    }

    /// <summary>The values of all fields of that name, decoded, one a line; null if there is no such field.</summary>
    public string? HeaderText(string name)
    {
        var values = Header.Values(name).Select(DecodedText.OfField).ToList();
        return values.Count == 0 ? null : string.Join('\n', values);
    }

    /// <summary>
    /// Whether an address in the fields of that name contains the text: in its decoded name, as <c>mailbox@host</c>, or as
    /// the field is written.
    /// </summary>
    public bool AddressesContain(string name, string text)
    {
        if (HeaderText(name) is not { } written) return false;
        if (Contains(written, text)) return true;
        foreach (var (phrase, _, mailbox, host) in AddressParser.Parse(Header.Values(name)))
        {
            if (phrase is not null && Contains(DecodedText.OfPhrase(phrase), text)) return true;
            if (mailbox is null || host is null) continue;
            if (Contains(DecodedText.OfField([.. mailbox, (byte)'@', .. host]), text)) return true;
        }

        return false;
    }

    /// <summary>The time of the Date field with its own zone; null where there is none that can be read.</summary>
    public DateTimeOffset? SentDate =>
        Header.Value("Date") is { Length: > 0 } value && DateUtils.TryParse(value, out var date) ? date : null;

    /// <summary>The time of the Date field as sorting looks at it (RFC 5256 section 2.2): a day without a readable time begins at 00:00:00
    /// UTC; null where there is not even a day.</summary>
    public DateTimeOffset? SortDate => SentDate ?? (Header.Value("Date") is { Length: > 0 } value ? SentDay.Of(value) : null);

    /// <summary>The first Subject field, decoded; empty where there is none.</summary>
    public string Subject => Header.Value("Subject") is { } value ? DecodedText.OfField(value) : "";

    /// <summary>addr-mailbox of the first address in the fields of that name (RFC 3501, 7.4.2), a group's name if that comes first; empty
    /// where there is none.</summary>
    public string FirstMailbox(string name) =>
        AddressParser.Parse(Header.Values(name)).FirstOrDefault()?.Mailbox is { } mailbox ? DecodedText.OfField(mailbox) : "";

    /// <summary>What RFC 5957, 3 sorts the first address in the fields of that name by: its decoded name; without one <c>mailbox@host</c>, and a
    /// group's name; empty where there is no address.</summary>
    public string FirstDisplay(string name)
    {
        if (AddressParser.Parse(Header.Values(name)).FirstOrDefault() is not { } address) return "";
        if (address.Name is { } phrase && DecodedText.OfPhrase(phrase) is { Length: > 0 } display) return display;
        if (address.Mailbox is not { } mailbox) return "";
        return DecodedText.OfField(address.Host is { } host ? [.. mailbox, (byte)'@', .. host] : mailbox);
    }

    /// <summary>The valid msg-ids in the fields of that name, in their order, without brackets and quoting (RFC 5256 section 3).</summary>
    public IReadOnlyList<string> MessageIds(string name) => [.. Header.Values(name).SelectMany(MessageId.All)];

    /// <summary>Whether the header or the body contains the text (SEARCH TEXT).</summary>
    public bool TextContains(string text) => Contains(DecodedText.OfHeader(Header), text) || BodyContains(text);

    /// <summary>
    /// Whether the body contains the text (SEARCH BODY). Looked at are text parts, decoded, and the headers of parts and of
    /// encapsulated messages; RFC 3501, 6.4.4 lets a server leave out other types.
    /// </summary>
    public bool BodyContains(string text)
    {
        if (text.Length == 0) return true;
        var parts = new Stack<Part>([Root]);
        while (parts.TryPop(out var part))
        {
            if (part != Root && Contains(DecodedText.OfHeader(part.Header), text)) return true;
            if (part.Type.IsText && Contains(DecodedText.OfBody(part), text)) return true;
            foreach (var child in part.Children) parts.Push(child);
        }

        return false;
    }

    /// <summary>The comparison of SEARCH: i;unicode-casemap (RFC 5051) as .NET's ordinal comparison without case comes near it.</summary>
    internal static bool Contains(string text, string wanted) => text.Contains(wanted, StringComparison.OrdinalIgnoreCase);
}
