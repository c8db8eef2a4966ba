namespace Conformance.Walking;

/// <summary>Gives a walk its steps.</summary>
internal interface IStepSource
{
    /// <summary>The next step; null at the end.</summary>
    WalkStep? Next(WalkState state);
}

/// <summary>Steps that were made before.</summary>
internal sealed class RecordedSteps(IReadOnlyList<WalkStep> steps) : IStepSource
{
    private int at;

    public WalkStep? Next(WalkState state) => at < steps.Count ? steps[at++] : null;
}

/// <summary>Draws steps by weight from what is possible now; the same for the same seed and the same answers.</summary>
/// <param name="length">How many.</param>
/// <param name="hooks">Hooks that may be used, restart and kill; empty for none.</param>
internal sealed class WalkGenerator(Random random, int length, IReadOnlyList<string> hooks) : IStepSource
{
    /// <summary>Beyond this a mailbox is not filled further: what is special happens among few messages.</summary>
    private const int Full = 12;

    /// <summary>Of how many steps one is a hook, at most, and how many a long walk has: after each every session logs in again.</summary>
    private const int HookEvery = 80;

    private const int HooksInAWalk = 3;

    private static readonly string[] Known = ["\\Flagged", "\\Answered", "\\Seen", "\\Draft", "Work", "Later"];

    private int made;
    private int keywords;
    private WalkStep? last;

    /// <summary>What follows from steps before: a client lists what it has opened; an expunge meets sessions that may not be told of it yet.</summary>
    private readonly Queue<WalkStep> next = new();

    /// <summary>How each session is inclined: what it enables, or whether it enables nothing.</summary>
    private readonly Dictionary<int, OpeningForm> kinds = [];

    public WalkStep? Next(WalkState state)
    {
        if (made++ >= length)
            return null;
        // Where a change has just been answered: what was not durable then is lost.
        if (hooks.Count > 0 && last is StoreStep or AppendStep or ExpungeStep or CopyStep && random.Next(Math.Max(HookEvery, length / HooksInAWalk) / 2) == 0)
            return last = new HookStepOfWalk(Pick(hooks));
        if (last is not null)
            Follow(state, last);
        return last = next.Count > 0 && Half ? next.Dequeue() : Draw(state);
    }

    private void Follow(WalkState state, WalkStep step)
    {
        switch (step)
        {
            case OpenStep { Form: not OpeningForm.Plain } open when random.Next(3) > 0:
                next.Enqueue(new FetchStep(open.Session, null, true, Wanted.FlagsAndModSeq, Since.None, false));
                break;
            case ExpungeStep or CopyStep { Move: true } or LeaveStep { Unselect: false } when Half:
                var others = state.Sessions.Where(s => s.Place != step.Session && s.Selected is not null && s.IsAware && !s.Idling && s.View.Exists(m => m is { IsLive: true })).ToList();
                if (others.Count == 0)
                    break;
                var other = Pick(others);
                var live = other.View.OfType<MessageModel>().Where(m => m.IsLive).Select(m => m.Ordinal).ToList();
                next.Enqueue(new StoreStep(other.Place, [Pick(live)], false, Pick<char>(['+', '-']), Half, [Flag()], Since.None));
                if (Half)
                    next.Enqueue(new DropStep(other.Place));
                break;
        }
    }

    private WalkStep Draw(WalkState state)
    {
        var session = state.Sessions[random.Next(state.Sessions.Count)];
        if (session.Idling && random.Next(3) == 0)
            return new DoneStep(session.Place);
        // What is marked is removed before long, or nothing ever would be.
        if (session.Selected is { } open && !session.IsReadOnly && random.Next(4) == 0 && open.Live.Any(m => m.Now.Has("\\Deleted")))
            return new ExpungeStep(session.Place, null);
        return session.Selected is null ? Unselected(state, session) : Selected(state, session, session.Selected);
    }

    private WalkStep Unselected(WalkState state, SessionModel session)
    {
        var kind = KindOf(state, session);
        if (kind >= OpeningForm.QResync && !session.QResync && random.Next(5) > 0)
            return new EnableStep(session.Place, random.Next(4) == 0 ? "CONDSTORE QRESYNC" : "QRESYNC");
        return Weighted<WalkStep>(
            (12, () => Open(state, session)),
            (1, () => Append(state, session)),
            (1, () => new StatusStep(session.Place, 0, IsAware(kind))),
            (1, () => new SyncStep(session.Place, false)),
            (1, () => new DropStep(session.Place)));
    }

