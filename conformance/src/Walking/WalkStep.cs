namespace Conformance.Walking;

/// <summary>How a mailbox is opened.</summary>
public enum OpeningForm
{
    Plain,

    /// <summary>With the parameter CONDSTORE.</summary>
    CondStore,

    /// <summary>QRESYNC with UIDVALIDITY and mod-sequence of the session's cache.</summary>
    QResync,

    /// <summary>The same with the cache's UIDs.</summary>
    KnownUids,

    /// <summary>The same with pairs of message number and UID too.</summary>
    Matched,
}

/// <summary>From where a step takes its mod-sequence. What is not known yet falls back to an older one, in the end to 1.</summary>
public enum Since
{
    /// <summary>No mod-sequence.</summary>
    None,

    Zero,

    /// <summary>The largest that the session was told of the step's messages.</summary>
    Current,

    /// <summary>The first that the session was told of this mailbox.</summary>
    Stale,

    /// <summary>The HIGHESTMODSEQ that the session was last told.</summary>
    Highest,

    /// <summary>2^63-1.</summary>
    Largest,
}

/// <summary>What FETCH asks for.</summary>
public enum Wanted
{
    Flags,
    FlagsAndModSeq,
    ModSeq,
    Uid,

    /// <summary>The message's text, which sets \Seen.</summary>
    Body,
}

/// <summary>
/// One step of a walk, told without numbers of the server: messages by the order in which they came into the mailbox, mod-sequences by where they come
/// from. So a step still means something when steps before it are left out; where it does not, it is passed over.
/// </summary>
/// <param name="Session">The session's place, from 0.</param>
public abstract record WalkStep(int Session)
{
    /// <summary>The same with less to it, the simplest first.</summary>
    public virtual IEnumerable<WalkStep> Simpler => [];

    /// <summary>The same by another session.</summary>
    public WalkStep By(int session) => this with { Session = session };

    /// <summary>Shorter lists of the same things: each single one, then each one left out.</summary>
    private protected static IEnumerable<IReadOnlyList<T>> Fewer<T>(IReadOnlyList<T> all) => all.Count < 2
        ? []
        : all.Select(IReadOnlyList<T> (one) => [one]).Concat(all.Count == 2 ? [] : all.Select((_, i) => (IReadOnlyList<T>)[.. all.Where((_, k) => k != i)]));
}

/// <summary>SELECT or EXAMINE.</summary>
/// <param name="Box">0 is the walk's mailbox, 1 the other one.</param>
public sealed record OpenStep(int Session, int Box, bool ReadOnly, OpeningForm Form) : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler =>
    [
        .. ReadOnly ? [this with { ReadOnly = false }] : Enumerable.Empty<WalkStep>(),
        .. Enum.GetValues<OpeningForm>().Where(f => f < Form).Select(f => this with { Form = f }),
    ];
}

/// <summary>CLOSE or UNSELECT.</summary>
public sealed record LeaveStep(int Session, bool Unselect) : WalkStep(Session);

/// <summary>NOOP or CHECK.</summary>
public sealed record SyncStep(int Session, bool Check) : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler => Check ? [this with { Check = false }] : [];
}

/// <summary>IDLE; it lasts until DONE, or until the session has something else to say.</summary>
public sealed record IdleStep(int Session) : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler => [new SyncStep(Session, false)];
}

/// <summary>DONE.</summary>
public sealed record DoneStep(int Session) : WalkStep(Session);

/// <summary>ENABLE with these words.</summary>
public sealed record EnableStep(int Session, string Words) : WalkStep(Session);

/// <summary>STORE.</summary>
/// <param name="Sign">'+', '-', or ' ' for an absolute FLAGS.</param>
public sealed record StoreStep(int Session, IReadOnlyList<int> Messages, bool Uid, char Sign, bool Silent, IReadOnlyList<string> Flags, Since Since)
    : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler =>
    [
        .. Fewer(Messages).Select(m => this with { Messages = m }),
        .. Fewer(Flags).Select(f => this with { Flags = f }),
        .. Since != Since.None ? [this with { Since = Since.None }] : Enumerable.Empty<WalkStep>(),
        .. Uid ? [this with { Uid = false }] : Enumerable.Empty<WalkStep>(),
        .. Silent ? [this with { Silent = false }] : Enumerable.Empty<WalkStep>(),
        .. Sign != '+' ? [this with { Sign = '+' }] : Enumerable.Empty<WalkStep>(),
    ];
}

/// <summary>FETCH.</summary>
/// <param name="Messages">Null: all, as <c>1:*</c>.</param>
/// <param name="Since">CHANGEDSINCE.</param>
public sealed record FetchStep(int Session, IReadOnlyList<int>? Messages, bool Uid, Wanted Wanted, Since Since, bool Vanished) : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler =>
    [
        .. Fewer(Messages ?? []).Select(m => this with { Messages = m }),
        .. Vanished ? [this with { Vanished = false }] : Enumerable.Empty<WalkStep>(),
        .. Since != Since.None ? [this with { Since = Since.None, Vanished = false }] : Enumerable.Empty<WalkStep>(),
        .. Uid ? [this with { Uid = false, Vanished = false }] : Enumerable.Empty<WalkStep>(),
    ];
}

/// <summary>SEARCH ALL, or SEARCH MODSEQ.</summary>
public sealed record SearchStep(int Session, bool Uid, Since Since) : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler =>
    [
        .. Since != Since.None ? [this with { Since = Since.None }] : Enumerable.Empty<WalkStep>(),
        .. Uid ? [this with { Uid = false }] : Enumerable.Empty<WalkStep>(),
    ];
}

/// <summary>COPY or MOVE.</summary>
public sealed record CopyStep(int Session, IReadOnlyList<int> Messages, bool Uid, bool Move, int Box) : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler =>
    [
        .. Fewer(Messages).Select(m => this with { Messages = m }),
        .. Uid ? [this with { Uid = false }] : Enumerable.Empty<WalkStep>(),
    ];
}

/// <summary>EXPUNGE, or UID EXPUNGE.</summary>
/// <param name="Messages">Null: EXPUNGE.</param>
public sealed record ExpungeStep(int Session, IReadOnlyList<int>? Messages) : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler => Messages is null ? [] : [this with { Messages = null }, .. Fewer(Messages).Select(m => this with { Messages = m })];
}

/// <summary>APPEND; several messages where MULTIAPPEND is offered.</summary>
public sealed record AppendStep(int Session, int Box, int Count, IReadOnlyList<string> Flags) : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler =>
    [
        .. Count > 1 ? [this with { Count = 1 }] : Enumerable.Empty<WalkStep>(),
        .. Flags.Count > 0 ? [this with { Flags = [] }] : Enumerable.Empty<WalkStep>(),
    ];
}

/// <summary>STATUS.</summary>
public sealed record StatusStep(int Session, int Box, bool HighestModSeq) : WalkStep(Session)
{
    public override IEnumerable<WalkStep> Simpler => HighestModSeq ? [this with { HighestModSeq = false }] : [];
}

/// <summary>The connection is cut, without LOGOUT. The session comes back with its next step.</summary>
public sealed record DropStep(int Session) : WalkStep(Session);

/// <summary>A hook of the server's operator: restart or kill. All connections are cut before.</summary>
public sealed record HookStepOfWalk(string Name) : WalkStep(0);

/// <summary>A walk: what repeats it.</summary>
/// <param name="Messages">In the mailbox at the beginning.</param>
/// <param name="Steps">Those that were made.</param>
public sealed record Walk(int Seed, int Messages, IReadOnlyList<WalkStep> Steps);
