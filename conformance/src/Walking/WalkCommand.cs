using Conformance.Running;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>A step turned into a command for the mailbox as it is now, and the judging of its answer.</summary>
internal abstract class WalkCommand(WalkState state, SessionModel session)
{
    protected WalkState State => state;

    protected SessionModel Session => session;

    protected AnswerReader Reader { get; } = new(state);

    /// <summary>The selected mailbox.</summary>
    protected MailboxModel Box => session.Selected!;

    /// <summary>Whose command it is.</summary>
    public string Lane => session.Lane;

    /// <summary>What goes out.</summary>
    public abstract Phrase Text { get; }

    /// <summary>Whether success makes the client CONDSTORE-aware (RFC 7162 section 3.1).</summary>
    public virtual bool Enables => false;

    /// <summary>By its answer the session's cache may have got rid of everything that is gone.</summary>
    protected virtual bool IsUpdate => false;

    /// <summary>The tagged answer has come.</summary>
    public void Answered(Answer answer)
    {
        var tagged = answer.Window.Tagged!;
        if (tagged.Status == "BAD")
        {
            state.Blocked = $"{Text} was answered {Doorway.Describe(tagged)}";
            return;
        }

        if (Enables && tagged.Status == "OK")
        {
            session.IsAware = true;
            session.Selected?.Track(state.Step);
        }

        Judge(answer, tagged);
        if (session is not { Selected: { } box, IsAware: true })
            return;
        if (!session.QResync)
            session.Careless.Add(box);
        else if (IsUpdate && session.Careless.Contains(box) && OpenCommand.CacheOf(state, session, box) is { } cache && cache.Messages.Keys.All(uid => box.Find(uid) is { IsLive: true }))
            session.Careless.Remove(box);
    }

    /// <summary>Takes what the command did into the model, then reads what the server says of it.</summary>
    protected virtual void Judge(Answer answer, StatusResponse tagged) => Reader.Read(session, answer.Window.Entries);

    /// <summary>The messages of these ordinals that the session sees, expunged ones that it was not told of among them.</summary>
    protected static List<MessageModel> Visible(SessionModel session, IReadOnlyList<int> ordinals) =>
        session.Selected is { } box ? [.. ordinals.Distinct().Where(o => o < box.All.Count).Select(o => box.All[o]).Where(session.View.Contains).OrderBy(m => m.Uid)] : [];

    /// <summary>The set that names these messages.</summary>
    protected Phrase AddSet(Phrase phrase, IEnumerable<MessageModel> messages, bool uid) => uid
        ? phrase.AddUids(Box, messages.Select(m => m.Uid))
        : phrase.Add(string.Join(',', messages.Select(m => session.NumberOf(m))));

    /// <summary>A message in a set of the answer.</summary>
    protected Phrase AddOne(Phrase phrase, MessageModel message, bool uid) => AddSet(phrase, [message], uid);

    /// <summary>The mod-sequence that a step means; 1, which is below every change, where the session knows none.</summary>
    protected static (Word Word, ulong Number) Value(SessionModel session, Since since, IEnumerable<MessageModel> messages)
    {
        var box = session.Selected!;
        switch (since)
        {
            case Since.Zero:
                return (new TextWord("0"), 0);
            case Since.Largest:
                return (new LargestWord(), ModSeqText.Max);
        }

        var told = messages.Select(m => session.ValueOf.GetValueOrDefault(m)).DefaultIfEmpty(0ul).Max();
        var highest = session.Highest.GetValueOrDefault(box);
        var number = since switch
        {
            Since.Current when told > 0 => told,
            Since.Current or Since.Highest when highest > 0 => highest,
            _ => session.Oldest(box) ?? 0,
        };
        return number > 0 ? (new ValueWord(box, number), number) : (new TextWord("1"), 1);
    }

    /// <summary>Which messages an answer tells to be gone, by this session's view.</summary>
    protected static List<MessageModel> ToldGone(SessionModel session, IEnumerable<Entry> entries)
    {
        var view = session.View.ToList();
        var gone = new List<MessageModel>();
        foreach (var response in entries.Select(e => e.Response).OfType<DataResponse>())
        {
            if (response is { Name: "EXPUNGE", Number: { } number } && number >= 1 && number <= view.Count)
            {
                if (view[(int)number - 1] is { } message)
                    gone.Add(message);
                view.RemoveAt((int)number - 1);
            }
            else if (VanishedData.TryRead(response, out var vanished) && !vanished.IsEarlier)
            {
                gone.AddRange(view.OfType<MessageModel>().Where(m => vanished.Uids.Contains(m.Uid)));
                view.RemoveAll(m => m is not null && vanished.Uids.Contains(m.Uid));
            }
        }

        return gone;
    }
}

/// <summary>A command that changes nothing and asks for nothing.</summary>
internal sealed class PlainCommand(WalkState state, SessionModel session, string text) : WalkCommand(state, session)
{
    public override Phrase Text { get; } = Phrase.Of(text);
}
