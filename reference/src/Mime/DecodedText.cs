using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace Reference.Mime;

/// <summary>Octets of a message as text for SEARCH: transfer encodings and encoded words undone, as RFC 3501, 6.4.4 requires.</summary>
internal static class DecodedText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    static DecodedText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static string OfField(byte[] value) => Rfc2047.DecodeText(ParserOptions.Default, value);

    /// <summary>A display name: a phrase, in which encoded words may stand (RFC 2047, 5).</summary>
    public static string OfPhrase(byte[] phrase) => Rfc2047.DecodePhrase(ParserOptions.Default, phrase);

    /// <summary>All fields of a header, one a line, decoded and unfolded.</summary>
    public static string OfHeader(HeaderBlock header)
    {
        var text = new StringBuilder();
        foreach (var field in header.Fields())
        {
            text.Append(Encoding.Latin1.GetString(field.Name)).Append(": ").Append(OfField(field.Value())).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The body of a text part, decoded with its declared charset.</summary>
    public static string OfBody(Part part)
    {
        var octets = TransferEncoding.Decode(TransferEncoding.Of(part.Header), part.Body.Span);
        return Charset(part.Type.Parameter("charset"), octets);
    }

    // An unknown or missing charset: UTF-8 if that is what it is, else Latin-1, which at least keeps every octet.
    private static string Charset(byte[]? name, byte[] octets)
    {
        if (name is not null && Find(Encoding.Latin1.GetString(name)) is { } encoding) return encoding.GetString(octets);
        try
        {
            return StrictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(octets);
        }
    }

    private static Encoding? Find(string name)
    {
        // Mail declares US-ASCII and sends anything; octets beyond it are still worth finding.
        if (name.Length == 0 || name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            // Not a name that .NET knows, or UTF-7, which it refuses.
            return null;
        }
    }
}
