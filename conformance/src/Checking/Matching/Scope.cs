using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary>The scenario's variables and those that a match in progress would bind. Immutable, so that a match that comes to nothing leaves no trace.</summary>
internal sealed class Scope
{
    private readonly Bindings bindings;
    private readonly HashSet<string> missing;

    public Scope(Bindings bindings)
        : this(bindings, ImmutableDictionary<string, string>.Empty, [])
    {
    }

    private Scope(Bindings bindings, ImmutableDictionary<string, string> added, HashSet<string> missing)
    {
        this.bindings = bindings;
        this.missing = missing;
        Added = added;
    }

    /// <summary>What has been bound on the way here.</summary>
    public ImmutableDictionary<string, string> Added { get; }

    /// <summary>Variables that had to have a value and had none, over all attempts.</summary>
    public IReadOnlyCollection<string> Missing => missing;

    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => Added.TryGetValue(name, out value) || bindings.TryGet(name, out value);

    /// <summary>The UIDs of the scenario's messages, as far as variables hold them: <c>$uid2</c>, <c>$other.uid1</c>.</summary>
    public SequenceSet KnownUids() => SequenceSet.Of(
        from name in bindings.Names
        where name.LastIndexOf("uid", StringComparison.Ordinal) is >= 0 and var at && at + 3 < name.Length && name.AsSpan(at + 3).IndexOfAnyExceptInRange('0', '9') < 0
        let number = bindings.TryGet(name, out var value) && uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var uid) ? uid : 0
        where number > 0
        select number);

    public Scope With(string name, string value) => new(bindings, Added.SetItem(name, value), missing);

    /// <summary>The text with variables filled in; null, and noted, where one has no value.</summary>
    public string? Text(Template template)
    {
        try
        {
            return TemplateFiller.Text(template, TryGet);
        }
        catch (UnboundVariableException unbound)
        {
            missing.Add(unbound.Name);
            return null;
        }
    }

    public void Commit()
    {
        foreach (var (name, value) in Added)
            bindings.Bind(name, value);
    }
}
