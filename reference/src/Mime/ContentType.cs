using System.Text;

namespace Reference.Mime;

/// <summary>A media type and its parameters (RFC 2045, 5.1).</summary>
internal sealed record ContentType(string Type, string Subtype, IReadOnlyList<Parameter> Parameters)
{
    /// <summary>What RFC 2045, 5.2 assumes where the field is missing or cannot be read.</summary>
    public static ContentType Default { get; } = new("text", "plain", [new("charset", "us-ascii"u8.ToArray())]);

    /// <summary>What RFC 2046, 5.1.5 assumes in a multipart/digest.</summary>
    public static ContentType DigestDefault { get; } = new("message", "rfc822", []);

    /// <summary>What a part is told to be when it is nested too deep to be taken apart.</summary>
    public static ContentType Opaque { get; } = new("application", "octet-stream", []);

    public bool IsText => Is(Type, "text");

    public bool IsMultipart => Is(Type, "multipart");

    public bool IsDigest => IsMultipart && Is(Subtype, "digest");

    public bool IsMessage => Is(Type, "message") && Is(Subtype, "rfc822");

    public byte[]? Parameter(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.IsNamed(name)) return parameter.Value;
        }

        return null;
    }

    /// <summary>The type told by a Content-Type value, or null if it has no <c>type/subtype</c>.</summary>
    public static ContentType? Parse(byte[] value)
    {
        var lexer = new Lexer(value);
        lexer.SkipCfws();
        var type = Token(ref lexer);
        lexer.SkipCfws();
        if (type.Length == 0 || !lexer.Take('/')) return null;
        lexer.SkipCfws();
        var subtype = Token(ref lexer);
        return subtype.Length == 0 ? null : new(type, subtype, Mime.Parameters.Parse(ref lexer));
    }

    private static string Token(ref Lexer lexer) => Encoding.Latin1.GetString(lexer.Until("()<>@,;:\\\"/[]?="u8));

    private static bool Is(string value, string expected) => value.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
