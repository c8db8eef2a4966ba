using System.Security.Cryptography;

namespace Reference.Mime;

/// <summary>EMAILID (RFC 8474 section 5.1): the same for the same octets, wherever the message lies, and for no others; so it is made of
/// them.</summary>
public static class EmailId
{
    /// <summary>An objectid: "M" and 128 bits of SHA-256 in hexadecimal.</summary>
    public static string Of(ReadOnlySpan<byte> message) => "M" + Convert.ToHexStringLower(SHA256.HashData(message).AsSpan(0, 16));
}
