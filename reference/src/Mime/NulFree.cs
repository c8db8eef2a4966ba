using System.Text;

namespace Reference.Mime;

/// <summary>
/// Gives a message that was appended with NULs (RFC 3516, 4.4) the form in which FETCH BODY can tell it: parts that hold one are
/// encoded in base64, as section 6 there asks. A message without a NUL is not touched.
/// </summary>
public static class NulFree
{
    private const int LineLength = 76;

    /// <returns>Null where a NUL stands where no encoding helps: in a header, between parts, in a part that is encoded already, or in
    /// an encapsulated message's frame. Such a message has to be refused (UNKNOWN-CTE).</returns>
    public static ReadOnlyMemory<byte>? Of(ReadOnlyMemory<byte> message)
    {
        if (!message.Span.Contains((byte)0)) return message;
        var output = new MemoryStream();
        var written = 0;
        foreach (var part in Leaves(ParsedMessage.Parse(message).Root))
        {
            if (part.IsOpaque || !part.Body.Span.Contains((byte)0) || !TransferEncoding.IsIdentity(TransferEncoding.Of(part.Header))) continue;
            output.Write(message.Span[written..part.Start]);
            WriteHeader(output, part.Header);
            output.Write(Encoded(part.Body.Span));
            written = part.End;
        }

        output.Write(message.Span[written..]);
        var octets = output.ToArray();
        return octets.AsSpan().Contains((byte)0) ? (ReadOnlyMemory<byte>?)null : octets;
    }

    private static IEnumerable<Part> Leaves(Part root)
    {
        var parts = new Stack<Part>([root]);
        while (parts.TryPop(out var part))
        {
            if (part.Children.Count == 0) yield return part;
            for (var i = part.Children.Count - 1; i >= 0; i--) parts.Push(part.Children[i]);
        }
    }

    // The blank line is written anew: a part may have no header at all.
    private static void WriteHeader(MemoryStream output, HeaderBlock header)
    {
        foreach (var field in header.Fields())
        {
            if (field.IsNamed("Content-Transfer-Encoding")) continue;
            output.Write(field.Whole.Span);
            if (!field.Whole.Span.EndsWith("\n"u8)) output.Write("\r\n"u8);
        }

        output.Write("Content-Transfer-Encoding: base64\r\n\r\n"u8);
    }

    private static byte[] Encoded(ReadOnlySpan<byte> body)
    {
        var text = Convert.ToBase64String(body);
        var lines = new StringBuilder(text.Length + text.Length / LineLength * 2 + 2);
        for (var at = 0; at < text.Length; at += LineLength)
        {
            lines.Append(text.AsSpan(at, Math.Min(LineLength, text.Length - at))).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(lines.ToString());
    }
}
