using Endurance.Wire;

namespace Endurance.Mixed.Steps;

/// <summary>COPY, MOVE, EXPUNGE, UID EXPUNGE and CLOSE.</summary>
public static class Removing
{
    public static async Task CopyAsync(Session session, CancellationToken cancellation)
    {
        if (session.Some(3) is not { Count: > 0 } messages) return;
        await session.AskAsync(Copy(session, messages, session.OneIn(2) || !session.UsesNumbers), cancellation);
    }

    public static Command Copy(Session session, IReadOnlyList<Seen> messages, bool byUid)
    {
        var text = $"{(byUid ? "UID " : "")}COPY {session.SetOf(messages, byUid)} ";
        if (session.OneIn(12)) return Command.Of(text + session.AnyOwnName()) with { Refusals = ["TRYCREATE", "EXPUNGEISSUED"] };
        var (source, target) = (session.Box!, session.AnyBox());
        return Command.Of(text + target.Name) with { Refusals = ["EXPUNGEISSUED"], Answered = responses => NoteCopies(source, target, responses) };
    }

    public static async Task MoveAsync(Session session, CancellationToken cancellation)
    {
        if (session.Some(3) is not { Count: > 0 } messages) return;
        var byUid = session.OneIn(2) || !session.UsesNumbers;
        var (source, target) = (session.Box!, session.AnyBox());
        source.MayGo(messages.Select(message => message.Uid));
        await session.AskAsync(
            Command.Of($"{(byUid ? "UID " : "")}MOVE {session.SetOf(messages, byUid)} {target.Name}") with
            {
                Refusals = ["EXPUNGEISSUED"], Answered = responses => NoteCopies(source, target, responses),
            },
            cancellation);
    }

    /// <summary>Marks some messages, many when the mailbox is full, and removes what is marked.</summary>
    public static async Task ExpungeAsync(Session session, CancellationToken cancellation)
    {
        if (session.Some(Adding.IsFull(session) ? 40 : 3) is not { Count: > 0 } messages) return;
        await session.AskAsync(Storing.Doom(session, messages), cancellation);
        switch (session.Random.Next(8))
        {
            case 0:
                await CloseAsync(session, cancellation);
                break;
            case < 4:
                await session.AskAsync(UidExpunge(session, messages), cancellation);
                break;
            default:
                await session.AskAsync("EXPUNGE", cancellation);
                break;
        }
    }

    public static Command UidExpunge(Session session, IReadOnlyList<Seen> messages) => Command.Of($"UID EXPUNGE {session.SetOf(messages, byUid: true)}");

    /// <summary>CLOSE tells nothing of what it removed, so the cache stays as it was (RFC 7162 section 3.2.8).</summary>
    private static async Task CloseAsync(Session session, CancellationToken cancellation)
    {
        await session.AskAsync("CLOSE", cancellation);
        session.Leave();
    }

    private static void NoteCopies(Box source, Box target, IReadOnlyList<Response> responses)
    {
        foreach (var response in responses)
        {
            if (response.CopyUid is not { } code) continue;
            foreach (var (from, to) in code.Uids)
            {
                target.NoteAdded(code.UidValidity, to, source.LetterOf(from));
                // \Deleted is copied with the message.
                if (source.IsMayGo(from)) target.MayGo([to]);
            }
        }
    }
}
