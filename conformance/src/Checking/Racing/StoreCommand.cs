using System.Collections.Immutable;
using Conformance.Checking.Convergence;
using Conformance.Wire;

namespace Conformance.Checking.Racing;

/// <summary>A STORE as a racer sent it: <c>[UID] STORE set [(UNCHANGEDSINCE n)] [+-]FLAGS[.SILENT] (flags)</c>.</summary>
/// <param name="Set">As written, <c>*</c> included.</param>
/// <param name="Since">The value of UNCHANGEDSINCE; null without one, or where it is no number.</param>
public sealed record StoreCommand(bool IsUid, string Set, ulong? Since, FlagChange Change, ImmutableHashSet<string> Flags)
{
    /// <summary>Reads it from the text without tag and CRLF; null if it is no STORE.</summary>
    public static StoreCommand? Read(ReadOnlySpan<byte> text)
    {
        // A command is read like untagged data: the keyword, then values.
        if (ResponseParser.Parse((byte[])[.. "* "u8, .. text]) is not DataResponse { Number: null } data)
            return null;
        Value[] values = data.Name == "UID" ? [.. data.Arguments] : [new AtomValue(data.Name), .. data.Arguments];
        if (values is not [AtomValue verb, AtomValue set, .. var rest] || !verb.Text.Equals("STORE", StringComparison.OrdinalIgnoreCase))
            return null;
        ulong? since = null;
        if (rest is [ListValue modifiers, .. var behind])
        {
            since = Condition(modifiers.Items);
            rest = behind;
        }

        if (rest is not [AtomValue item, .. var flags] || item.Text.Length == 0)
            return null;
        var words = flags is [ListValue list] ? list.Items : (IReadOnlyList<Value>)flags;
        return new StoreCommand(
            data.Name == "UID",
            set.Text,
            since,
            item.Text[0] switch { '+' => FlagChange.Add, '-' => FlagChange.Remove, _ => FlagChange.Replace },
            CachedMessage.FlagSet(words.Select(w => w.ToText()).OfType<string>()));
    }

    private static ulong? Condition(IReadOnlyList<Value> modifiers)
    {
        for (var i = 0; i + 1 < modifiers.Count; i++)
        {
            if (modifiers[i] is AtomValue name && name.Text.Equals("UNCHANGEDSINCE", StringComparison.OrdinalIgnoreCase))
                return ModSeqText.Read(modifiers[i + 1].ToText() ?? "").Number;
        }

        return null;
    }

    /// <summary>The UIDs that its set names in that state of the mailbox.</summary>
    public ImmutableHashSet<uint> Targets(IReadOnlyDictionary<uint, RaceMessage> state) => Named(Set, state);

    /// <summary>The UIDs that a set in this command's numbers names (its own, or that of MODIFIED).</summary>
    public ImmutableHashSet<uint> Named(string set, IReadOnlyDictionary<uint, RaceMessage> state)
    {
        uint? last = state.Count == 0 ? null : state.Max(m => NumberOf(m.Key, m.Value));
        return SequenceSet.TryParse(set, out var numbers, last)
            ? [.. state.Where(m => numbers.Contains(NumberOf(m.Key, m.Value))).Select(m => m.Key)]
            : [];
    }

    private uint NumberOf(uint uid, RaceMessage message) => IsUid ? uid : message.Number;
}
