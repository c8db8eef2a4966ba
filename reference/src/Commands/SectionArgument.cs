using System.Text;
using Reference.Mime;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>section-spec of RFC 3501 section 9, read and written.</summary>
internal static class SectionArgument
{
    /// <summary>Part numbers deeper than MimeKit or anybody nests name nothing; the bound keeps the list short.</summary>
    private const int MaxDepth = 100;

    /// <summary>[section-msgtext / (section-part ["." section-text])], without the brackets.</summary>
    public static SectionSpec Parse(CommandScanner scanner)
    {
        if (scanner.Next(']')) return SectionSpec.Whole;
        var part = new List<int>();
        while (scanner.NextIsDigit)
        {
            var start = scanner.Offset;
            var number = scanner.NzNumber("section-part");
            if (number > int.MaxValue || part.Count == MaxDepth) throw new SyntaxException("section-part of sensible size", start);
            part.Add((int)number);
            if (!scanner.TryTake('.')) return new SectionSpec(part, SectionText.None, []);
        }
        var at = scanner.Offset;
        return scanner.Name("section-text") switch
        {
            "HEADER" => new(part, SectionText.Header, []),
            "HEADER.FIELDS" => new(part, SectionText.HeaderFields, HeaderList(scanner)),
            "HEADER.FIELDS.NOT" => new(part, SectionText.HeaderFieldsNot, HeaderList(scanner)),
            "TEXT" => new(part, SectionText.Text, []),
            "MIME" when part.Count > 0 => new(part, SectionText.Mime, []),
            _ => throw new SyntaxException("section-text (HEADER, HEADER.FIELDS, HEADER.FIELDS.NOT, TEXT, or MIME after a part)", at),
        };
    }

    /// <summary>The section as a response repeats it.</summary>
    public static void Write(ResponseWriter output, SectionSpec section)
    {
        output.Text(string.Join('.', section.Part));
        if (section.Text == SectionText.None) return;
        if (section.Part.Count > 0) output.Raw("."u8);
        output.Text(section.Text switch
        {
            SectionText.Header => "HEADER",
            SectionText.HeaderFields => "HEADER.FIELDS",
            SectionText.HeaderFieldsNot => "HEADER.FIELDS.NOT",
            SectionText.Text => "TEXT",
            _ => "MIME",
        });
        if (section.Text is not (SectionText.HeaderFields or SectionText.HeaderFieldsNot)) return;
        output.Raw(" ("u8);
        for (var i = 0; i < section.Fields.Count; i++)
        {
            if (i > 0) output.Raw(" "u8);
            output.AString(section.Fields[i]);
        }
        output.Raw(")"u8);
    }

    /// <summary>SP "(" header-fld-name *(SP header-fld-name) ")".</summary>
    private static List<string> HeaderList(CommandScanner scanner)
    {
        scanner.Sp();
        scanner.Take('(');
        var names = new List<string>();
        do names.Add(Encoding.Latin1.GetString(scanner.AString("header-fld-name").Span));
        while (scanner.TryTake(' '));
        scanner.Take(')');
        return names;
    }
}
