using System.Globalization;
using Endurance.Model;

namespace Endurance.Mixed.Steps;

/// <summary>STORE in all its forms.</summary>
public static class Storing
{
    public static async Task StoreAsync(Session session, CancellationToken cancellation)
    {
        if (session.Some(6) is { Count: > 0 } messages) await session.AskAsync(Store(session, messages, session.OneIn(2) || !session.UsesNumbers), cancellation);
    }

    /// <summary>A STORE of what was found by the search before.</summary>
    public static async Task StoreFoundAsync(Session session, CancellationToken cancellation)
    {
        await session.AskAsync(Command.Of($"UID SEARCH RETURN (SAVE) {(session.OneIn(2) ? "FLAGGED" : "KEYWORD $Junk")}") with { Refusals = [""] }, cancellation);
        await session.AskAsync(Command.Of($"UID STORE $ -FLAGS (\\Flagged $Junk)"), cancellation);
    }

    public static Command Store(Session session, IReadOnlyList<Seen> messages, bool byUid)
    {
        var sign = session.Of(["+", "-", ""]);
        var flags = session.SomeFlags(mayBeNone: true);
        var isSilent = MayBeSilent(session) && session.OneIn(2);
        ulong? since = null;
        if (session.CondStore ? session.OneIn(3) : session.OneIn(200))
        {
            session.CondStore = true;
            since = session.OneIn(2) ? session.View!.ModSeq : session.Of(messages).ModSeq;
        }
        return Store(session, messages, byUid, sign, flags, isSilent, since);
    }

    /// <summary>Marks for EXPUNGE.</summary>
    public static Command Doom(Session session, IReadOnlyList<Seen> messages)
    {
        session.Box!.MayGo(messages.Select(message => message.Uid));
        return Store(session, messages, byUid: true, "+", [FlagNames.Deleted], MayBeSilent(session) && session.OneIn(2), null);
    }

    /// <summary>With NOTIFY a client cannot tell whether flags that come meanwhile are those before its STORE or after it.</summary>
    private static bool MayBeSilent(Session session) => !session.IsNotified;

    private static Command Store(
        Session session, IReadOnlyList<Seen> messages, bool byUid, string sign, IReadOnlyList<string> flags, bool isSilent, ulong? since)
    {
        var set = session.SetOf(messages, byUid);
        var condition = since is { } limit ? string.Create(CultureInfo.InvariantCulture, $"(UNCHANGEDSINCE {limit}) ") : "";
        var text = $"{(byUid ? "UID " : "")}STORE {set} {condition}{sign}FLAGS{(isSilent ? ".SILENT" : "")} ({string.Join(' ', flags)})";
        var view = session.View!;
        return Command.Of(text) with
        {
            Refusals = byUid || isSilent ? [] : ["", "MODIFIED"],
            Answered = responses =>
            {
                if (!isSilent) return;
                var modified = responses[^1].Modified;
                View.Apply(messages.Where(message => !IsIn(modified, byUid ? message.Uid : NumberOf(view, message))), sign.Length == 0 ? '=' : sign[0], flags);
            },
        };
    }

    /// <summary>As it was when the command was sent: the view takes in the answer later.</summary>
    private static uint NumberOf(View view, Seen message)
    {
        for (var i = 0; i < view.Messages.Count; i++)
        {
            if (ReferenceEquals(view.Messages[i], message)) return (uint)i + 1;
        }
        return 0;
    }

    private static bool IsIn(IReadOnlyList<(uint First, uint Last)> ranges, uint number) => ranges.Any(range => range.First <= number && number <= range.Last);
}
