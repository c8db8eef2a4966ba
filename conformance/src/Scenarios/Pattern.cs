namespace Conformance.Scenarios;

/// <summary>What a response may look like.</summary>
public abstract record Pattern(string Source)
{
    /// <summary>All its nodes, nested ones included, in the order in which they stand.</summary>
    internal virtual IEnumerable<PatternNode> Nodes => [];

    internal static IEnumerable<PatternNode> Flatten(IEnumerable<PatternNode> nodes) =>
        nodes.SelectMany(node => node is ListNode list ? Flatten(list.Items).Prepend(list) : [node]);
}

/// <summary>A status: tagged (<paramref name="Tag"/> null: the command's own tag) or untagged (<c>*</c>), with or without a code.</summary>
public sealed record StatusPattern(string Source, string? Tag, string Status, CodePattern? Code) : Pattern(Source)
{
    internal override IEnumerable<PatternNode> Nodes => Flatten(Code?.Arguments ?? []);
}

/// <summary><c>[NAME …]</c>; without arguments: that code, whatever its arguments.</summary>
public sealed record CodePattern(string Name, IReadOnlyList<PatternNode> Arguments);

/// <summary>Untagged data; <paramref name="Number"/> is the number in front, if the response has one.</summary>
public sealed record DataPattern(string Source, PatternNode? Number, string Name, IReadOnlyList<PatternNode> Arguments) : Pattern(Source)
{
    internal override IEnumerable<PatternNode> Nodes => Flatten(Number is null ? Arguments : Arguments.Prepend(Number));
}

/// <summary><c>+</c>.</summary>
public sealed record ContinuationPattern(string Source) : Pattern(Source);

/// <summary>The server closes the connection.</summary>
public sealed record EofPattern(string Source) : Pattern(Source);

public abstract record PatternNode;

/// <summary>A word, number, flag or set; it may have variables inside, all of which must be bound: <c>$uid1:$uid3</c>.</summary>
public sealed record WordNode(Template Text) : PatternNode;

/// <summary>A quoted string: matches by value.</summary>
public sealed record StringNode(Template Text) : PatternNode;

/// <summary><c>(…)</c>; with <c>...</c> inside, at least these.</summary>
public sealed record ListNode(IReadOnlyList<PatternNode> Items, bool AtLeast) : PatternNode;

/// <summary><c>$_</c>: one value of any shape.</summary>
public sealed record AnyNode : PatternNode;

/// <summary><c>...</c> at the top level of an argument list: more may follow.</summary>
public sealed record EllipsisNode : PatternNode;

/// <summary>A variable, relations, or both: <c>$m</c>, <c>$m &gt; $start</c>, <c>&gt; $start</c>.</summary>
/// <param name="Name">Binds or must equal; null where only relations stand.</param>
public sealed record ValueNode(string? Name, IReadOnlyList<Relation> Relations) : PatternNode;

public enum Comparison
{
    Less,
    LessOrEqual,
    Equal,
    NotEqual,
    GreaterOrEqual,
    Greater,
}

/// <summary>A relation to a variable or number.</summary>
public sealed record Relation(Comparison Comparison, Template Operand);
