using System.Text;

namespace Reference.Tests.Mime;

/// <summary>
/// A message and what RFC 3501 says about it. The text is written with LF and one character an octet (Latin-1) and becomes
/// a message with CRLF; expected text likewise. What is not given is not compared.
/// </summary>
public sealed record Sample(string Name, string Text)
{
    public string? Envelope { get; init; }

    public string? BodyStructure { get; init; }

    /// <summary>Sections by their text between the brackets; null stands for NIL.</summary>
    public Dictionary<string, string?> Sections { get; init; } = [];

    /// <summary>A message whose lines end as they are written here, not all with CRLF.</summary>
    public bool KeepLineEnds { get; init; }

    public byte[] Bytes => KeepLineEnds ? Encoding.Latin1.GetBytes(Text) : Octets(Text);

    public static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal));

    public override string ToString() => Name;
}
