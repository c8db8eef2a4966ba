using System.Collections.Immutable;

namespace Conformance.Checking.Racing;

/// <summary>What a STORE asks for.</summary>
public enum FlagChange
{
    Replace,
    Add,
    Remove,
}

/// <summary>The mod-sequence that an answer told of a message, and the transcript entry that did.</summary>
public sealed record ToldModSeq(ulong Value, int? Entry);

/// <summary>One STORE of a round.</summary>
/// <param name="Lane">Its session.</param>
/// <param name="Since">The value of its UNCHANGEDSINCE; null for one without a condition.</param>
/// <param name="Targets">UIDs of the messages that it names.</param>
/// <param name="Status">Of the tagged answer: OK, NO, BAD.</param>
/// <param name="Modified">UIDs that the answer's MODIFIED names; null where it has no MODIFIED.</param>
/// <param name="Told">The mod-sequences that its answer told of its targets, the last of each, by UID.</param>
/// <param name="Sent">The transcript entry of the command.</param>
/// <param name="Entry">The transcript entry of its tagged answer.</param>
public sealed record RaceEntrant(
    string Lane,
    ulong? Since,
    ImmutableHashSet<uint> Targets,
    FlagChange Change,
    ImmutableHashSet<string> Flags,
    string Status,
    ImmutableHashSet<uint>? Modified,
    ImmutableDictionary<uint, ToldModSeq> Told,
    int? Sent,
    int? Entry)
{
    /// <summary>It was told that its change of that message is done.</summary>
    public bool Succeeded(uint uid) => Status == "OK" && Targets.Contains(uid) && Modified?.Contains(uid) != true;

    /// <summary>It was told that the message has changed since.</summary>
    public bool WasRefused(uint uid) => Status is "OK" or "NO" && Modified?.Contains(uid) == true;

    /// <summary>Neither: whether it was carried out is open (RFC 2180 section 4.2; a server that is short of something).</summary>
    public bool IsOpen(uint uid) => !Succeeded(uid) && !WasRefused(uid);

    /// <summary>Its change makes a difference to a message with these flags. One that makes none may succeed beside another: the order is then open.</summary>
    public bool Changes(ImmutableHashSet<string> before) => Change switch
    {
        FlagChange.Add => !Flags.IsSubsetOf(before),
        FlagChange.Remove => Flags.Overlaps(before),
        _ => !Flags.SetEquals(before),
    };

    /// <summary>The flags of which it makes a difference.</summary>
    public IEnumerable<string> Changed(ImmutableHashSet<string> before) => Change switch
    {
        FlagChange.Add => Flags.Where(f => !before.Contains(f)),
        FlagChange.Remove => Flags.Where(before.Contains),
        _ => Flags.Where(f => !before.Contains(f)).Concat(before.Where(f => !Flags.Contains(f))),
    };

    /// <summary>It speaks of that flag; a replacing STORE speaks of all.</summary>
    public bool SpeaksOf(string flag) => Change == FlagChange.Replace || Flags.Contains(flag);

    /// <summary>Whether the flag is set once it is carried out; only for what it speaks of.</summary>
    public bool Leaves(string flag) => Change != FlagChange.Remove && Flags.Contains(flag);
}
