namespace Reference.Mime;

/// <summary>
/// A node of a message's MIME structure: where its header and body are in the message (octet offsets; the end is not part
/// of it). The root is the message itself, a message/rfc822 part has the encapsulated message as its only child.
/// </summary>
internal sealed class Part(ReadOnlyMemory<byte> message, int start, ContentType defaultType)
{
    private ContentType? type;

    public int Start { get; } = start;

    /// <summary>Where the header ends and the body begins: after the blank line.</summary>
    public int BodyStart { get; set; } = start;

    public int End { get; set; } = start;

    public List<Part> Children { get; } = [];

    /// <summary>Set where the part is nested too deep to be looked into.</summary>
    public bool IsOpaque { get; set; }

    public HeaderBlock Header => new(message[Start..BodyStart]);

    public ReadOnlyMemory<byte> Body => message[BodyStart..End];

    /// <summary>The header and the body.</summary>
    public ReadOnlyMemory<byte> Whole => message[Start..End];

    /// <summary>The declared type; the default of the place where the field is missing, text/plain where it is unreadable.</summary>
    public ContentType Type => IsOpaque ? ContentType.Opaque : type ??= ReadType();

    public bool IsMultipart => Type.IsMultipart;

    public bool IsMessage => Type.IsMessage;

    private ContentType ReadType() => Header.Value("Content-Type") is { } value
        ? ContentType.Parse(value) ?? ContentType.Default
        : defaultType;
}
