using System.Globalization;
using Conformance.Checking.Convergence;
using Conformance.Running;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>EXPUNGE and UID EXPUNGE.</summary>
internal sealed class ExpungeCommand : WalkCommand
{
    private const string Removes = "7162-3.2.7-a";

    private readonly List<MessageModel>? targets;

    private ExpungeCommand(WalkState state, SessionModel session, List<MessageModel>? targets)
        : base(state, session)
    {
        this.targets = targets;
        Text = Phrase.Of(targets is null ? "EXPUNGE" : "UID EXPUNGE ");
        if (targets is not null)
            AddSet(Text, targets, uid: true);
    }

    public override Phrase Text { get; }

    /// <summary>Null where it is not certain what it would remove: a message with \Deleted that the session does not see yet.</summary>
    public static ExpungeCommand? Create(WalkState state, SessionModel session, ExpungeStep step)
    {
        if (session.Selected is not { } box || session.IsReadOnly || box.Live.Any(m => m.Now.MayHave("\\Deleted") && !session.View.Contains(m)))
            return null;
        var targets = step.Messages is { } ordinals ? Visible(session, ordinals) : null;
        return targets is { Count: 0 } || (targets is not null && !state.Offer.Has("UIDPLUS")) ? null : new ExpungeCommand(state, session, targets);
    }

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        bool IsMeant(MessageModel m) => targets is null || targets.Contains(m);
        var due = Box.Live.Where(m => IsMeant(m) && m.Now.Has("\\Deleted") && Session.FloorOf(m) == m.Latest).ToList();
        foreach (var gone in ToldGone(Session, answer.Window.Entries).Where(m => m.IsLive && IsMeant(m) && m.Now.MayHave("\\Deleted")))
            gone.Gone = State.Step;
        Reader.Read(Session, answer.Window.Entries);
        if (tagged.Status != "OK" || State.IsOver)
            return;
        foreach (var left in due.Where(m => m.IsLive))
        {
            State.Break(
                Removes, Session, answer.Window.Entries[^1], $"{Text} left UID {left.Uid}, which has \\Deleted",
                new ProofLine(
                    Session.QResync ? new Phrase().Add("* VANISHED ").Add(new UidWord(Box, left.Uid)) : Phrase.Of("* $_ EXPUNGE"), Removes));
        }
    }
}

/// <summary>APPEND of one or several messages.</summary>
internal sealed class AppendCommand : WalkCommand
{
    private readonly MailboxModel box;
    private readonly bool hasFlags;

    public AppendCommand(WalkState state, SessionModel session, AppendStep step, MailFactory mail)
        : base(state, session)
    {
        box = state.Boxes[step.Box];
        hasFlags = step.Flags.Count > 0;
        Text = new Phrase().Add("APPEND ").Add(new BoxWord(box)).Add(hasFlags ? $" ({string.Join(' ', step.Flags)}) " : " ");
        for (var i = 0; i < (state.Offer.Has("MULTIAPPEND") ? step.Count : 1); i++)
        {
            if (i > 0)
                Text.Add(" ");
            Text.Add(new MessageWord(mail.Next()));
        }
    }

    public override Phrase Text { get; }

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        if (tagged.Status == "OK")
        {
            if (tagged.Code is not { Name: "APPENDUID", Arguments: [_, var uids] } || UidList.Read(uids.ToText()) is not { } list)
            {
                State.Lost = "APPEND was answered without APPENDUID: which UID the message has is not known";
                return;
            }

            foreach (var uid in list)
                box.Add(uid, State.Step, Session.Place, hasFlags ? null : [CachedMessage.FlagSet([])], "APPEND");
            if (list.Count == 1)
                State.Origins.Uid(box, list[0], State.Line, v => $"OK [APPENDUID $_ ${v}]");
        }

        base.Judge(answer, tagged);
    }
}

/// <summary>COPY and MOVE.</summary>
internal sealed class CopyCommand : WalkCommand
{
    private readonly CopyStep step;
    private readonly MailboxModel target;
    private readonly List<MessageModel> sources;

    private CopyCommand(WalkState state, SessionModel session, CopyStep step, List<MessageModel> sources)
        : base(state, session)
    {
        this.step = step;
        this.sources = sources;
        target = state.Boxes[step.Box];
        Text = AddSet(Phrase.Of($"{(step.Uid ? "UID " : "")}{(step.Move ? "MOVE" : "COPY")} "), sources, step.Uid).Add(" ").Add(new BoxWord(target));
    }

    public override Phrase Text { get; }

    /// <summary>Null where the session sees none of the messages, or may not move them.</summary>
    public static CopyCommand? Create(WalkState state, SessionModel session, CopyStep step)
    {
        var sources = Visible(session, step.Messages);
        // What becomes of one that is gone already, and of the rest, is nowhere said (RFC 2180 section 4.4).
        sources.RemoveAll(s => !s.IsLive);
        var isIdle = sources.Count == 0 || !state.Offer.Has("UIDPLUS")
            || (step.Move && (session.IsReadOnly || !state.Offer.Has("MOVE") || state.Boxes[step.Box] == session.Selected));
        return isIdle ? null : new CopyCommand(state, session, step, sources);
    }

    protected override void Judge(Answer answer, StatusResponse tagged)
    {
        if (tagged.Status != "OK" && step.Move)
        {
            State.Lost = "a MOVE that is refused may have moved some of the messages";
            return;
        }

        var codes = answer.Responses.OfType<StatusResponse>().Select(s => s.Code).Where(c => c?.Name == "COPYUID").ToList();
        var moved = new HashSet<uint>();
        foreach (var code in codes)
        {
            if (code is not { Arguments: [_, var from, var to] } || UidList.Read(from.ToText()) is not { } old || UidList.Read(to.ToText()) is not { } made || old.Count != made.Count)
            {
                State.Lost = "COPYUID cannot be read: which UIDs the messages have is not known";
                return;
            }

            moved.UnionWith(old);
            foreach (var uid in made.Order())
                target.Add(uid, State.Step, Session.Place, null, "COPY");
            if (made.Count == 1)
                State.Origins.Uid(target, made[0], State.Line, v => $"{(tagged.Code?.Name == "COPYUID" ? "OK" : "* OK")} [COPYUID $_ $_ ${v}]");
        }

        if (tagged.Status == "OK" && codes.Count == 0 && sources.Exists(s => s.IsLive))
        {
            State.Lost = "COPY was answered without COPYUID: which UIDs the messages have is not known";
            return;
        }

        if (step.Move)
        {
            foreach (var source in sources.Where(s => s.IsLive && moved.Contains(s.Uid)))
                source.Gone = State.Step;
        }

        base.Judge(answer, tagged);
    }
}

/// <summary>UIDs in the order of the set that names them, as APPENDUID and COPYUID do (RFC 4315 section 3).</summary>
internal static class UidList
{
    private const int Most = 10_000;

    public static IReadOnlyList<uint>? Read(string? text)
    {
        var list = new List<uint>();
        foreach (var part in (text ?? "").Split(','))
        {
            var ends = part.Split(':');
            if (ends.Length > 2 || !uint.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !uint.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || Math.Max(first, last) - Math.Min(first, last) >= Most)
                return null;
            for (long uid = Math.Min(first, last); uid <= Math.Max(first, last); uid++)
                list.Add((uint)uid);
        }

        return list;
    }
}
