using System.Collections.Immutable;
using System.Globalization;
using Conformance.Checking.Convergence;
using Conformance.Running;
using Conformance.Wire;
using Comparison = Conformance.Checking.Convergence.Comparison;

namespace Conformance.Walking;

/// <summary>SELECT and EXAMINE, with QRESYNC from the cache that the session has by RFC 7162 section 6.</summary>
internal sealed class OpenCommand : WalkCommand
{
    private const string Converges = "7162-3.2-i";

    private readonly OpenStep step;
    private readonly MailboxModel box;
    private readonly OpeningForm form;
    private readonly Checkpoint? cache;

    public OpenCommand(WalkState state, SessionModel session, OpenStep step)
        : base(state, session)
    {
        this.step = step;
        box = state.Boxes[step.Box];
        form = step.Form == OpeningForm.Plain || !state.Offer.Has("CONDSTORE") ? OpeningForm.Plain : OpeningForm.CondStore;
        if (step.Form > OpeningForm.CondStore && session.QResync)
        {
            cache = CacheOf(state, session, box);
            if (cache is { HighestModSeq: > 0 })
                form = cache.Messages.IsEmpty ? OpeningForm.QResync : step.Form;
            else
                cache = null;
        }

        Text = new Phrase().Add(step.ReadOnly ? "EXAMINE " : "SELECT ").Add(new BoxWord(box));
        if (form == OpeningForm.CondStore)
            Text.Add(" (CONDSTORE)");
        else if (cache is not null)
            AddResynchronisation(cache);
    }

    public override Phrase Text { get; }

    public override bool Enables => form != OpeningForm.Plain;

    protected override bool IsUpdate => cache is not null;

    /// <summary>The cache that a session has of a mailbox, from all that it was sent so far.</summary>
    public static Checkpoint? CacheOf(WalkState state, SessionModel session, MailboxModel box) =>
        ClientCache.Replay(state.Transcript.Entries, session.Lane, Astring.Read(box.Name));

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        var entries = answer.Window.Entries;
        var wasSelected = Session.Selected is not null;
        var closed = entries.ToList().FindIndex(e => e.Response is StatusResponse { IsTagged: false, Code.Name: "CLOSED" });
        if (wasSelected && closed >= 0)
            Reader.Read(Session, entries.Take(closed));
        if (tagged.Status != "OK")
        {
            Session.Leave();
            State.Blocked = $"{Text} was answered {Doorway.Describe(tagged)}";
            return;
        }

        var own = entries.Skip(closed + 1).ToList();
        Session.Open(box, step.ReadOnly, State.Step);
        if (Session.IsAware)
            box.Track(State.Step);
        // Without a boundary what comes may still be the old mailbox's: only what cannot be is read.
        var isCertain = !wasSelected || closed >= 0;
        foreach (var entry in own)
            Read(entry, isCertain);
        if (State.Lost is null && own.LastOrDefault(e => e.Response is DataResponse { Name: "EXISTS" }) is { Response: DataResponse { Number: { } count } } exists && count != box.Live.Count())
        {
            State.Break(
                "7162-3.2.5.1-i", Session, exists, $"the mailbox has {box.Live.Count()} messages, and opening it tells {count}",
                new ProofLine(Phrase.Of($"* {box.Live.Count()} EXISTS"), "7162-3.2.5.1-i"));
            State.Lost = "the number of messages is another than by what was done";
        }

        if (cache is null || State.Lost is not null)
            return;
        Compare(cache.Apply(own), answer.LastEntry);
    }

    private void Read(Entry entry, bool isCertain)
    {
        switch (entry.Response)
        {
            case StatusResponse { Code.Name: "NOMODSEQ" }:
                State.Lost = "the mailbox has no mod-sequences";
                break;
            case StatusResponse { Code: { Name: "UIDVALIDITY", Arguments: [var value] } } when value.ToNumber() != box.UidValidity:
                State.Lost = "UIDVALIDITY is another than before";
                break;
            case StatusResponse status:
                Reader.Code(Session, status, isOpening: true);
                break;
            case DataResponse { Name: "EXISTS" }:
                break;
            case { } response when isCertain:
                Reader.Read(Session, entry, response);
                break;
        }
    }

    private void Compare(Resynchronised after, int? entry)
    {
        foreach (var loss in Comparison.Compare(after, box.Listing(), expungesTold: !Session.Careless.Contains(box)))
        {
            State.Break(new Breach(
                Converges, $"{Text}: {loss.Message}", Session.Lane, entry, State.Line,
                box == State.Boxes[0] ? [new ProofLine(Phrase.Of("check converged"), Converges, Session.Lane)] : [],
                "a cache that equals the mailbox",
                Instead: true));
        }
    }

    private void AddResynchronisation(Checkpoint from)
    {
        Text.Add(" (QRESYNC (").Add(new ValidityWord(box)).Add(" ").Add(new ValueWord(box, from.HighestModSeq));
        var uids = from.Messages.Keys.Order().ToImmutableArray();
        if (form >= OpeningForm.KnownUids)
            Text.Add(" ").AddUids(box, uids);
        if (form == OpeningForm.Matched)
        {
            var chosen = Enumerable.Range(1, uids.Length).Where(n => n % 2 == 1).ToList();
            Text.Add(" (" + string.Join(',', chosen.Select(n => n.ToString(CultureInfo.InvariantCulture))) + " ").AddUids(box, chosen.Select(n => uids[n - 1])).Add(")");
        }

        Text.Add("))");
    }
}
