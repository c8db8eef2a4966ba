using System.Globalization;
using System.Text;

namespace Conformance.Scenarios;

/// <summary>Reads text that goes out: variables, <c>%x0D.0A</c>, <c>&lt;&lt;literals&gt;&gt;</c>; all else stands for itself.</summary>
internal static class TemplateParser
{
    /// <exception cref="LineException">The text cannot be read.</exception>
    public static Template Parse(string source, bool allowLiterals = true)
    {
        var parts = new List<TemplatePart>();
        var text = new StringBuilder();
        var at = 0;
        while (at < source.Length)
        {
            var rest = source.AsSpan(at);
            if (rest.StartsWith("$$"))
            {
                text.Append('$');
                at += 2;
            }
            else if (rest.StartsWith("$_"))
            {
                throw new LineException("'$_' matches anything and has no value that could be sent; name a variable");
            }
            else if (rest[0] == '$' && VariableName.TryRead(source, at, out var variable))
            {
                Flush();
                at += variable.Length;
                parts.Add(new VariablePart(variable.Name, variable.IsBraced ? 0 : Neighbour(source, ref at, variable.Name)));
            }
            else if (rest.StartsWith("%x"))
            {
                Flush();
                parts.Add(Bytes(source, ref at));
            }
            else if (allowLiterals && rest.StartsWith("<<"))
            {
                Flush();
                parts.Add(Literal(source, ref at));
            }
            else
            {
                text.Append(rest[0]);
                at++;
            }
        }

        Flush();
        return new Template(source, parts);

        void Flush()
        {
            if (text.Length > 0)
                parts.Add(new TextPart(text.ToString()));
            text.Clear();
        }
    }

    private static int Neighbour(string source, ref int at, string name)
    {
        if (at + 1 >= source.Length || source[at] is not ('+' or '-') || !char.IsAsciiDigit(source[at + 1]))
            return 0;
        var end = at + 1;
        while (end < source.Length && char.IsAsciiDigit(source[end]))
            end++;
        if (source[(at + 1)..end] != "1")
            throw LineException.Expected($"'${name}+1' or '${name}-1' (where text follows, write '${{{name}}}')", $"${name}{source[at..end]}");
        var neighbour = source[at] == '+' ? 1 : -1;
        at = end;
        return neighbour;
    }

    // %x0D.0A: two hexadecimal digits to a byte, dots between (RFC 5234 section 2.3).
    private static BytesPart Bytes(string source, ref int at)
    {
        var bytes = new List<byte>();
        var start = at;
        at += 1;
        do
        {
            at++;
            if (at + 2 > source.Length || !byte.TryParse(source.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
                throw LineException.Expected("two hexadecimal digits to each byte, as in %x0D.0A (a percent sign before an x is %x25)", source[start..]);
            bytes.Add(value);
            at += 2;
        }
        while (at + 2 < source.Length && source[at] == '.' && char.IsAsciiHexDigit(source[at + 1]) && char.IsAsciiHexDigit(source[at + 2]));
        return new BytesPart(bytes.ToArray());
    }

    private static LiteralPart Literal(string source, ref int at)
    {
        var close = source.IndexOf(">>", at, StringComparison.Ordinal);
        if (close < 0)
            throw LineException.Expected("'>>' at the end of the literal", source[at..]);
        var nonSynchronising = source.AsSpan(at + 2).StartsWith("+");
        var content = source[(at + (nonSynchronising ? 3 : 2))..close];
        at = close + 2;
        return new LiteralPart(Parse(content, allowLiterals: false), nonSynchronising);
    }
}
