using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>A pattern's node against a value: every way in which it matches, with what that binds.</summary>
internal static class ValueMatcher
{
    public static IEnumerable<Scope> Match(PatternNode node, Value value, Scope scope) => node switch
    {
        AnyNode => [scope],
        WordNode word => scope.Text(word.Text) is { } text && Equal(text, value) ? [scope] : [],
        StringNode quoted => scope.Text(quoted.Text) is { } text && text == value.ToText() ? [scope] : [],
        ValueNode named => Named(named, value, scope),
        ListNode list when value is ListValue values => list.AtLeast ? AtLeast(list.Items, values.Items, scope) : InOrder(list.Items, values.Items, scope),
        _ => [],
    };

    /// <summary>Position by position, as many as there are; a <c>...</c> at the end leaves the rest open.</summary>
    public static IEnumerable<Scope> InOrder(IReadOnlyList<PatternNode> nodes, IReadOnlyList<Value> values, Scope scope, bool open = false)
    {
        if (nodes is [.., EllipsisNode])
        {
            nodes = [.. nodes.SkipLast(1)];
            open = true;
        }

        if (open ? values.Count < nodes.Count : values.Count != nodes.Count)
            return [];
        return nodes.Zip(values).Aggregate<(PatternNode Node, Value Value), IEnumerable<Scope>>(
            [scope],
            (scopes, pair) => scopes.SelectMany(s => Match(pair.Node, pair.Value, s)));
    }

    /// <summary>Each node matches a value of its own, in any order.</summary>
    public static IEnumerable<Scope> AtLeast(IReadOnlyList<PatternNode> nodes, IReadOnlyList<Value> values, Scope scope)
    {
        if (nodes.Count == 0)
            return [scope];
        return
            from index in Enumerable.Range(0, values.Count)
            from matched in Match(nodes[0], values[index], scope)
            from rest in AtLeast([.. nodes.Skip(1)], [.. values.Where((_, i) => i != index)], matched)
            select rest;
    }

    /// <summary>A list of flags: a set without case and without \Recent, which is no one's to change (RFC 3501 section 2.3.2).</summary>
    public static IEnumerable<Scope> Flags(PatternNode node, Value value, Scope scope)
    {
        if (value is not ListValue list)
            return node is AnyNode ? [scope] : [];
        var flags = list.Items
            .Where(f => !string.Equals(f.ToText(), "\\Recent", StringComparison.OrdinalIgnoreCase))
            .DistinctBy(f => f.ToText()?.ToUpperInvariant())
            .ToList();
        return node switch
        {
            ListNode { AtLeast: true } some => AtLeast(WithoutRecent(some), flags, scope),
            ListNode all => WithoutRecent(all) is var wanted && wanted.Count == flags.Count ? AtLeast(wanted, flags, scope) : [],
            ValueNode named => Named(named, new AtomValue($"({string.Join(' ', flags.Select(f => f.Describe()).Order(StringComparer.OrdinalIgnoreCase))})"), scope),
            AnyNode => [scope],
            _ => [],
        };
    }

    /// <summary>A set of numbers, in any spelling.</summary>
    public static IEnumerable<Scope> Set(PatternNode node, Value value, Scope scope) =>
        value.ToText() is { } text && SequenceSet.TryParse(text, out var set)
            ? node switch
            {
                WordNode word when scope.Text(word.Text) is { } wanted && SequenceSet.TryParse(wanted, out var other) => set.Equals(other) ? [scope] : [],
                WordNode => [],
                _ => Match(node, new AtomValue(set.ToString()), scope),
            }
            : [];

    private static List<PatternNode> WithoutRecent(ListNode list) =>
        [.. list.Items.Where(n => n is not WordNode word || !word.Text.Source.Equals("\\Recent", StringComparison.OrdinalIgnoreCase))];

    private static IEnumerable<Scope> Named(ValueNode node, Value value, Scope scope)
    {
        var text = value switch { NilValue => "NIL", ListValue list => list.Describe(), _ => value.ToText()! };
        foreach (var relation in node.Relations)
        {
            if (scope.Text(relation.Operand) is not { } operand || !Comparing.Holds(text, relation.Comparison, operand))
                return [];
        }

        if (node.Name is null)
            return [scope];
        if (!scope.TryGet(node.Name, out var bound))
            return [scope.With(node.Name, text)];
        return value is ListValue ? (bound == text ? [scope] : []) : Equal(bound, value) ? [scope] : [];
    }

    private static bool Equal(string text, Value value) => value switch
    {
        AtomValue atom => Comparing.Same(text, atom.Text),
        StringValue quoted => text == quoted.Text,
        NilValue => text.Equals("NIL", StringComparison.OrdinalIgnoreCase),
        _ => false,
    };
}
