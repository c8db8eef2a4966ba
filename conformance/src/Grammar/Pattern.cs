namespace Conformance.Grammar;

/// <summary>
/// One element of a compiled ABNF rule (RFC 5234, section 3). <see cref="Match"/> pushes every position at which the element
/// can end, each once; pushing none means that it does not match. All ends are kept, so that a later element can still choose:
/// this is what makes the recognition context-free and not first-match.
/// </summary>
internal abstract class Pattern
{
    public bool Nullable { get; set; }

    public ByteSet First { get; set; } = new();

    /// <summary>The file that added this alternative to another file's rule; null for what the rule's own file says.</summary>
    public string? AddedBy { get; set; }

    public abstract void Match(Matcher matcher, int position);

    public abstract string Describe();
}

/// <summary>A quoted string (ASCII letters without case) or a sequence of numeric values (exact).</summary>
internal sealed class TextPattern(byte[] text, bool exact) : Pattern
{
    public byte[] Text { get; } = text;

    public bool Exact { get; } = exact;

    public override void Match(Matcher matcher, int position)
    {
        if (matcher.StartsWith(position, Text, Exact))
            matcher.Push(position + Text.Length);
        else
            matcher.Fail(position, this);
    }

    public override string Describe() => $"\"{System.Text.Encoding.Latin1.GetString(Text)}\"";
}

/// <summary>One octet of a set; named after the rule that it came from, if it had a name.</summary>
internal sealed class BytePattern(ByteSet set, string? name) : Pattern
{
    public ByteSet Set { get; } = set;

    public string? Name { get; } = name;

    public override void Match(Matcher matcher, int position)
    {
        if (matcher.IsIn(position, Set))
            matcher.Push(position + 1);
        else
            matcher.Fail(position, this);
    }

    public override string Describe()
    {
        if (Name != null)
            return Name;
        var members = Set.ToArray();
        return members.Length == 1 && members[0] is > 0x20 and < 0x7f ? $"\"{(char)members[0]}\"" : "an octet of " + members.Length;
    }
}

/// <summary>A use of a rule.</summary>
internal sealed class RulePattern(string name, string file, int line) : Pattern
{
    public string Name { get; } = name;

    public string File { get; } = file;

    public int Line { get; } = line;

    public Rule Rule { get; set; } = null!;

    public override void Match(Matcher matcher, int position) => matcher.MatchRule(Rule, position);

    public override string Describe() => Name;
}

internal sealed class ChoicePattern(IReadOnlyList<Pattern> alternatives) : Pattern
{
    public Pattern[] Alternatives { get; set; } = [.. alternatives];

    public override void Match(Matcher matcher, int position)
    {
        var start = matcher.Top;
        foreach (var alternative in Alternatives)
        {
            if (matcher.CanStart(alternative, position))
                alternative.Match(matcher, position);
        }
        matcher.Distinct(start);
    }

    public override string Describe() => string.Join(" / ", Alternatives.Select(a => a.Describe()));
}

internal sealed class SequencePattern(IReadOnlyList<Pattern> elements) : Pattern
{
    public Pattern[] Elements { get; set; } = [.. elements];

    public override void Match(Matcher matcher, int position)
    {
        var start = matcher.Top;
        matcher.Push(position);
        var current = start;
        foreach (var element in Elements)
        {
            var next = matcher.Top;
            for (var i = current; i < next; i++)
            {
                var from = matcher.EndAt(i);
                if (matcher.CanStart(element, from))
                    element.Match(matcher, from);
            }
            matcher.Distinct(next);
            current = next;
            if (matcher.Top == current)
                break;
        }
        matcher.MoveDown(current, start);
    }

    public override string Describe() => string.Join(" ", Elements.Select(e => e.Describe()));
}
