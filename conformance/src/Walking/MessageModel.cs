using System.Collections.Immutable;
using Conformance.Checking.Convergence;

namespace Conformance.Walking;

/// <summary>Flags of a message at one time of its life.</summary>
/// <param name="Step">The step that made them so; 0 for the beginning.</param>
/// <param name="Session">Who made that step; -1 for the beginning.</param>
/// <param name="Possible">What they may be, where an answer left room; null: anything.</param>
/// <param name="IsReal">The flags before it were certainly others: the message has a new mod-sequence.</param>
/// <param name="Forbidden">What they would be if the server had done what it must not.</param>
internal sealed record FlagVersion(
    int Step, int Session, IReadOnlyList<ImmutableHashSet<string>>? Possible, bool IsReal, ImmutableHashSet<string>? Forbidden = null)
{
    /// <summary>The flags, where there is no doubt.</summary>
    public ImmutableHashSet<string>? Certain => Possible is [var only] ? only : null;

    public bool Allows(ImmutableHashSet<string> flags) => Possible is null || Possible.Any(flags.SetEquals);

    public bool MayHave(string flag) => Possible is null || Possible.Any(p => p.Contains(flag));

    public bool Has(string flag) => Possible is not null && Possible.All(p => p.Contains(flag));
}

/// <summary>A message of the suite's own model: what became of it by the answers of the server, never what a session shows of it.</summary>
/// <param name="ordinal">Its place among all messages that ever were in the mailbox, from 0.</param>
internal sealed class MessageModel(int ordinal, uint uid, FlagVersion first, string by)
{
    private static readonly ImmutableHashSet<string> None = CachedMessage.FlagSet([]);

    /// <summary>Some flags: what makes the same of these and of none makes it of all.</summary>
    private static readonly ImmutableHashSet<string> Some = CachedMessage.FlagSet(["\\Seen", "\\Answered", "\\Flagged", "\\Deleted", "\\Draft", "other"]);

    private readonly List<FlagVersion> versions = [first];
    private (ulong Value, int Step)? exact;

    public int Ordinal => ordinal;

    public uint Uid => uid;

    /// <summary>The step that expunged it.</summary>
    public int? Gone { get; set; }

    public bool IsLive => Gone is null;

    public IReadOnlyList<FlagVersion> Versions => versions;

    public FlagVersion Now => versions[^1];

    public int Latest => versions.Count - 1;

    /// <summary>The kind of command that made the last change: <c>STORE</c>, <c>APPEND</c>, <c>COPY</c>.</summary>
    public string ChangedBy { get; private set; } = by;

    /// <summary>Steps that gave it a mod-sequence, or may have: the last change and what came after it.</summary>
    public List<int> Touches { get; } = [first.Step];

    /// <summary>The largest mod-sequence that anybody was told of it, and at which step.</summary>
    public (ulong Value, int Step)? Largest { get; private set; }

    /// <summary>Its mod-sequence, if it was told since the last step that may have changed it.</summary>
    public ulong? Exact => exact is { } e && e.Step >= Touches[^1] ? e.Value : null;

    /// <summary>A step changed the flags of it, or might have.</summary>
    /// <param name="perhaps">It may have left them as they were.</param>
    /// <param name="forbidden">What they would be if it did what it must not.</param>
    public void Change(int step, int session, Func<ImmutableHashSet<string>, ImmutableHashSet<string>> apply, bool perhaps, string by, ImmutableHashSet<string>? forbidden = null)
    {
        var before = Now.Possible;
        var possible = before is not null
            ? Distinct(perhaps ? [.. before.Select(apply), .. before] : before.Select(apply))
            : !perhaps && apply(None).SetEquals(apply(Some)) ? [apply(None)] : null;
        if (forbidden is null && possible is [var after] && before is [var same] && after.SetEquals(same))
        {
            Touches.Add(step);
            return;
        }

        // A change that is certain begins a new value; one that is not may have left the old one.
        var isReal = !perhaps && possible is not null && !possible.Any(Now.Allows);
        if (isReal)
            Touches.Clear();
        Touches.Add(step);
        if (!perhaps)
            ChangedBy = by;
        versions.Add(new FlagVersion(step, session, possible, isReal, forbidden));
    }

    /// <summary>Somebody was told these flags, who knew version <paramref name="floor"/> already.</summary>
    /// <returns>The oldest version that it can be; null if they never were so since.</returns>
    public int? Tell(ImmutableHashSet<string> flags, int floor)
    {
        var at = versions.FindIndex(floor, v => v.Allows(flags));
        if (at < 0)
            return null;
        // Only where it can be no other does it settle what was left open.
        if (versions[at].Certain is null && IsOnly(flags, at))
            versions[at] = versions[at] with { Possible = [flags] };
        return at;
    }

    /// <summary>Whether no later version can have these flags.</summary>
    public bool IsOnly(ImmutableHashSet<string> flags, int version) => !versions.Skip(version + 1).Any(v => v.Allows(flags));

    /// <summary>After a break was found: what was told counts from here on.</summary>
    public void Accept(ImmutableHashSet<string> flags, int step) => versions.Add(new FlagVersion(step, -1, [flags], IsReal: false));

    /// <summary>Somebody was told its mod-sequence.</summary>
    /// <param name="isNow">The teller knows the newest version.</param>
    public void TellValue(ulong value, int step, bool isNow)
    {
        if (Largest is null || value > Largest.Value.Value)
            Largest = (value, step);
        if (isNow)
            exact = (value, step);
    }

    private static List<ImmutableHashSet<string>> Distinct(IEnumerable<ImmutableHashSet<string>> sets)
    {
        var distinct = new List<ImmutableHashSet<string>>();
        foreach (var set in sets)
        {
            if (!distinct.Any(set.SetEquals))
                distinct.Add(set);
        }

        return distinct;
    }
}
