using System.Text;

namespace Conformance.Scenarios;

/// <summary>A line of a scenario or catalogue file, without its end and without trailing blanks.</summary>
internal readonly record struct TextLine(int Number, string Text)
{
    public bool IsBlank => Text.Length == 0;

    public bool IsIndented => Text.Length > 0 && Text[0] is ' ' or '\t';

    public bool IsComment => Text.TrimStart().StartsWith('#');
}

/// <summary>Bytes to lines: UTF-8 with or without a byte order mark, LF or CRLF.</summary>
internal static class ScenarioText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ScenarioException">The bytes are not UTF-8; the line is named.</exception>
    public static string Decode(string file, ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new ScenarioException([new SourceError(new SourceLine(file, 1), "expected UTF-8, found UTF-16; save the file as UTF-8")]);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException bad)
        {
            var line = 1 + bytes[..Math.Clamp(bad.Index, 0, bytes.Length)].Count((byte)'\n');
            var found = string.Concat((bad.BytesUnknown ?? []).Select(b => $"{b:X2}"));
            throw new ScenarioException([new SourceError(new SourceLine(file, line), $"expected UTF-8, found the byte {found}; save the file as UTF-8")]);
        }
    }

    public static IReadOnlyList<TextLine> Lines(string text) =>
        [.. text.TrimStart('\uFEFF').Split('\n').Select((line, index) => new TextLine(index + 1, line.TrimEnd(' ', '\t', '\r')))];

    /// <summary>Control characters that would go out unseen; they are written as <c>%x</c>.</summary>
    public static IEnumerable<SourceError> ControlCharacters(string file, IEnumerable<TextLine> lines) =>
        from line in lines
        let control = line.Text.FirstOrDefault(c => char.IsControl(c) && c != '\t')
        where line.Text.Any(c => char.IsControl(c) && c != '\t')
        select new SourceError(new SourceLine(file, line.Number), $"expected printable text, found the control character %x{(int)control:X2}; write it so where it is meant");
}
