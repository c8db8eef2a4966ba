using System.Diagnostics.CodeAnalysis;

namespace Conformance.Scenarios;

/// <summary>The variables of a running scenario, by name without <c>$</c>. A nested scope sees its parent's; what it binds is gone with it.</summary>
public sealed class Bindings(Bindings? parent = null)
{
    /// <summary>The largest mod-sequence there can be: 63 bits (RFC 7162 section 3.1).</summary>
    public const string MaxModSeq = "9223372036854775807";

    /// <summary>The first number that no mod-sequence can be.</summary>
    public const string OverModSeq = "9223372036854775808";

    /// <summary>The last number of 64 bits: one more is zero.</summary>
    public const string WrapModSeq = "18446744073709551615";

    /// <summary>A set of some 8,000 octets that no range makes shorter: every other UID.</summary>
    private static readonly string LongSet = string.Join(',', Enumerable.Range(0, 1700).Select(i => 2 * i + 1));

    private readonly Dictionary<string, Func<string>> values = new(StringComparer.Ordinal);

    /// <summary>The names that are bound here or further out, each once.</summary>
    public IEnumerable<string> Names => Parent is null ? values.Keys : values.Keys.Union(Parent.Names);

    /// <summary>A scope with what every scenario knows: <c>$user</c>, <c>$message</c>, <c>$maxmodseq</c>, <c>$overmodseq</c>, <c>$wrapmodseq</c>, <c>$longset</c>.</summary>
    /// <param name="message">Makes a new small message each time it is asked; CRLF line ends.</param>
    public static Bindings ForScenario(string user, Func<string> message)
    {
        var bindings = new Bindings();
        bindings.Bind("user", user);
        bindings.BindEach("message", message);
        bindings.Bind("maxmodseq", MaxModSeq);
        bindings.Bind("overmodseq", OverModSeq);
        bindings.Bind("wrapmodseq", WrapModSeq);
        bindings.Bind("longset", LongSet);
        return bindings;
    }

    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        for (var scope = this; scope is not null; scope = scope.Parent)
        {
            if (scope.values.TryGetValue(name, out var make))
            {
                value = make();
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>Gives the variable a value in this scope.</summary>
    public void Bind(string name, string value) => values[name] = () => value;

    /// <summary>A variable that has a new value each time.</summary>
    public void BindEach(string name, Func<string> make) => values[name] = make;

    /// <summary>What <c>let</c> does: replaces the value where the name is bound, this scope or an outer one, or else binds it here.</summary>
    public void Assign(string name, string value)
    {
        var scope = this;
        while (scope is not null && !scope.values.ContainsKey(name))
            scope = scope.Parent;
        (scope ?? this).Bind(name, value);
    }

    /// <summary>A scope inside this one: the body of a <c>repeat</c>, a race's round.</summary>
    public Bindings Nest() => new(this);

    private Bindings? Parent { get; } = parent;
}
