using Conformance.Running;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>FETCH and UID FETCH, with CHANGEDSINCE and VANISHED.</summary>
internal sealed class FetchCommand : WalkCommand
{
    private readonly FetchStep step;
    private readonly List<MessageModel> targets;
    private readonly ulong since;

    private FetchCommand(WalkState state, SessionModel session, FetchStep step, List<MessageModel> targets)
        : base(state, session)
    {
        this.step = step;
        this.targets = targets;
        Text = Phrase.Of(step.Uid ? "UID FETCH " : "FETCH ");
        if (step.Messages is null)
            Text.Add("1:*");
        else
            AddSet(Text, targets, step.Uid);
        Text.Add(step.Wanted switch
        {
            Wanted.Flags => " (FLAGS)",
            Wanted.FlagsAndModSeq => " (FLAGS MODSEQ)",
            Wanted.ModSeq => " (MODSEQ)",
            Wanted.Uid => " (UID)",
            _ => " (BODY[])",
        });
        if (step.Since == Since.None)
            return;
        var (word, number) = Value(session, step.Since == Since.Zero ? Since.Stale : step.Since, targets);
        since = number;
        Text.Add(" (CHANGEDSINCE ").Add(word).Add(IsVanished ? " VANISHED)" : ")");
    }

    public override Phrase Text { get; }

    public override bool Enables => step.Since != Since.None || step.Wanted is Wanted.ModSeq or Wanted.FlagsAndModSeq;

    protected override bool IsUpdate => step.Messages is null && step.Since == Since.None;

    private bool IsVanished => step.Vanished && step.Uid && Session.QResync;

    /// <summary>Null where the session sees none of the messages.</summary>
    public static FetchCommand? Create(WalkState state, SessionModel session, FetchStep step)
    {
        var all = session.View.OfType<MessageModel>().ToList();
        var targets = step.Messages is { } ordinals ? Visible(session, ordinals) : all;
        return targets.Count == 0 ? null : new FetchCommand(state, session, step, targets);
    }

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        if (step.Wanted == Wanted.Body && !Session.IsReadOnly)
        {
            var perhaps = tagged.Status != "OK" || step.Since != Since.None;
            foreach (var message in targets.Where(t => t.IsLive))
                message.Change(State.Step, Session.Place, f => f.Add("\\Seen"), perhaps, "FETCH");
            // Messages that the answer itself tells of may count to 1:*, or not.
            foreach (var message in Box.Live.Where(m => step.Messages is null && !targets.Contains(m)))
                message.Change(State.Step, Session.Place, f => f.Add("\\Seen"), perhaps: true, "FETCH");
        }

        var due = tagged.Status == "OK" && targets.Exists(t => !t.IsLive) is false ? targets.Where(IsDue).Select(t => (t, Session.NumberOf(t)!.Value)).ToList() : [];
        Reader.Read(Session, answer.Window.Entries);
        if (State.IsOver || answer.Responses.Any(r => r is DataResponse { Name: "EXPUNGE" or "VANISHED" }))
            return;
        foreach (var (message, number) in due)
        {
            if (answer.Responses.Any(r => FetchData.TryRead(r, out var fetch) && fetch.Number == number && (!Enables || fetch.ModSeq is not null)))
                continue;
            var id = step.Since == Since.None ? "7162-3.1.4.2-a" : "7162-3.1.4.1-a";
            State.Break(
                id, Session, answer.Window.Entries[^1], $"{Text}: no FETCH of message {number} (UID {message.Uid}){(Enables ? " with MODSEQ" : "")}, which is there{(since > 0 ? " and has changed since" : "")}",
                new ProofLine(Phrase.Of($"* {number} FETCH ({(Enables ? "MODSEQ ($_)" : "UID $_")})"), id));
        }
    }

    /// <summary>Whether a FETCH of it has to come: always, or because it has changed since in a way that this session knows.</summary>
    private bool IsDue(MessageModel message)
    {
        if (step.Since == Since.None)
            return step.Wanted is Wanted.ModSeq or Wanted.FlagsAndModSeq;
        var version = message.Versions[Session.FloorOf(message)];
        return version.IsReal && Box.TrackedSince < version.Step && Box.WasToldBefore(since, version.Step);
    }
}
