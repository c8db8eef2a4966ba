using System.Runtime.InteropServices;
using System.Text;
using MimeKit;
using MimeKit.IO;

namespace Reference.Mime;

/// <summary>
/// Finds the parts of a message with MimeKit's <see cref="MimeReader"/>, which tells as octet offsets where each begins and
/// ends. Broken structure never loses octets: a multipart that is not closed ends with what surrounds it, one without a
/// delimiter line has one empty part.
/// </summary>
/// <remarks>What is told of a part's header fields does not come from MimeKit; <see cref="Parameters"/> and
/// <see cref="AddressParser"/> say why.</remarks>
internal sealed class StructureReader : MimeReader
{
    private readonly ReadOnlyMemory<byte> message;
    private readonly int lead;
    private readonly int depth;
    private readonly Counter parts;
    private readonly Stack<Part> open = [];
    private readonly Part root;
    private long headerEnd;
    private int surplus;

    private StructureReader(Stream stream, int lead, Part root, ReadOnlyMemory<byte> message, int depth, Counter parts)
        : base(new ParserOptions { MaxMimeDepth = MimeLimits.Depth - depth }, stream, MimeFormat.Entity)
    {
        this.lead = lead;
        this.root = root;
        this.message = message;
        this.depth = depth;
        this.parts = parts;
    }

    /// <summary>The message as the root of its parts.</summary>
    public static Part Read(ReadOnlyMemory<byte> message) => Read(message, 0, message.Length, 0, new Counter());

    private static Part Read(ReadOnlyMemory<byte> message, int start, int end, int depth, Counter parts)
    {
        var header = HeaderBlock.Of(message[start..end]);
        var root = new Part(message, start, ContentType.Default) { BodyStart = start + header.Bytes.Length, End = end };
        var lead = Lead(header);
        var octets = MemoryMarshal.TryGetArray(root.Body, out var segment) ? segment : new(root.Body.ToArray());
        using var stream = new ChainedStream();
        stream.Add(new MemoryStream(lead, false));
        stream.Add(new MemoryStream(octets.Array!, octets.Offset, octets.Count, false));
        var reader = new StructureReader(stream, lead.Length, root, message, depth, parts);
        reader.ReadMessage();
        return root;
    }

    // MimeReader refuses a message that has no octets, or one whose header begins or ends with what is no field. So it is given
    // a header with the two fields that the structure rests on.
    private static byte[] Lead(HeaderBlock header)
    {
        var lead = new MemoryStream();
        foreach (var name in new[] { "Content-Type", "Content-Transfer-Encoding" })
        {
            if (header.Value(name) is not { } value) continue;
            lead.Write(Encoding.ASCII.GetBytes(name));
            lead.Write(": "u8);
            lead.Write(value);
            lead.Write("\r\n"u8);
        }

        lead.Write("\r\n"u8);
        return lead.ToArray();
    }

    protected override void OnHeadersEnd(
        long beginOffset, int beginLineNumber, long endOffset, int endLineNumber, CancellationToken cancellationToken) => headerEnd = endOffset;

    protected override void OnMimePartBegin(
        MimeKit.ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Begin(beginOffset);

    protected override void OnMultipartBegin(
        MimeKit.ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Begin(beginOffset);

    protected override void OnMessagePartBegin(
        MimeKit.ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Begin(beginOffset);

    protected override void OnMimePartEnd(
        MimeKit.ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines,
        CancellationToken cancellationToken)
    {
        if (End(headersEndOffset, endOffset) is not { } part || !(part.IsMultipart || part.IsMessage)) return;
        // Either nested too deep, or a message that is encoded, which MimeKit takes for data. RFC 2046, 5.2.1 forbids that, and
        // BODY[…] never decodes: the encoded octets are the "message".
        var below = depth + open.Count + 1;
        if (part.IsMessage && below < MimeLimits.Depth && parts.Count++ < MimeLimits.Parts)
            part.Children.Add(Read(message, part.BodyStart, part.End, below, parts));
        else
            part.IsOpaque = true;
    }

    protected override void OnMultipartEnd(
        MimeKit.ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines,
        CancellationToken cancellationToken) =>
        Completed(End(headersEndOffset, endOffset));

    protected override void OnMessagePartEnd(
        MimeKit.ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines,
        CancellationToken cancellationToken) =>
        Completed(End(headersEndOffset, endOffset));

    private void Begin(long offset)
    {
        if (surplus > 0 || parts.Count >= MimeLimits.Parts)
        {
            surplus++;
            return;
        }

        parts.Count++;
        var part = root;
        if (open.TryPeek(out var parent))
        {
            var implied = parent.Type.IsDigest ? ContentType.DigestDefault : ContentType.Default;
            part = new Part(message, Place(offset), implied) { BodyStart = Place(headerEnd) };
            parent.Children.Add(part);
        }

        open.Push(part);
    }

    private Part? End(long headerEndOffset, long end)
    {
        if (surplus > 0)
        {
            surplus--;
            return null;
        }

        var part = open.Pop();
        if (part == root) return part;
        part.End = Math.Max(part.Start, Place(end));
        part.BodyStart = Math.Clamp(Place(headerEndOffset), part.Start, part.End);
        return part;
    }

    private void Completed(Part? part)
    {
        if (part is null) return;
        // MimeKit takes an empty boundary for one, and text/rfc822-headers and others for messages. A boundary has 1 to 70 octets
        // (RFC 2046, 5.1.1), and in RFC 3501 only message/rfc822 holds a message.
        if (part.IsMultipart ? part.Type.Parameter("boundary") is not { Length: > 0 } : !part.IsMessage) part.Children.Clear();
        // Both have at least one part (body-type-mpart and body-type-msg of RFC 3501); this one stands for none.
        if ((part.IsMultipart || part.IsMessage) && part.Children.Count == 0)
            part.Children.Add(new(message, part.End, ContentType.Default));
    }

    private int Place(long offset) => root.BodyStart + (int)Math.Max(0, offset - lead);

    private sealed class Counter
    {
        public int Count { get; set; }
    }
}
