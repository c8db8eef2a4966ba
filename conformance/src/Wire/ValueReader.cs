using System.Text;

namespace Conformance.Wire;

/// <summary>Reads the values of one response from left to right.</summary>
internal sealed class ValueReader(ReadOnlyMemory<byte> bytes)
{
    /// <summary>
    /// How deep lists may lie in each other. A BODYSTRUCTURE nests once per multipart, real mail stays below 20; the bound keeps a hostile
    /// response from exhausting the stack.
    /// </summary>
    public const int MaxNesting = 200;

    private static readonly string[] SectionItems = ["BODY", "BODY.PEEK", "BINARY", "BINARY.PEEK", "BINARY.SIZE"];

    public int Offset { get; private set; }

    public bool AtEnd => Offset >= bytes.Length;

    public char Peek => (char)bytes.Span[Offset];

    public void Skip(int count) => Offset += count;

    public void SkipSpaces()
    {
        while (!AtEnd && Peek == ' ')
            Offset++;
    }

    public UnreadableException Unreadable(string what) => new(what, Offset);

    /// <summary>Everything up to the next space, parenthesis or the end.</summary>
    public string Word()
    {
        var start = Offset;
        while (!AtEnd && Peek is not (' ' or '(' or ')'))
            Offset++;
        return Text(start, Offset);
    }

    public string RestAsText()
    {
        var start = Offset;
        Offset = bytes.Length;
        return Text(start, Offset);
    }

    public IReadOnlyList<Value> RestAsValues()
    {
        var values = Values(end: null, depth: 0);
        return AtEnd ? values : throw Unreadable("a closing parenthesis without an opening one");
    }

    /// <summary>
    /// A response code, at its <c>[</c>. Null, and nothing consumed, when no <c>]</c> follows. Inside, values are read where they are values; otherwise
    /// (the rule allows any text without <c>]</c>) the words between spaces are taken as atoms.
    /// </summary>
    public ResponseCode? Code()
    {
        var start = Offset;
        if (bytes.Span[start..].IndexOf((byte)']') < 0)
            return null;
        try
        {
            Offset = start + 1;
            var values = Values(end: ']', depth: 0);
            if (!AtEnd && Peek == ']' && values is [AtomValue name, ..])
            {
                Offset++;
                return new ResponseCode(name.Text.ToUpperInvariant(), [.. values.Skip(1)]);
            }
        }
        catch (UnreadableException)
        {
            // Free text that is no list of values: taken as words below.
        }

        var end = start + bytes.Span[start..].IndexOf((byte)']');
        var words = Text(start + 1, end).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Offset = end + 1;
        return new ResponseCode(words.Length == 0 ? "" : words[0].ToUpperInvariant(), [.. words.Skip(1).Select(w => new AtomValue(w))]);
    }

    private List<Value> Values(char? end, int depth)
    {
        var values = new List<Value>();
        for (SkipSpaces(); !AtEnd && Peek != ')' && Peek != end; SkipSpaces())
            values.Add(One(end, depth));
        return values;
    }

    private Value One(char? end, int depth)
    {
        if (Peek == '(')
            return List(end, depth);
        if (Peek == '"')
            return Quoted();
        if (TryLiteral(out var literal))
            return literal;
        var text = Atom(end);
        return text.Equals("NIL", StringComparison.OrdinalIgnoreCase) ? NilValue.Instance : new AtomValue(text);
    }

    private ListValue List(char? end, int depth)
    {
        if (depth >= MaxNesting)
            throw Unreadable($"lists nested deeper than {MaxNesting}");
        var start = Offset++;
        // Inside a list of a code a bracket is an ordinary character again: PERMANENTFLAGS may hold a keyword with one.
        var items = Values(end: null, depth + 1);
        if (AtEnd || Peek != ')')
            throw new UnreadableException("a parenthesis that is never closed", start);
        Offset++;
        return new ListValue(items);
    }

    private StringValue Quoted()
    {
        var start = Offset++;
        var content = new List<byte>();
        while (!AtEnd)
        {
            var c = bytes.Span[Offset++];
            if (c == '"')
                return new StringValue(content.ToArray(), IsLiteral: false);
            if (c == '\\' && !AtEnd)
                c = bytes.Span[Offset++];
            content.Add(c);
        }

        throw new UnreadableException("a quoted string that is never closed", start);
    }

    /// <summary><c>{n}</c>, or <c>~{n}</c> (RFC 3516), the line end, and n bytes.</summary>
    private bool TryLiteral(out StringValue literal)
    {
        literal = null!;
        var rest = bytes.Span[Offset..];
        if (!LiteralHeader.TryRead(rest, out var size, out var header))
            return false;
        if (size > rest.Length - header)
            throw Unreadable("a literal that is longer than the response");
        literal = new StringValue(bytes.Slice(Offset + header, (int)size), IsLiteral: true);
        Offset += header + (int)size;
        return true;
    }

    private string Atom(char? end)
    {
        var start = Offset;
        while (!AtEnd && Peek is not (' ' or '(' or ')') && Peek != end)
        {
            if (Peek == '[' && SectionItems.Contains(Text(start, Offset), StringComparer.OrdinalIgnoreCase) && SectionEnd() is { } after)
                Offset = after;
            else
                Offset++;
        }

        return Text(start, Offset);
    }

    /// <summary>The place behind the <c>]</c> of a section such as <c>[HEADER.FIELDS (TO "a]b")]</c>, or null if there is none.</summary>
    private int? SectionEnd()
    {
        var quoted = false;
        for (var i = Offset + 1; i < bytes.Length; i++)
        {
            var c = (char)bytes.Span[i];
            if (quoted && c == '\\')
                i++;
            else if (c == '"')
                quoted = !quoted;
            else if (c == ']' && !quoted)
                return i + 1;
            else if (c == '{' && !quoted && LiteralHeader.TryRead(bytes.Span[i..], out var size, out var header) && size <= bytes.Length - i - header)
                i += header + (int)size - 1;
        }

        return null;
    }

    private string Text(int start, int end) => Encoding.Latin1.GetString(bytes.Span[start..end]);
}
