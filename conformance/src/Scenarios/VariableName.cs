namespace Conformance.Scenarios;

/// <summary>
/// A variable as it stands in text: <c>$name</c>, <c>${name}</c> where a letter or digit follows, and <c>$other.uid2</c> for what belongs to a
/// further mailbox. A <c>$</c> that no name follows is a dollar sign; <c>$$</c> is one in front of a name (<c>$$Forwarded</c>).
/// </summary>
internal readonly record struct VariableName(string Name, int Length, bool IsBraced)
{
    /// <summary>Reads the variable whose <c>$</c> stands at <paramref name="at"/>; false where it is a dollar sign.</summary>
    public static bool TryRead(string text, int at, out VariableName variable)
    {
        variable = default;
        var start = at + 1;
        if (start < text.Length && text[start] == '{')
        {
            var close = text.IndexOf('}', start);
            var length = close < 0 ? 0 : NameLength(text, start + 1);
            if (close < 0 || start + 1 + length != close || length == 0)
                throw LineException.Expected("a name and '}' after '${'", text[start..]);
            variable = new VariableName(text[(start + 1)..close], close + 1 - at, IsBraced: true);
            return true;
        }

        var plain = NameLength(text, start);
        variable = new VariableName(text.Substring(Math.Min(start, text.Length), plain), plain + 1, IsBraced: false);
        return plain > 0;
    }

    private static int NameLength(string text, int start)
    {
        var at = start;
        if (at >= text.Length || !char.IsAsciiLetter(text[at]))
            return 0;
        while (at < text.Length && IsNameChar(text[at]))
            at++;
        var dot = at + 1;
        if (at < text.Length && text[at] == '.')
        {
            var end = dot;
            while (end < text.Length && IsNameChar(text[end]))
                end++;
            if (IsFixtureField(text.AsSpan(dot, end - dot)))
                at = end;
        }

        return at - start;
    }

    private static bool IsNameChar(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    // Only these follow a dot, so that $mailbox.child stays a mailbox name with a dot in it.
    private static bool IsFixtureField(ReadOnlySpan<char> field) =>
        field is "uidvalidity" or "uidnext" || (field.StartsWith("uid") && field.Length > 3 && !field[3..].ContainsAnyExceptInRange('0', '9'));
}