    private WalkStep Selected(WalkState state, SessionModel session, MailboxModel box)
    {
        var kind = KindOf(state, session);
        var ordinals = session.View.OfType<MessageModel>().Select(m => m.Ordinal).ToList();
        var place = session.Place;
        if (ordinals.Count == 0 || box.Live.Count() < 2)
        {
            return Weighted<WalkStep>(
                (4, () => Append(state, session)),
                (2, () => new SyncStep(place, false)),
                (1, () => Open(state, session)));
        }

        return Weighted(
            (30, () => Store(kind, place, ordinals)),
            (12, () => Fetch(kind, session, ordinals)),
            (14, () => new SyncStep(place, random.Next(5) == 0)),
            (10, () => new ExpungeStep(place, random.Next(3) == 0 && state.Offer.Has("UIDPLUS") ? Some(ordinals) : null)),
            (4, () => new CopyStep(place, Some(ordinals), Half, false, random.Next(2))),
            (4, () => new CopyStep(place, Some(ordinals), Half, true, 1 - state.Boxes.ToList().IndexOf(box))),
            (6, () => Append(state, session)),
            (5, () => new SearchStep(place, Half, IsAware(kind) ? Pick([Since.None, Since.Current, Since.Stale, Since.Highest, Since.Largest]) : Since.None)),
            (3, () => new StatusStep(place, random.Next(2), IsAware(kind) && Half)),
            (4, () => Open(state, session)),
            (3, () => new LeaveStep(place, state.Offer.Has("UNSELECT") && Half)),
            (state.Offer.Has("IDLE") ? 3 : 0, () => new IdleStep(place)),
            (5, () => new DropStep(place)),
            (kind >= OpeningForm.QResync && !session.QResync ? 4 : 0, () => new EnableStep(place, "QRESYNC")));
    }

    private StoreStep Store(OpeningForm kind, int place, List<int> ordinals)
    {
        var sign = Pick<char>(['+', '+', '-', ' ']);
        var flags = new List<string> { random.Next(4) == 0 ? "\\Deleted" : Flag() };
        if (random.Next(4) == 0)
            flags.Add(Flag());
        var since = IsAware(kind) && Half
            ? Pick([Since.Current, Since.Current, Since.Current, Since.Stale, Since.Stale, Since.Highest, Since.Highest, Since.Zero, Since.Largest])
            : Since.None;
        return new StoreStep(place, Some(ordinals), Half, sign, random.Next(3) == 0, [.. flags.Distinct()], since);
    }

    private FetchStep Fetch(OpeningForm kind, SessionModel session, List<int> ordinals)
    {
        var messages = Half ? Some(ordinals) : null;
        var wanted = IsAware(kind)
            ? Pick([Wanted.Flags, Wanted.FlagsAndModSeq, Wanted.FlagsAndModSeq, Wanted.ModSeq, Wanted.Uid, Wanted.Body])
            : Pick([Wanted.Flags, Wanted.Flags, Wanted.Uid, Wanted.Body]);
        var since = IsAware(kind) && random.Next(3) == 0 ? Pick([Since.Stale, Since.Current, Since.Highest]) : Since.None;
        var vanished = since != Since.None && session.QResync && Half;
        return new FetchStep(session.Place, messages, vanished || Half, wanted, since, vanished);
    }

    private OpenStep Open(WalkState state, SessionModel session) => new(
        session.Place,
        random.Next(8) == 0 ? 1 : 0,
        random.Next(8) == 0,
        KindOf(state, session) switch
        {
            OpeningForm.Plain => OpeningForm.Plain,
            OpeningForm.CondStore => random.Next(4) == 0 ? OpeningForm.Plain : OpeningForm.CondStore,
            _ => Pick([OpeningForm.CondStore, OpeningForm.QResync, OpeningForm.QResync, OpeningForm.KnownUids, OpeningForm.Matched]),
        });

    private WalkStep Append(WalkState state, SessionModel session)
    {
        var box = random.Next(6) == 0 ? 1 : 0;
        return state.Boxes[box].Live.Count() >= Full || !state.Offer.Has("UIDPLUS")
            ? new SyncStep(session.Place, false)
            : new AppendStep(session.Place, box, random.Next(4) == 0 ? 2 : 1, Half ? [] : [Pick(["\\Seen", "\\Flagged"])]);
    }

    /// <summary>One session in five knows nothing of CONDSTORE; most know all that the server offers.</summary>
    private OpeningForm KindOf(WalkState state, SessionModel session)
    {
        if (!kinds.TryGetValue(session.Place, out var kind))
        {
            kind = random.Next(5) switch
            {
                0 => OpeningForm.Plain,
                1 => OpeningForm.CondStore,
                _ => OpeningForm.QResync,
            };
            if (kind == OpeningForm.QResync && !(state.Offer.Has("QRESYNC") && state.Offer.Has("ENABLE")))
                kind = OpeningForm.CondStore;
            kinds[session.Place] = kind = state.Offer.Has("CONDSTORE") ? kind : OpeningForm.Plain;
        }

        return kind;
    }

    private static bool IsAware(OpeningForm kind) => kind != OpeningForm.Plain;

    private bool Half => random.Next(2) == 0;

    private string Flag() => random.Next(12) == 0 ? $"new{++keywords}" : Pick(Known);

    private IReadOnlyList<int> Some(List<int> ordinals)
    {
        var count = random.Next(3) switch { 0 => Math.Min(3, ordinals.Count), 1 => Math.Min(2, ordinals.Count), _ => 1 };
        // The first messages are chosen more often, so that sessions meet.
        return [.. Enumerable.Range(0, count).Select(_ => ordinals[Half ? random.Next(Math.Min(2, ordinals.Count)) : random.Next(ordinals.Count)]).Distinct().Order()];
    }

    private T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private T Weighted<T>(params (int Weight, Func<T> Make)[] all)
    {
        var at = random.Next(all.Sum(a => a.Weight));
        foreach (var (weight, make) in all)
        {
            at -= weight;
            if (at < 0)
                return make();
        }

        throw new InvalidOperationException("no weights");
    }
}
