using System.Globalization;
using System.Text;

namespace Reference.Mime;

/// <summary>One attribute and its value, without quoting, of a Content-Type or Content-Disposition.</summary>
internal readonly record struct Parameter(string Name, byte[] Value)
{
    public bool IsNamed(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// Reads <c>*(";" attribute "=" value)</c> of RFC 2045, 5.1, and joins the continuations of RFC 2231, 3, as its section 6
/// asks of IMAP servers: <c>name*0*</c>, <c>name*1</c> … become one <c>name*</c> (still with charset, language and percent
/// encoding) or, if no piece was encoded, one <c>name</c>.
/// </summary>
/// <remarks>Not MimeKit's ParameterList: it undoes the percent encoding and forgets the language, which this form has to keep.</remarks>
internal static class Parameters
{
    public static List<Parameter> Parse(ref Lexer lexer)
    {
        var raw = new List<Parameter>();
        while (raw.Count < MimeLimits.Parameters)
        {
            lexer.SkipTo(';');
            if (!lexer.Take(';')) break;
            lexer.SkipCfws();
            var name = Encoding.Latin1.GetString(lexer.Until("=;("u8));
            lexer.SkipCfws();
            if (name.Length == 0 || !lexer.Take('=')) continue;
            lexer.SkipCfws();
            // Unquoted values with "=", "/" or "?" are common for boundaries, and harmless to read.
            raw.Add(new(name, lexer.Next == '"' ? lexer.QuotedString() : lexer.Until(";("u8).ToArray()));
        }

        return Join(raw);
    }

    private static List<Parameter> Join(List<Parameter> raw)
    {
        if (!raw.Exists(parameter => parameter.Name.Contains('*', StringComparison.Ordinal))) return raw;
        var joined = new List<Parameter>();
        var pieces = new Dictionary<string, SortedDictionary<int, (bool Encoded, byte[] Value)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var parameter in raw)
        {
            if (Piece(parameter.Name) is not var (name, number, encoded))
            {
                joined.Add(parameter);
                continue;
            }

            if (!pieces.TryGetValue(name, out var numbered)) pieces[name] = numbered = [];
            numbered.TryAdd(number, (encoded, parameter.Value));
        }

        foreach (var (name, numbered) in pieces)
        {
            // Pieces after a gap cannot be placed.
            var inOrder = numbered.TakeWhile((piece, index) => piece.Key == index).Select(piece => piece.Value).ToList();
            if (inOrder.Count > 0) joined.Add(Joined(name, inOrder));
        }

        return joined;
    }

    private static Parameter Joined(string name, List<(bool Encoded, byte[] Value)> pieces)
    {
        var anyEncoded = pieces.Exists(piece => piece.Encoded);
        var value = new MemoryStream();
        // Without an encoded first piece there is no charset and language to take over; both may be empty (RFC 2231, 4).
        if (anyEncoded && !pieces[0].Encoded) value.Write("''"u8);
        foreach (var (encoded, octets) in pieces) value.Write(encoded || !anyEncoded ? octets : PercentEncoded(octets));
        return new(anyEncoded ? name + "*" : name, value.ToArray());
    }

    private static byte[] PercentEncoded(byte[] octets)
    {
        var encoded = new StringBuilder();
        foreach (var octet in octets)
        {
            // attribute-char of RFC 2231, 7.
            var plain = octet is > 0x20 and < 0x7f && !"*'%()<>@,;:\\\"/[]?="u8.Contains(octet);
            if (plain) encoded.Append((char)octet);
            else encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }

        return Encoding.ASCII.GetBytes(encoded.ToString());
    }

    // name*3 and name*3* are pieces; name* alone is a whole, already in the form that is wanted.
    private static (string Name, int Number, bool Encoded)? Piece(string name)
    {
        var encoded = name.EndsWith('*');
        var rest = encoded ? name[..^1] : name;
        var star = rest.LastIndexOf('*');
        if (star <= 0) return null;
        return int.TryParse(rest.AsSpan(star + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (rest[..star], number, encoded)
            : null;
    }
}
