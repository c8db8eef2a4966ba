using System.Text;
using Conformance.Checking.Convergence;
using Conformance.Checking.Matching;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Walking;
using Conformance.Wire;

namespace Conformance.Tests.Walking;

/// <summary>A walk without a server: steps are made by sessions, and the test writes the answers.</summary>
internal sealed class WalkDialogue
{
    private readonly MailFactory mail = new(1);
    private readonly Transcript transcript = new(TimeProvider.System);

    /// <param name="messages">With the UIDs 11, 12 …</param>
    public WalkDialogue(int messages = 3, int sessions = 2)
    {
        var offer = new Offer(
            [], ["IMAP4REV1", "CONDSTORE", "QRESYNC", "ENABLE", "UIDPLUS", "MOVE", "IDLE", "UNSELECT"], false, "", "/", new Dictionary<string, string>());
        var target = new Target("127.0.0.1", 1, new TlsOptions(TlsMode.None), new Account("a", "b"), null, null, new Dictionary<string, IHook>());
        var settings = new SessionSettings(target, offer, new Pace(TimeSpan.FromSeconds(1), new Limits(), TimeProvider.System), "t", "test", transcript);
        MailboxModel[] boxes = [new("box", "mailbox") { UidValidity = 7 }, new("other", "other") { UidValidity = 8 }];
        for (var i = 0; i < messages; i++)
            boxes[0].Add((uint)(11 + i), 0, -1, [CachedMessage.FlagSet([])], "APPEND");
        State = new WalkState(
            offer, transcript, boxes, [.. Enumerable.Range(0, sessions).Select(p => new SessionModel(p, WalkPlayer.LaneOf(p), new Session(settings, WalkPlayer.LaneOf(p), target.Account)))]);
    }

    public WalkState State { get; }

    public MailboxModel Box => State.Boxes[0];

    /// <summary>The requirements that were broken so far.</summary>
    public string Broken => string.Join(' ', State.Breaches.Select(b => b.Id));

    /// <summary>Session 0 is A, 1 is B: each opens the mailbox with CONDSTORE, whose HIGHESTMODSEQ is then this.</summary>
    public WalkDialogue Open(ulong highest)
    {
        foreach (var session in State.Sessions)
            Say(new OpenCommand(State, session, new OpenStep(session.Place, 0, false, OpeningForm.CondStore)), $"* {Box.Live.Count()} EXISTS", $"* OK [HIGHESTMODSEQ {highest}] x", "OK");
        return this;
    }

    public string Store(int session, string answer, IReadOnlyList<int> messages, char sign, string flag, Since since = Since.None, bool uid = false) =>
        Say(StoreCommand.Create(State, State.Sessions[session], new StoreStep(session, messages, uid, sign, false, [flag], since))!, answer.Split('\n'));

    public string Fetch(int session, string answer, Since since = Since.None) =>
        Say(FetchCommand.Create(State, State.Sessions[session], new FetchStep(session, null, false, Wanted.FlagsAndModSeq, since, false))!, answer.Split('\n'));

    public string Noop(int session, string answer) => Say(new PlainCommand(State, State.Sessions[session], "NOOP"), answer.Split('\n'));

    public string Expunge(int session, string answer) =>
        Say(ExpungeCommand.Create(State, State.Sessions[session], new ExpungeStep(session, null))!, answer.Split('\n'));

    public string Append(int session, string answer) =>
        Say(new AppendCommand(State, State.Sessions[session], new AppendStep(session, 0, 1, []), mail), answer.Split('\n'));

    /// <summary>Says a command and has the answer judged; the last line is the tagged one, without its tag.</summary>
    /// <returns>The command as it went out.</returns>
    public string Say(WalkCommand command, params string[] answer)
    {
        var session = State.Sessions.First(s => s.Lane == command.Lane);
        State.Step++;
        var tag = $"t{State.Step}";
        transcript.Add(session.Lane, 1, EntryKind.Sent, Encoding.ASCII.GetBytes($"{tag} {command.Text}\r\n"), tag: tag);
        State.Log.Add(new LogLine(session.Place, LineKind.Command, command.Text) { After = transcript.Entries.Count });
        var lines = answer.Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        var entries = lines.Select((line, i) =>
        {
            var bytes = Encoding.ASCII.GetBytes($"{(i == lines.Count - 1 ? tag + " " : "")}{line}{(line.Contains(' ', StringComparison.Ordinal) ? "" : " x")}\r\n");
            return transcript.Add(session.Lane, 1, EntryKind.Received, bytes, ResponseParser.Parse(bytes));
        }).ToList();
        command.Answered(new Answer(new Window(session.Lane, tag, entries, (StatusResponse)entries[^1].Response!, false), null));
        return command.Text.ToString();
    }
}
