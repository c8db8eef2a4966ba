namespace Reference.Mime;

/// <summary>
/// Finds the parts of a message in one pass over its lines, without recursion (RFC 2046, 5.1). Broken structure never
/// loses octets: a multipart that is not closed ends with what surrounds it, one without a delimiter line has one empty part.
/// </summary>
internal sealed class StructureScanner
{
    private readonly ReadOnlyMemory<byte> message;
    // The parts around the current line, outermost first, with the delimiter that each multipart still listens for.
    private readonly List<(Part Part, byte[]? Boundary)> open = [];
    private int parts;
    private int at;

    private StructureScanner(ReadOnlyMemory<byte> message) => this.message = message;

    public static Part Scan(ReadOnlyMemory<byte> message)
    {
        var scanner = new StructureScanner(message);
        var root = scanner.Enter(ContentType.Default);
        scanner.ScanLines();
        scanner.CloseDownTo(0, message.Length);
        return root;
    }

    private void ScanLines()
    {
        while (at < message.Length)
        {
            var line = NextLine();
            if (Delimited(line) is not var (index, closing))
            {
                at += line.Length;
                continue;
            }

            CloseDownTo(index + 1, LineEndBefore(at));
            at += line.Length;
            if (closing) open[index] = (open[index].Part, null);
            else Enter(open[index].Part.Type.IsDigest ? ContentType.DigestDefault : ContentType.Default);
        }
    }

    /// <summary>Reads the header of a part that begins here and, where it encapsulates a message, that one's header too.</summary>
    private Part Enter(ContentType defaultType)
    {
        var first = Open(defaultType);
        var innermost = first;
        while (innermost.IsMessage) innermost = Open(ContentType.Default);
        return first;
    }

    private Part Open(ContentType defaultType)
    {
        var part = new Part(message, at, defaultType);
        parts++;
        if (open.Count > 0) open[^1].Part.Children.Add(part);
        ReadHeader();
        part.BodyStart = at;
        part.IsOpaque = open.Count >= MimeLimits.Depth && (part.IsMultipart || part.IsMessage);
        open.Add((part, part.IsMultipart ? Boundary(part) : null));
        return part;
    }

    // The header ends after its blank line, or in front of a delimiter line of the parts around.
    private void ReadHeader()
    {
        while (at < message.Length)
        {
            var line = NextLine();
            if (Delimited(line) is not null) return;
            at += line.Length;
            if (HeaderBlock.IsBlank(line)) return;
        }
    }

    private void CloseDownTo(int count, int end)
    {
        for (var i = open.Count - 1; i >= count; i--)
        {
            var part = open[i].Part;
            // The line end in front of a delimiter belongs to the delimiter, also where a header reaches up to it.
            part.End = Math.Max(part.Start, end);
            part.BodyStart = Math.Min(part.BodyStart, part.End);
            // A multipart has at least one part (RFC 2046, 5.1 and body-type-mpart of RFC 3501); this one stands for none.
            if (part.IsMultipart && part.Children.Count == 0) part.Children.Add(new(message, part.End, ContentType.Default));
        }

        open.RemoveRange(count, open.Count - count);
    }

    private ReadOnlySpan<byte> NextLine() => message.Span.Slice(at, HeaderBlock.LineLength(message.Span[at..]));

    private int LineEndBefore(int position)
    {
        var span = message.Span[..position];
        if (span is [.., (byte)'\r', (byte)'\n']) return position - 2;
        return span is [.., (byte)'\n'] ? position - 1 : position;
    }

    /// <summary>
    /// The multipart whose delimiter this line is, and whether it is the closing one. RFC 2046, 5.1.1 lets a line match by
    /// its beginning, so of several that match the longest delimiter is meant, and the innermost of equal ones.
    /// </summary>
    private (int Index, bool Closing)? Delimited(ReadOnlySpan<byte> line)
    {
        if (line is not [(byte)'-', (byte)'-', .. var rest] || parts >= MimeLimits.Parts) return null;
        var found = -1;
        for (var i = open.Count - 1; i >= 0; i--)
        {
            if (open[i].Boundary is not { } boundary || !rest.StartsWith(boundary)) continue;
            if (found < 0 || boundary.Length > open[found].Boundary!.Length) found = i;
        }

        return found < 0 ? null : (found, rest[open[found].Boundary!.Length..].StartsWith("--"u8));
    }

    private static byte[]? Boundary(Part part)
    {
        var boundary = part.Type.Parameter("boundary").AsSpan().TrimEnd(" \t"u8);
        return boundary.IsEmpty ? null : boundary.ToArray();
    }
}
