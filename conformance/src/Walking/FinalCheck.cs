using Conformance.Checking.Convergence;
using Conformance.Wire;
using Comparison = Conformance.Checking.Convergence.Comparison;

namespace Conformance.Walking;

/// <summary>
/// The end of a walk: the cache that each session would be left with if its connection broke now is brought up to date and must equal a full listing;
/// the listing must be what was done; and each session must come to see it.
/// </summary>
/// <param name="watcher">A session of the check's own.</param>
internal sealed class FinalCheck(WalkState state, Speaker speaker, SessionModel watcher)
{
    public const string Lane = "V";

    public const string Converges = "7162-3.2-i";

    /// <summary>How long a session may take to be told of messages; and how long is waited in between, doubled each time.</summary>
    private static readonly (TimeSpan First, TimeSpan Last) Pauses = (TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(2560));

    private static readonly string[] Stored = ["STORE"];

    private MailboxModel Box => state.Boxes[0];

    /// <summary>How many caches were brought up to date.</summary>
    public int Caches { get; private set; }

    public async Task RunAsync(CancellationToken cancel)
    {
        state.End = state.Log.Count;
        var caches = state.Sessions.Select(s => (Session: s, Cache: OpenCommand.CacheOf(state, s, Box))).Where(c => c.Cache is not null).ToList();
        foreach (var session in state.Sessions.Where(s => s.Wire.IsOpen && s.Selected is not null))
            await SeesAllAsync(session, cancel);
        if (state.IsOver)
            return;
        await speaker.OpenAsync(watcher, cancel);
        await ListAsync(cancel);
        foreach (var group in caches.GroupBy(c => (c.Cache!.UidValidity, c.Cache.HighestModSeq)))
        {
            if (state.IsOver)
                return;
            await ResynchroniseAsync([.. group.Select(c => (c.Session, c.Cache!))], cancel);
        }
    }

    private async Task SeesAllAsync(SessionModel session, CancellationToken cancel)
    {
        if (session.Idling)
            await speaker.MakeAsync(new DoneStep(session.Place), cancel);
        for (var pause = Pauses.First; !state.IsOver; pause *= 2)
        {
            await speaker.MakeAsync(new SyncStep(session.Place, false), cancel);
            if (state.IsOver || session.IsUpToDate)
                return;
            if (pause > Pauses.Last)
            {
                state.Break(
                    "3501-5.2-a", session, state.Transcript.Entries[^1],
                    $"NOOP again and again: the session was told of {session.View.Count} messages, and the mailbox has {session.Selected!.Live.Count()}");
                return;
            }

            await session.Wire.PauseAsync(pause, cancel);
        }
    }

    private async Task ListAsync(CancellationToken cancel)
    {
        var form = state.Offer.Has("CONDSTORE") ? OpeningForm.CondStore : OpeningForm.Plain;
        await speaker.SayAsync(watcher, new OpenCommand(state, watcher, new OpenStep(watcher.Place, 0, false, form)), cancel);
        var wanted = form == OpeningForm.Plain ? Wanted.Flags : Wanted.FlagsAndModSeq;
        if (state.IsOver || FetchCommand.Create(state, watcher, new FetchStep(watcher.Place, null, false, wanted, Since.None, false)) is not { } fetch)
            return;
        await speaker.SayAsync(watcher, fetch, cancel);
        if (!state.IsOver)
            JudgeValues();
    }

    /// <summary>No two commands gave the same mod-sequence.</summary>
    private void JudgeValues()
    {
        var known = Box.Live.Where(m => m.Exact is not null && m.Touches[0] > Box.TrackedSince).ToList();
        foreach (var same in known.GroupBy(m => m.Exact))
        {
            var first = same.First();
            foreach (var other in same.Skip(1).Where(o => !o.Touches.Intersect(first.Touches).Any()))
            {
                var later = other.Touches[0] > first.Touches[0] ? other : first;
                var id = Stored.Contains(first.ChangedBy) && Stored.Contains(other.ChangedBy) ? "7162-3.1-b"
                    : later.ChangedBy switch { "APPEND" => "7162-3.1-g", "COPY" => "7162-3.1-h", _ => "7162-3.1-e" };
                var (a, b) = (watcher.NumberOf(first), watcher.NumberOf(other));
                state.Break(
                    id, watcher, state.Transcript.Entries[^1], $"UID {first.Uid} and UID {other.Uid} were changed by two commands, and both have mod-sequence {same.Key}",
                    new ProofLine(Phrase.Of($"* {a} FETCH (MODSEQ ($one))")),
                    new ProofLine(Phrase.Of($"* {b} FETCH (MODSEQ ($two != $one))"), id));
            }
        }
    }

    private async Task ResynchroniseAsync(IReadOnlyList<(SessionModel Session, Checkpoint Cache)> caches, CancellationToken cancel)
    {
        var highest = caches[0].Cache.HighestModSeq;
        if (highest == 0)
            return;
        var listing = Box.Listing();
        if (!state.Offer.Has("QRESYNC"))
        {
            if (await AskAsync(new Phrase().Add("UID FETCH 1:* (FLAGS) (CHANGEDSINCE ").Add(new ValueWord(Box, highest)).Add(")"), cancel) is { } changed)
                Compare(caches, changed, listing, expungesTold: false);
            return;
        }

        if (!watcher.QResync && !await speaker.SayAsync(watcher, new EnableCommand(state, watcher, "QRESYNC"), cancel))
            return;
        var select = new Phrase().Add("SELECT ").Add(new BoxWord(Box)).Add(" (QRESYNC (").Add(new ValidityWord(Box)).Add(" ").Add(new ValueWord(Box, highest)).Add("))");
        if (await AskAsync(select, cancel) is not { } resynchronised)
            return;
        Compare(caches, resynchronised, listing, expungesTold: true);
        // In figures: whether * reaches an expunged message above the last live one is disputed.
        var top = caches.SelectMany(c => c.Cache.Messages.Keys).DefaultIfEmpty(0u).Max();
        if (top == 0 || await AskAsync(
            new Phrase().Add("UID FETCH 1:").Add(new UidWord(Box, top)).Add(" (FLAGS) (CHANGEDSINCE ").Add(new ValueWord(Box, highest)).Add(" VANISHED)"), cancel) is not { } vanished)
            return;
        Compare(caches, vanished, listing, expungesTold: true);
    }

    private Task<IReadOnlyList<Entry>?> AskAsync(Phrase text, CancellationToken cancel) => speaker.AskAsync(watcher, text, cancel);

    private void Compare(IReadOnlyList<(SessionModel Session, Checkpoint Cache)> caches, IReadOnlyList<Entry> answer, Listing listing, bool expungesTold)
    {
        Caches += caches.Count;
        foreach (var (session, cache) in caches)
        {
            foreach (var loss in Comparison.Compare(cache.Apply(answer), listing, expungesTold && !session.Careless.Contains(Box)))
            {
                var id = expungesTold ? Converges : "7162-3.1.4.1-a";
                state.Break(new Breach(
                    id, loss.Message, session.Lane, answer is [.., var last] ? last.Number : null, null,
                    [new ProofLine(Phrase.Of("check converged"), id, session.Lane)], "a cache that equals the mailbox"));
            }
        }
    }
}
