using System.Globalization;
using System.Text;

namespace Conformance.Grammar;

/// <summary>One definition as it stands in a file: <c>name = elements</c>, or <c>name =/ elements</c> (extends).</summary>
internal sealed record AbnfDefinition(string Name, bool Extends, Pattern Elements, string File, int Line);

/// <summary>
/// Reads ABNF (RFC 5234, section 4): rules begin in the first column and continue on indented lines. Prose values are not
/// accepted; the grammar files spell them out. LF and CRLF line ends are both read.
/// </summary>
internal sealed class AbnfReader(string file, string text)
{
    private int _at;
    private int _line = 1;

    public static IEnumerable<AbnfDefinition> Read(string file, string text) => new AbnfReader(file, text).Definitions();

    private IEnumerable<AbnfDefinition> Definitions()
    {
        while (true)
        {
            SkipBlankLines();
            if (_at == text.Length)
                yield break;
            yield return Definition();
        }
    }

    private AbnfDefinition Definition()
    {
        var line = _line;
        var name = Name();
        SkipSpace();
        if (Peek() != '=')
            throw Error($"expected = or =/ after the rule name {name}");
        _at++;
        var extends = Peek() == '/';
        if (extends)
            _at++;
        SkipSpace();
        var elements = Alternation();
        SkipSpace();
        if (_at < text.Length && Peek() is not ('\n' or '\r'))
            throw Error($"'{Peek()}' does not fit in the definition of {name}");
        return new AbnfDefinition(name, extends, elements, file, line);
    }

    private Pattern Alternation()
    {
        var alternatives = new List<Pattern> { Concatenation() };
        while (true)
        {
            SkipSpace();
            if (Peek() != '/')
                return alternatives.Count == 1 ? alternatives[0] : new ChoicePattern(alternatives);
            _at++;
            SkipSpace();
            alternatives.Add(Concatenation());
        }
    }

    private Pattern Concatenation()
    {
        var elements = new List<Pattern> { Repetition() };
        while (true)
        {
            SkipSpace();
            if (Peek() is '\0' or '\n' or '\r' or '/' or ')' or ']')
                return elements.Count == 1 ? elements[0] : new SequencePattern(elements);
            elements.Add(Repetition());
        }
    }

    private Pattern Repetition()
    {
        var min = Digits();
        if (Peek() == '*')
        {
            _at++;
            return new RepeatPattern(min ?? 0, Digits() ?? int.MaxValue, Element());
        }
        return min is { } count ? new RepeatPattern(count, count, Element()) : Element();
    }

    private Pattern Element()
    {
        switch (Peek())
        {
            case '(':
                return Bracketed(')');
            case '[':
                return new RepeatPattern(0, 1, Bracketed(']'));
            case '"':
                return Quoted();
            case '%':
                return Numeric();
            case '<':
                throw Error("prose values (<...>) are not read; write the rule out");
            default:
                if (!char.IsAsciiLetter(Peek()))
                    throw Error(Peek() == '\0' ? "the definition ends too early" : $"'{Peek()}' begins no element");
                var line = _line;
                return new RulePattern(Name(), file, line);
        }
    }

    private Pattern Bracketed(char close)
    {
        _at++;
        SkipSpace();
        var inner = Alternation();
        SkipSpace();
        if (Peek() != close)
            throw Error($"expected {close}");
        _at++;
        return inner;
    }

    private TextPattern Quoted()
    {
        var end = text.IndexOf('"', _at + 1);
        if (end < 0 || text.AsSpan(_at, end - _at).Contains('\n'))
            throw Error("the quoted string has no end on its line");
        var value = text[(_at + 1)..end];
        _at = end + 1;
        return new TextPattern(Encoding.ASCII.GetBytes(value), exact: false);
    }

    private Pattern Numeric()
    {
        _at++;
        var radix = char.ToLowerInvariant(Peek());
        if (radix is not ('x' or 'd' or 'b'))
            throw Error("expected %x, %d or %b");
        _at++;
        var first = Value(radix);
        if (Peek() == '-')
        {
            _at++;
            return new BytePattern(ByteSet.Range(first, Value(radix)), null);
        }
        if (Peek() != '.')
            return new BytePattern(ByteSet.Range(first, first), null);
        var octets = new List<byte> { first };
        while (Peek() == '.')
        {
            _at++;
            octets.Add(Value(radix));
        }
        return new TextPattern([.. octets], exact: true);
    }

    private byte Value(char radix)
    {
        var start = _at;
        while (char.IsAsciiHexDigit(Peek()) && (radix == 'x' || char.IsAsciiDigit(Peek())))
            _at++;
        var digits = text.AsSpan(start, _at - start);
        var ok = radix switch
        {
            'x' => int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1,
            'b' => int.TryParse(digits, NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture, out var value) ? value : -1,
            _ => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : -1,
        };
        return ok is >= 0 and <= 255 ? (byte)ok : throw Error($"%{radix}{digits} is no octet");
    }

    private string Name()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Peek()) || Peek() == '-')
            _at++;
        if (start == _at || !char.IsAsciiLetter(text[start]))
            throw Error("expected a rule name in the first column");
        return text[start.._at];
    }

    private int? Digits()
    {
        var start = _at;
        while (char.IsAsciiDigit(Peek()))
            _at++;
        if (start == _at)
            return null;
        return int.TryParse(text.AsSpan(start, _at - start), CultureInfo.InvariantCulture, out var count)
            ? count
            : throw Error("the repeat count is too large");
    }

    private char Peek() => _at < text.Length ? text[_at] : '\0';

    /// <summary>Spaces and comments, over the line end if the next line is indented (RFC 5234, c-wsp).</summary>
    private void SkipSpace()
    {
        while (true)
        {
            while (Peek() is ' ' or '\t')
                _at++;
            var lineEnd = Peek() == ';' ? EndOfLine() : _at;
            var next = lineEnd;
            if (next < text.Length && text[next] == '\r')
                next++;
            if (next >= text.Length || text[next] != '\n' || next + 1 >= text.Length || text[next + 1] is not (' ' or '\t'))
            {
                _at = lineEnd;
                return;
            }
            _at = next + 1;
            _line++;
        }
    }

    private int EndOfLine()
    {
        var end = text.AsSpan(_at).IndexOfAny('\r', '\n');
        return end < 0 ? text.Length : _at + end;
    }

    private void SkipBlankLines()
    {
        while (_at < text.Length)
        {
            if (Peek() == ';')
                _at = EndOfLine();
            else if (Peek() is ' ' or '\t' or '\r' or '\uFEFF')
                _at++;
            else if (Peek() == '\n')
            {
                _at++;
                _line++;
            }
            else
                return;
        }
    }

    private GrammarException Error(string what) => new(file, _line, what);
}
