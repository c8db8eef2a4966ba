using System.Text;
using MimeKit.Encodings;

namespace Reference.Mime;

/// <summary>Content-Transfer-Encoding (RFC 2045, 6).</summary>
internal static class TransferEncoding
{
    /// <summary>The declared mechanism, or the default (RFC 2045, 6.1) where none can be read.</summary>
    public static byte[] Of(HeaderBlock header)
    {
        var lexer = new Lexer(header.Value("Content-Transfer-Encoding"));
        lexer.SkipCfws();
        var mechanism = lexer.Until("(;"u8);
        return mechanism.IsEmpty ? "7bit"u8.ToArray() : mechanism.ToArray();
    }

    /// <summary>Whether the mechanism leaves the octets as they are.</summary>
    public static bool IsIdentity(byte[] mechanism) => Is(mechanism, "7bit") || Is(mechanism, "8bit") || Is(mechanism, "binary");

    public static bool IsKnown(byte[] mechanism) => IsIdentity(mechanism) || Is(mechanism, "base64") || Is(mechanism, "quoted-printable");

    private static bool Is(byte[] mechanism, string name) => Ascii.EqualsIgnoreCase(mechanism, name);

    public static byte[] Decode(byte[] mechanism, ReadOnlySpan<byte> body)
    {
        IMimeDecoder? decoder = Encoding.Latin1.GetString(mechanism).ToUpperInvariant() switch
        {
            "BASE64" => new Base64Decoder(),
            "QUOTED-PRINTABLE" => new QuotedPrintableDecoder(),
            _ => null,
        };
        if (decoder is null) return body.ToArray();
        var input = body.ToArray();
        var decoded = new byte[decoder.EstimateOutputLength(input.Length)];
        var length = decoder.Decode(input, 0, input.Length, decoded);
        return decoded[..length];
    }
}
