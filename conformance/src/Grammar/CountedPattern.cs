namespace Conformance.Grammar;

/// <summary>
/// <c>literal</c> and <c>literal8</c>: the grammar says *CHAR8 behind the header and leaves the number of octets to a comment.
/// Here the announced number decides where the literal ends, and each of its octets must be one that the rule allows.
/// </summary>
internal sealed class CountedPattern(Pattern header, BytePattern octet) : Pattern
{
    public Pattern Header { get; set; } = header;

    public BytePattern Octet { get; } = octet;

    public override void Match(Matcher matcher, int position)
    {
        var start = matcher.Top;
        Header.Match(matcher, position);
        if (matcher.Top == start)
            return;
        var body = matcher.EndAt(start);
        matcher.DropTo(start);
        long size = 0;
        var nonSynchronizing = false;
        foreach (var value in matcher.Slice(position, body))
        {
            if (value is >= (byte)'0' and <= (byte)'9')
                size = Math.Min(size * 10 + (value - '0'), uint.MaxValue);
            nonSynchronizing |= value == (byte)'+';
        }

        // RFC 7888, section 3: only a client may send the form with "+".
        if (nonSynchronizing && (matcher.Leave & Leave.Answer) != 0)
            matcher.FailBecause(body, position, "a literal without \"+\" (a server sends none)");
        else if (body + size > matcher.Length)
            matcher.FailBecause(body, position, $"{size} octets of literal, {matcher.Length - body} follow");
        else if (FirstForeign(matcher.Slice(body, (int)(body + size))) is var foreign and >= 0)
            matcher.FailBecause(body + foreign, body + foreign, Octet.Describe() + " inside the literal");
        else
            matcher.Push((int)(body + size));
    }

    private int FirstForeign(ReadOnlySpan<byte> octets)
    {
        if (Octet.Set.Contains(0))
            return -1;
        return octets.IndexOf((byte)0);
    }

    public override string Describe() => "literal";
}
