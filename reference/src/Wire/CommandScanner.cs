using System.Globalization;
using System.Text;

namespace Reference.Wire;

/// <summary>Reads one whole command by the rules of RFC 3501 section 9, strictly: one SP where the grammar has one.</summary>
/// <remarks>The octets are the command without its last CRLF; a literal is in place, announced by {n} CRLF. Methods carry the names
/// of ABNF rules and throw <see cref="SyntaxException"/> naming what was expected and where.</remarks>
public sealed class CommandScanner(ReadOnlyMemory<byte> octets, Limits? limits = null, Offer? offer = null)
{
    private readonly ReadOnlyMemory<byte> _octets = octets;

    public Limits Limits { get; } = limits ?? Limits.Default;

    /// <summary>What may be asked for; syntax of an extension that is not offered is none.</summary>
    public Offer Offer { get; } = offer ?? Offer.Everything;

    /// <summary>The client has enabled UTF-8 in quoted strings and mailbox names (RFC 6855, RFC 9051).</summary>
    public bool Utf8 { get; init; }

    /// <summary>It did so by UTF8=ACCEPT.</summary>
    public bool Utf8Accept { get; init; }

    /// <summary>Octets read so far.</summary>
    public int Offset { get; private set; }

    public bool AtEnd => Offset >= _octets.Length;

    private ReadOnlySpan<byte> Rest => _octets.Span[Offset..];

    public SyntaxException Expected(string what) => new(what, Offset);

    /// <summary>Nothing may follow.</summary>
    public void End()
    {
        if (!AtEnd) throw Expected("the end of the command");
    }

    public void Sp()
    {
        if (!TryTake(' ')) throw Expected("SP");
    }

    public bool TryTake(char character)
    {
        if (!Next(character)) return false;
        Offset++;
        return true;
    }

    public void Take(char character)
    {
        if (!TryTake(character)) throw Expected($"\"{character}\"");
    }

    public bool Next(char character) => !AtEnd && _octets.Span[Offset] == character;

    /// <summary>The octet behind the next one.</summary>
    public bool Follows(char character) => Offset + 1 < _octets.Length && _octets.Span[Offset + 1] == character;

    public bool NextIsDigit => !AtEnd && Octets.IsDigit(_octets.Span[Offset]);

    /// <summary>The next octets equal <paramref name="text"/> in ASCII without case; then they are taken.</summary>
    public bool TryTakeText(string text)
    {
        if (Rest.Length < text.Length || !Ascii.EqualsIgnoreCase(Rest[..text.Length], text)) return false;
        Offset += text.Length;
        return true;
    }

    /// <summary>A run of ATOM-CHAR in upper case: a command name, an item, a keyword of the protocol.</summary>
    public string Word(string expected) => Run(Octets.AtomChar, expected).ToUpperInvariant();

