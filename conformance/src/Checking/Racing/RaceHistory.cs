using System.Collections.Immutable;

namespace Conformance.Checking.Racing;

/// <summary>A race as it was recorded.</summary>
/// <param name="Disturbed">Something else may change flags or remove messages at the same moment (<c>beside</c>).</param>
public sealed record RaceHistory(IReadOnlyList<RaceRound> Rounds, bool Disturbed);

/// <summary>One round.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Highest">The value that racers gave as UNCHANGEDSINCE: the highest MODSEQ of the mailbox's messages before the round.</param>
/// <param name="Before">The messages before it, by UID.</param>
/// <param name="After">The messages after it.</param>
public sealed record RaceRound(
    int Number,
    ulong Highest,
    ImmutableDictionary<uint, RaceMessage> Before,
    ImmutableDictionary<uint, RaceMessage> After,
    IReadOnlyList<RaceEntrant> Entrants);

/// <summary>A message in a round; flags without \Recent, compared without case.</summary>
/// <param name="Number">Its sequence number.</param>
public sealed record RaceMessage(uint Number, ImmutableHashSet<string> Flags);

/// <summary>What a STORE asks for.</summary>
public enum FlagChange
{
    Replace,
    Add,
    Remove,
}

/// <summary>One racer in a round.</summary>
/// <param name="Lane">Its session.</param>
/// <param name="Targets">UIDs of the messages that its STORE names.</param>
/// <param name="Status">Of the tagged answer: OK, NO, BAD.</param>
/// <param name="Modified">UIDs that the answer's MODIFIED names; null where it has no MODIFIED.</param>
/// <param name="ModSeqs">The mod-sequences that its answer told of its targets, the last of each, by UID.</param>
/// <param name="Entry">The transcript entry of its tagged answer.</param>
public sealed record RaceEntrant(
    string Lane,
    ImmutableHashSet<uint> Targets,
    FlagChange Change,
    ImmutableHashSet<string> Flags,
    string Status,
    ImmutableHashSet<uint>? Modified,
    ImmutableDictionary<uint, ulong> ModSeqs,
    int? Entry)
{
    /// <summary>It was told that its change of that message is done.</summary>
    public bool Succeeded(uint uid) => Status == "OK" && Targets.Contains(uid) && Modified?.Contains(uid) != true;

    /// <summary>Its change makes a difference to a message with these flags. One that makes none may succeed beside another: the order is then open.</summary>
    public bool Changes(ImmutableHashSet<string> before) => !Applied(before).SetEquals(before);

    /// <summary>The flags after its change.</summary>
    public ImmutableHashSet<string> Applied(ImmutableHashSet<string> before) => Change switch
    {
        FlagChange.Add => before.Union(Flags),
        FlagChange.Remove => before.Except(Flags),
        _ => Flags.WithComparer(StringComparer.OrdinalIgnoreCase),
    };
}
