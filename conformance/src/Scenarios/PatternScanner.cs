namespace Conformance.Scenarios;

/// <summary>Reads the pieces of a pattern from left to right.</summary>
internal sealed class PatternScanner(string text)
{
    private static readonly (string Sign, Comparison Comparison)[] Signs =
    [
        ("<=", Comparison.LessOrEqual), (">=", Comparison.GreaterOrEqual), ("!=", Comparison.NotEqual), ("≤", Comparison.LessOrEqual),
        ("≥", Comparison.GreaterOrEqual), ("≠", Comparison.NotEqual), ("<", Comparison.Less), (">", Comparison.Greater), ("=", Comparison.Equal),
    ];

    private int at;

    public string Rest => text[at..].Trim();

    public bool IsAtEnd
    {
        get
        {
            SkipBlanks();
            return at >= text.Length;
        }
    }

    /// <summary>The next word without moving on.</summary>
    public string PeekWord()
    {
        var before = at;
        var word = TryWord() ?? "";
        at = before;
        return word;
    }

    /// <summary>Everything up to a blank or a parenthesis; what stands in brackets belongs to the word they follow: <c>BODY[HEADER.FIELDS (TO)]&lt;0&gt;</c>.</summary>
    public string? TryWord()
    {
        SkipBlanks();
        var start = at;
        var depth = 0;
        while (at < text.Length)
        {
            var c = text[at];
            if (c == '[' && (at > start || depth > 0))
                depth++;
            else if (c == ']' && depth > 0)
                depth--;
            else if (depth == 0 && c is ' ' or '\t' or '(' or ')' or '"' or '[' or ']')
                break;
            at++;
        }

        if (depth > 0)
            throw LineException.Expected("']'", "");
        return at > start ? text[start..at] : null;
    }

    public bool TryChar(char c)
    {
        SkipBlanks();
        if (at >= text.Length || text[at] != c)
            return false;
        at++;
        return true;
    }

    /// <summary><c>node = list / string / "..." / "$_" / value / word</c>, a value with the relations behind it.</summary>
    public PatternNode Node()
    {
        SkipBlanks();
        if (TryChar('('))
            return List();
        if (at < text.Length && text[at] == '"')
            return new StringNode(TemplateParser.Parse(Quoted(), allowLiterals: false));
        if (Relations() is { Count: > 0 } alone)
            return new ValueNode(null, alone);
        var word = TryWord() ?? throw LineException.Expected("a value", Rest);
        if (word == "...")
            return new EllipsisNode();
        if (word == "$_")
            return Relations() is { Count: > 0 } relations ? new ValueNode(null, relations) : new AnyNode();
        if (word[0] == '$' && VariableName.TryRead(word, 0, out var variable) && variable.Length == word.Length)
            return new ValueNode(variable.Name, Relations());
        return new WordNode(TemplateParser.Parse(word, allowLiterals: false));
    }

    /// <summary><c>*(sign operand)</c>.</summary>
    public IReadOnlyList<Relation> Relations()
    {
        var relations = new List<Relation>();
        while (TrySign() is { } comparison)
        {
            var operand = TryWord() ?? throw LineException.Expected("a variable or number to compare with", Rest);
            relations.Add(new Relation(comparison, TemplateParser.Parse(operand, allowLiterals: false)));
        }

        return relations;
    }

    private Comparison? TrySign()
    {
        SkipBlanks();
        foreach (var (sign, comparison) in Signs)
        {
            if (text.AsSpan(at).StartsWith(sign))
            {
                at += sign.Length;
                return comparison;
            }
        }

        return null;
    }

    private ListNode List()
    {
        var items = new List<PatternNode>();
        var atLeast = false;
        while (!TryChar(')'))
        {
            if (IsAtEnd)
                throw LineException.Expected("')'", "");
            var item = Node();
            if (item is EllipsisNode)
                atLeast = true;
            else
                items.Add(item);
        }

        return new ListNode(items, atLeast);
    }

    // quoted = DQUOTE *QUOTED-CHAR DQUOTE (RFC 3501 section 9)
    private string Quoted()
    {
        var value = new System.Text.StringBuilder();
        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            value.Append(text[at]);
        }

        if (at >= text.Length)
            throw LineException.Expected("'\"' at the end of the string", "");
        at++;
        return value.ToString();
    }

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
    }
}