    /// <summary>A run of letters, digits, "." and "-" in upper case, stopping before "[" or "&lt;": a name inside FETCH.</summary>
    public string Name(string expected)
    {
        var rest = Rest;
        var length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit((char)rest[length]) || rest[length] is (byte)'.' or (byte)'-')) length++;
        if (length == 0) throw Expected(expected);
        var text = Encoding.ASCII.GetString(rest[..length]).ToUpperInvariant();
        Offset += length;
        return text;
    }

    public string Tag() => Run(Octets.TagChar, "tag");

    public string Atom(string expected = "atom") => Run(Octets.AtomChar, expected);

    /// <summary>astring: 1*ASTRING-CHAR / string.</summary>
    public ReadOnlyMemory<byte> AString(string expected = "astring")
    {
        if (Next('"') || Next('{')) return String(expected);
        return RunMemory(Octets.AStringChar, expected);
    }

    /// <summary>nstring: string / NIL; null stands for NIL.</summary>
    public ReadOnlyMemory<byte>? NString(string expected = "nstring")
    {
        if (TryTakeText("NIL")) return null;
        return String(expected);
    }

    /// <summary>list-mailbox: 1*list-char / string.</summary>
    public ReadOnlyMemory<byte> ListMailbox()
    {
        if (Next('"') || Next('{')) return String("list-mailbox");
        return RunMemory(Octets.ListChar, "list-mailbox");
    }

    /// <summary>string: quoted / literal.</summary>
    public ReadOnlyMemory<byte> String(string expected = "string")
    {
        if (Next('"')) return Quoted();
        if (Next('{')) return Literal();
        throw Expected(expected);
    }

    /// <summary>quoted: only 7-bit TEXT-CHAR, and "\" only before DQUOTE or "\"; with <see cref="Utf8"/> also UTF-8 (RFC 6855 section
    /// 3, RFC 9051 section 9).</summary>
    public ReadOnlyMemory<byte> Quoted()
    {
        var at = Offset;
        var text = QuotedOctets();
        return System.Text.Unicode.Utf8.IsValid(text.Span) ? text : throw new SyntaxException("UTF-8 (RFC 3629) in the quoted string", at);
    }

    private ReadOnlyMemory<byte> QuotedOctets()
    {
        Take('"');
        var start = Offset;
        byte[]? unescaped = null;
        var length = 0;
        var span = _octets.Span;
        for (; Offset < span.Length; Offset++)
        {
            var octet = span[Offset];
            if (octet == '"')
            {
                var end = Offset++;
                return unescaped is null ? _octets[start..end] : unescaped.AsMemory(0, length);
            }
            if (octet is 0 or (byte)'\r' or (byte)'\n' || (octet > 0x7F && !Utf8)) throw Expected("QUOTED-CHAR (7-bit, no NUL, CR or LF)");
            if (octet == '\\')
            {
                if (unescaped is null)
                {
                    unescaped = new byte[span.Length - start];
                    length = Offset - start;
                    span[start..Offset].CopyTo(unescaped);
                }
                Offset++;
                if (Offset >= span.Length || span[Offset] is not ((byte)'"' or (byte)'\\')) throw Expected("DQUOTE or \"\\\" after \"\\\"");
                octet = span[Offset];
            }
            if (unescaped is not null) unescaped[length++] = octet;
        }
        throw Expected("DQUOTE that closes the quoted string");
    }

    /// <summary>literal, synchronising or not: what follows was read by length already. NUL is not a CHAR8.</summary>
    public ReadOnlyMemory<byte> Literal() => Literal(nulAllowed: false);

    /// <summary>literal8 (RFC 4466 section 2.7): any octets.</summary>
    public ReadOnlyMemory<byte> Literal8()
    {
        Take('~');
        return Literal(nulAllowed: true);
    }

    private ReadOnlyMemory<byte> Literal(bool nulAllowed)
    {
        Take('{');
        var length = Number32("number of octets");
        if (Offer.NonSynchronisingOctets >= length) TryTake('+');
        Take('}');
        if (!TryTakeText("\r\n")) throw Expected("CRLF after the literal's length");
        if (length > (uint)(_octets.Length - Offset)) throw Expected($"{length} octets of literal");
        var literal = _octets.Slice(Offset, (int)length);
        var nul = literal.Span.IndexOf((byte)0);
        if (nul >= 0 && !nulAllowed)
        {
            Offset += nul;
            throw Expected("CHAR8 (a literal holds no NUL)");
        }
        Offset += (int)length;
        return literal;
    }

    /// <summary>number: 1*DIGIT, below 2^32.</summary>
    public uint Number32(string expected = "number")
    {
        var start = Offset;
        var value = Digits(uint.MaxValue, expected);
        if (value is null) throw new SyntaxException($"{expected} below 4294967296", start);
        return (uint)value.Value;
    }

    /// <summary>number64 where IMAP4rev2 is offered (RFC 9051 section 9), number where it is not.</summary>
    public ulong Number64(string expected = "number")
    {
        if (!Offer.Has("IMAP4rev2")) return Number32(expected);
        var start = Offset;
        return Digits(long.MaxValue, expected) ?? throw new SyntaxException($"{expected} no larger than 9223372036854775807", start);
    }

    /// <summary>The same without a leading zero.</summary>
    public ulong NzNumber64(string expected = "nz-number")
    {
        if (Next('0')) throw Expected(expected + " (no leading zero)");
        return Number64(expected);
    }

    /// <summary>nz-number: digit-nz *DIGIT.</summary>
    public uint NzNumber(string expected = "nz-number")
    {
        if (Next('0')) throw Expected(expected + " (no leading zero)");
        return Number32(expected);
    }

    /// <summary>mod-sequence-value of RFC 7162: 1 to 2^63-1.</summary>
    public ulong ModSequenceValue()
    {
        var start = Offset;
        var value = ModSequenceValzer();
        return value != 0 ? value : throw new SyntaxException("mod-sequence-value from 1 to 9223372036854775807", start);
    }

    /// <summary>mod-sequence-valzer of RFC 7162: "0", or 1 to 2^63-1; "00" is neither.</summary>
    public ulong ModSequenceValzer()
    {
        var start = Offset;
        var value = Digits(long.MaxValue, "mod-sequence-valzer")
            ?? throw new SyntaxException("mod-sequence no larger than 9223372036854775807 (63 bits)", start);
        return value == 0 && Offset > start + 1 ? throw new SyntaxException("mod-sequence-valzer (zero is one digit)", start) : value;
    }

    /// <summary>sequence-set, or "$" (RFC 5182).</summary>
    public SequenceSet SequenceSet(bool starAllowed = true)
    {
        if (Offer.Has("SEARCHRES") && TryTake('$')) return Wire.SequenceSet.SavedResult;
        var ranges = new List<SequenceRange>();
        do
        {
            var first = SeqNumber(starAllowed);
            var last = TryTake(':') ? SeqNumber(starAllowed) : first;
            ranges.Add(new SequenceRange(first, last));
            if (ranges.Count > Limits.SequenceRanges) throw Expected($"a sequence-set of at most {Limits.SequenceRanges} ranges");
        }
        while (TryTake(','));
        return new SequenceSet(ranges);
    }

    /// <summary>seq-number: nz-number / "*", for which <see cref="SequenceRange.Star"/> stands.</summary>
    public uint SeqNumber() => SeqNumber(starAllowed: true);

    private uint SeqNumber(bool starAllowed)
    {
        if (Next('*'))
        {
            if (!starAllowed) throw Expected("nz-number (\"*\" is not allowed here)");
            Offset++;
            return SequenceRange.Star;
        }
        return NzNumber(starAllowed ? "seq-number (nz-number or \"*\")" : "nz-number");
    }

    private ulong? Digits(ulong largest, string expected)
    {
        if (!NextIsDigit) throw Expected(expected);
        ulong value = 0;
        var fits = true;
        for (; NextIsDigit; Offset++)
        {
            var digit = (ulong)(_octets.Span[Offset] - '0');
            if (value > (largest - digit) / 10) fits = false;
            else value = value * 10 + digit;
        }
        return fits ? value : null;
    }

    private string Run(System.Buffers.SearchValues<byte> characters, string expected) =>
        Encoding.ASCII.GetString(RunMemory(characters, expected).Span);

    private ReadOnlyMemory<byte> RunMemory(System.Buffers.SearchValues<byte> characters, string expected)
    {
        var length = Rest.IndexOfAnyExcept(characters);
        if (length < 0) length = Rest.Length;
        if (length == 0) throw Expected(expected);
        var run = _octets.Slice(Offset, length);
        Offset += length;
        return run;
    }

    /// <summary>The tag at the start of octets that are no command, if one can be made out; for the tagged BAD.</summary>
    public static string? TagOf(ReadOnlySpan<byte> octets)
    {
        var length = octets.IndexOfAnyExcept(Octets.TagChar);
        if (length < 0) length = octets.Length;
        return length is > 0 and <= 256 ? Encoding.ASCII.GetString(octets[..length]) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"command of {_octets.Length} octets at {Offset}");
}
