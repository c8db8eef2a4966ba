using System.Collections.Immutable;

namespace Endurance.Model;

/// <summary>Sets of flags and keywords, compared without case. \Recent is the session's own and left out.</summary>
public static class FlagNames
{
    public const string Deleted = "\\Deleted";

    public static ImmutableSortedSet<string> Set(IEnumerable<string> names) => names
        .Where(name => !name.Equals("\\Recent", StringComparison.OrdinalIgnoreCase))
        .ToImmutableSortedSet(StringComparer.OrdinalIgnoreCase);

    public static string Show(ImmutableSortedSet<string> flags) => $"({string.Join(' ', flags)})";
}
