using System.Collections.Immutable;
using Conformance.Wire;

namespace Conformance.Checking.Convergence;

/// <summary>A message as a client keeps it.</summary>
/// <param name="Flags">Its flags without \Recent, compared without case; null while they are not known.</param>
/// <param name="ModSeq">Its mod-sequence, where it was told.</param>
public sealed record CachedMessage(ImmutableHashSet<string>? Flags, ulong? ModSeq)
{
    /// <summary>Nothing but that it exists.</summary>
    public static CachedMessage Bare { get; } = new(null, null);

    /// <summary>Flags as a set that compares without case; \Recent is no flag of the message's own.</summary>
    public static ImmutableHashSet<string> FlagSet(IEnumerable<string> flags) =>
        flags.Where(f => !f.Equals("\\Recent", StringComparison.OrdinalIgnoreCase)).ToImmutableHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>This message after a FETCH told more of it.</summary>
    public CachedMessage With(FetchData fetch) => new(
        fetch.Flags is { } flags ? FlagSet(flags) : Flags,
        fetch.ModSeq is { } modSeq && modSeq.Fault() is null ? modSeq.Number : ModSeq);
}
