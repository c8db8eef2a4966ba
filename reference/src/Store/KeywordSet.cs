using System.Collections.Immutable;

namespace Reference.Store;

/// <summary>
/// An immutable set of keywords (RFC 3501, flag-keyword): compared without regard to case, spelled as given. A mailbox gives every set that it
/// stores the spelling of the keyword's first use, and keeps one instance per distinct set.
/// </summary>
public sealed class KeywordSet : IEquatable<KeywordSet>
{
    public static readonly KeywordSet Empty = new([]);

    private static readonly StringComparer Order = StringComparer.OrdinalIgnoreCase;
    private readonly int hash;

    private KeywordSet(ImmutableArray<string> sorted)
    {
        Names = sorted;
        var code = new HashCode();
        foreach (var name in sorted) code.Add(name, Order);
        hash = code.ToHashCode();
    }

    /// <summary>The keywords, sorted without regard to case, none twice.</summary>
    public ImmutableArray<string> Names { get; }

    public int Count => Names.Length;

    /// <summary>The set of <paramref name="names"/>; of two spellings of one keyword the first is kept.</summary>
    public static KeywordSet Create(IEnumerable<string> names)
    {
        var sorted = new SortedSet<string>(names, Order);
        return sorted.Count == 0 ? Empty : new KeywordSet([.. sorted]);
    }

    public bool Contains(string keyword) => Names.AsSpan().BinarySearch(keyword, Order) >= 0;

    /// <summary>The union; this set's spelling wins.</summary>
    public KeywordSet With(KeywordSet other)
    {
        if (other.Names.All(Contains)) return this;
        return Count == 0 ? other : Create(Names.Concat(other.Names));
    }

    /// <summary>This set without the members of <paramref name="other"/>.</summary>
    public KeywordSet Without(KeywordSet other)
    {
        if (!other.Names.Any(Contains)) return this;
        return Create(Names.Where(name => !other.Contains(name)));
    }

    public bool Equals(KeywordSet? other) =>
        ReferenceEquals(this, other)
        || (other is not null && hash == other.hash && Names.AsSpan().SequenceEqual(other.Names.AsSpan(), Order));

    public override bool Equals(object? obj) => Equals(obj as KeywordSet);

    public override int GetHashCode() => hash;

    public override string ToString() => string.Join(' ', Names);
}
