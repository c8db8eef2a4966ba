using System.Buffers;
using System.Text;

namespace Reference.Mime;

/// <summary>Writes a <c>body</c> (RFC 3501, 7.4.2) of a part and what is below it.</summary>
/// <param name="output">Where it goes.</param>
/// <param name="extensible">BODYSTRUCTURE, with extension data, rather than BODY, which must have none.</param>
internal sealed class BodyStructureWriter(IBufferWriter<byte> output, bool extensible)
{
    // The depth of parts is bounded, so the recursion is too.
    public void Write(Part part)
    {
        if (part.IsMultipart) WriteMultipart(part);
        else WriteSinglePart(part);
    }

    private void WriteMultipart(Part part)
    {
        output.Write("("u8);
        foreach (var child in part.Children) Write(child);
        output.Write(" "u8);
        output.WriteString(part.Type.Subtype);
        if (extensible)
        {
            output.Write(" "u8);
            WriteParameters(part.Type.Parameters);
            WriteCommonExtension(part.Header);
        }

        output.Write(")"u8);
    }

    private void WriteSinglePart(Part part)
    {
        var header = part.Header;
        output.Write("("u8);
        output.WriteString(part.Type.Type);
        output.Write(" "u8);
        output.WriteString(part.Type.Subtype);
        output.Write(" "u8);
        WriteParameters(part.Type.Parameters);
        output.Write(" "u8);
        output.WriteNString(header.Value("Content-ID"));
        output.Write(" "u8);
        output.WriteNString(header.Value("Content-Description"));
        output.Write(" "u8);
        output.WriteString(TransferEncoding.Of(header));
        output.Write(" "u8);
        output.WriteNumber(part.Body.Length);
        if (part.IsMessage)
        {
            output.Write(" "u8);
            EnvelopeWriter.Write(output, part.Children[0].Header);
            output.Write(" "u8);
            Write(part.Children[0]);
        }

        if (part.IsMessage || part.Type.IsText)
        {
            output.Write(" "u8);
            output.WriteNumber(part.Body.Span.Count((byte)'\n'));
        }

        if (extensible)
        {
            output.Write(" "u8);
            output.WriteNString(header.Value("Content-MD5"));
            WriteCommonExtension(header);
        }

        output.Write(")"u8);
    }

    private void WriteCommonExtension(HeaderBlock header)
    {
        output.Write(" "u8);
        WriteDisposition(header.Value("Content-Disposition"));
        output.Write(" "u8);
        WriteLanguages(header.Value("Content-Language"));
        output.Write(" "u8);
        output.WriteNString(header.Value("Content-Location"));
    }

    private void WriteDisposition(byte[]? value)
    {
        var lexer = new Lexer(value);
        lexer.SkipCfws();
        var type = lexer.Until("()<>@,;:\\\"/[]?="u8);
        if (type.IsEmpty)
        {
            output.Write("NIL"u8);
            return;
        }

        output.Write("("u8);
        output.WriteString(type);
        output.Write(" "u8);
        WriteParameters(Parameters.Parse(ref lexer));
        output.Write(")"u8);
    }

    // RFC 3282: language tags with commas between them.
    private void WriteLanguages(byte[]? value)
    {
        var lexer = new Lexer(value);
        var any = false;
        while (!lexer.AtEnd)
        {
            lexer.SkipCfws();
            var tag = lexer.Until(",;("u8);
            if (!tag.IsEmpty)
            {
                output.Write(any ? " "u8 : "("u8);
                output.WriteString(tag);
                any = true;
            }

            lexer.SkipTo(',');
            lexer.Skip();
        }

        output.Write(any ? ")"u8 : "NIL"u8);
    }

    private void WriteParameters(IReadOnlyList<Parameter> parameters)
    {
        if (parameters.Count == 0)
        {
            output.Write("NIL"u8);
            return;
        }

        var opening = "("u8;
        foreach (var (name, value) in parameters)
        {
            output.Write(opening);
            output.WriteString(Encoding.Latin1.GetBytes(name));
            output.Write(" "u8);
            output.WriteString(value);
            opening = " "u8;
        }

        output.Write(")"u8);
    }
}
