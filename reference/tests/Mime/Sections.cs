using System.Globalization;
using Reference.Mime;

namespace Reference.Tests.Mime;

/// <summary>Reads the text between the brackets of BODY[…], for tests to be written as a client would ask.</summary>
internal static class Sections
{
    public static SectionSpec Parse(string text)
    {
        var numbers = new List<int>();
        while (text.Length > 0 && char.IsAsciiDigit(text[0]))
        {
            var end = text.IndexOf('.', StringComparison.Ordinal);
            numbers.Add(int.Parse(end < 0 ? text : text[..end], CultureInfo.InvariantCulture));
            text = end < 0 ? "" : text[(end + 1)..];
        }

        var open = text.IndexOf('(', StringComparison.Ordinal);
        var fields = open < 0 ? [] : text[(open + 1)..].TrimEnd(')').Split(' ');
        return new(numbers, Kind(open < 0 ? text : text[..open].TrimEnd()), fields);
    }

    private static SectionText Kind(string text) => text switch
    {
        "" => SectionText.None,
        "HEADER" => SectionText.Header,
        "HEADER.FIELDS" => SectionText.HeaderFields,
        "HEADER.FIELDS.NOT" => SectionText.HeaderFieldsNot,
        "TEXT" => SectionText.Text,
        "MIME" => SectionText.Mime,
        _ => throw new ArgumentException($"No section: {text}", nameof(text)),
    };
}
