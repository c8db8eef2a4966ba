using System.Collections.Immutable;
using Conformance.Checking.Invariants;
using Conformance.Wire;

namespace Conformance.Checking.Convergence;

/// <summary>What a STORE does to flags (RFC 3501 section 6.4.6).</summary>
/// <param name="Sign">'+', '-', or ' ' for an absolute FLAGS.</param>
internal sealed record StoredFlags(char Sign, bool IsSilent, ImmutableHashSet<string> Flags)
{
    /// <summary>Reads it from a command; null if it is none.</summary>
    public static StoredFlags? Read(Command store)
    {
        var values = store.Arguments.Skip(1).SkipWhile(v => v is ListValue).ToList();
        if (values is not [AtomValue { Text: { Length: > 0 } item }, ..])
            return null;
        var sign = item[0] is '+' or '-' ? item[0] : ' ';
        var name = item.TrimStart('+', '-').ToUpperInvariant();
        if (name is not ("FLAGS" or "FLAGS.SILENT"))
            return null;
        var flags = values.Skip(1).SelectMany(v => v is ListValue list ? list.Items : [v]).Select(v => v.ToText()).OfType<string>();
        return new StoredFlags(sign, name == "FLAGS.SILENT", CachedMessage.FlagSet(flags));
    }

    public ImmutableHashSet<string> ApplyTo(ImmutableHashSet<string> old) => Sign switch
    {
        '+' => old.Union(Flags),
        '-' => old.Except(Flags),
        _ => Flags,
    };
}
