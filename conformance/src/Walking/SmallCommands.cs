using Conformance.Running;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>ENABLE.</summary>
internal sealed class EnableCommand(WalkState state, SessionModel session, string words) : WalkCommand(state, session)
{
    public override Phrase Text { get; } = Phrase.Of("ENABLE " + words);

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        foreach (var response in answer.Responses)
        {
            if (!EnabledData.TryRead(response, out var enabled))
                continue;
            Session.QResync |= enabled.Capabilities.Contains("QRESYNC", StringComparer.OrdinalIgnoreCase);
            Session.IsAware |= enabled.Capabilities.Any(c => c.Equals("QRESYNC", StringComparison.OrdinalIgnoreCase) || c.Equals("CONDSTORE", StringComparison.OrdinalIgnoreCase));
        }

        if (Session.IsAware)
            Session.Selected?.Track(State.Step);
        base.Judge(answer, tagged);
    }
}

/// <summary>CLOSE, which expunges without a word, and UNSELECT, which does not.</summary>
internal sealed class LeaveCommand(WalkState state, SessionModel session, bool unselect) : WalkCommand(state, session)
{
    public override Phrase Text { get; } = Phrase.Of(unselect ? "UNSELECT" : "CLOSE");

    /// <summary>Whether it is certain what CLOSE would remove: the session knows of every \Deleted that there is.</summary>
    public static bool IsCertain(SessionModel session) => session.IsReadOnly || session.Selected!.Live
        .Where(m => m.Now.MayHave("\\Deleted"))
        .All(m => m.Now.Has("\\Deleted") && session.View.Contains(m) && session.FloorOf(m) == m.Latest);

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        if (tagged.Status != "OK")
        {
            State.Blocked = $"{Text} was answered {Doorway.Describe(tagged)}";
            return;
        }

        if (!unselect && !Session.IsReadOnly)
        {
            foreach (var message in Box.Live.Where(m => m.Now.Has("\\Deleted")).ToList())
                message.Gone = State.Step;
        }

        Reader.Read(Session, answer.Window.Entries);
        Session.Leave();
    }
}

/// <summary>STATUS of a mailbox.</summary>
internal sealed class StatusCommand(WalkState state, SessionModel session, MailboxModel box, bool highest) : WalkCommand(state, session)
{
    private const string SameAsSelect = "7162-3.1.7-a";

    public override Phrase Text { get; } = new Phrase().Add("STATUS ").Add(new BoxWord(box)).Add(highest ? " (MESSAGES HIGHESTMODSEQ)" : " (MESSAGES UIDNEXT)");

    public override bool Enables => highest;

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        Reader.Read(Session, answer.Window.Entries);
        foreach (var entry in answer.Window.Entries)
        {
            if (!StatusData.TryRead(entry.Response!, out var status) || status.HighestModSeq?.Number is not { } value || value == 0)
                continue;
            State.Origins.Value(box, value, State.Line, v => $"* STATUS ${box.Variable} (HIGHESTMODSEQ ${v})");
            var before = box.MostBefore(State.Step);
            // Of the mailbox that it has selected a session may be told what it knows (A-36).
            if (Session.Selected != box && box.TrackedSince is { } tracked && tracked < State.Step && value < before)
                State.Break(
                    SameAsSelect, Session, entry, $"STATUS tells HIGHESTMODSEQ {value}, below {before}, which was told before",
                    new ProofLine(new Phrase().Add("* STATUS ").Add(new BoxWord(box)).Add(" (HIGHESTMODSEQ >= ").Add(new ValueWord(box, before)).Add(")"), SameAsSelect));
            box.Learn(value, State.Step);
            Session.Learn(box, value);
        }
    }
}

/// <summary>SEARCH ALL, and SEARCH MODSEQ.</summary>
internal sealed class SearchCommand : WalkCommand
{
    private const string AtLeast = "7162-3.1.5-a";

    private readonly SearchStep step;
    private readonly ulong since;

    public SearchCommand(WalkState state, SessionModel session, SearchStep step)
        : base(state, session)
    {
        this.step = step;
        Text = Phrase.Of(step.Uid ? "UID SEARCH " : "SEARCH ");
        if (step.Since == Since.None)
        {
            Text.Add("ALL");
            return;
        }

        var (word, number) = Value(session, step.Since, session.View.OfType<MessageModel>());
        since = number;
        Text.Add("MODSEQ ").Add(word);
    }

    public override Phrase Text { get; }

    public override bool Enables => step.Since != Since.None;

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        // Numbers in the answer are those before an EXPUNGE that UID SEARCH may tell; messages that the session waits to hear of may be found or not.
        var view = Session.View.OfType<MessageModel>().Where(m => m.IsLive).Select(m => (Message: m, Number: Session.NumberOf(m)!.Value)).ToList();
        var isQuiet = !answer.Responses.Any(r => r is DataResponse { Name: "EXPUNGE" or "VANISHED" });
        var found = new HashSet<uint>();
        foreach (var response in answer.Responses)
        {
            if (SearchData.TryRead(response, out var search))
                found.UnionWith(search.Numbers);
        }

        foreach (var (message, number) in view.Where(_ => tagged.Status == "OK" && (isQuiet || step.Uid)))
        {
            var isFound = found.Contains(step.Uid ? message.Uid : number);
            var version = message.Versions[Session.FloorOf(message)];
            var mustBe = since == 0 || (version.IsReal && Box.TrackedSince < version.Step && Box.WasToldBefore(since, version.Step)) || (message.Exact >= since && Session.FloorOf(message) == message.Latest);
            var mustNot = since > 0 && message.Exact < since && Session.FloorOf(message) == message.Latest;
            if (isFound ? mustNot : mustBe && since > 0)
                State.Break(
                    AtLeast, Session, answer.Window.Entries[^1], $"{Text} {(isFound ? "finds" : "does not find")} {(step.Uid ? $"UID {message.Uid}" : $"message {number}")}, whose mod-sequence is {(isFound ? "below" : "not below")} it",
                    new ProofLine(
                        isFound ? AddOne(Phrase.Of("never * SEARCH "), message, step.Uid).Add(" ... (MODSEQ $_)") : AddOne(Phrase.Of("* SEARCH "), message, step.Uid).Add(" ... (MODSEQ $_)"),
                        AtLeast));
        }

        base.Judge(answer, tagged);
    }
}
