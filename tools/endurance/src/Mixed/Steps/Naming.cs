using System.Globalization;

namespace Endurance.Mixed.Steps;

/// <summary>Mailbox names: LIST in its forms, STATUS, CREATE, RENAME, DELETE, subscriptions; and METADATA.</summary>
public static class Naming
{
    private const string StatusItems = "MESSAGES UIDNEXT UIDVALIDITY UNSEEN RECENT SIZE HIGHESTMODSEQ DELETED MAILBOXID";

    public static async Task ListAsync(Session session, CancellationToken cancellation) => await session.AskAsync(
        session.Of(
        [
            "LIST \"\" *", "LIST \"\" %", "LIST \"\" \"\"", "LSUB \"\" *", "LIST (SUBSCRIBED) \"\" *", "LIST (SUBSCRIBED RECURSIVEMATCH) \"\" %",
            "LIST (SPECIAL-USE) \"\" *", "LIST \"\" (box% INBOX) RETURN (CHILDREN SUBSCRIBED SPECIAL-USE)",
            $"LIST \"\" * RETURN (STATUS (MESSAGES UIDNEXT HIGHESTMODSEQ SIZE))", "NAMESPACE", "ID (\"name\" \"endurance\")", "ID NIL", "CAPABILITY", "NOOP",
        ]),
        cancellation);

    /// <summary>STATUS of a mailbox that may not be there; DELETED and SIZE are RFC 9051's and RFC 8438's.</summary>
    public static async Task StatusAsync(Session session, CancellationToken cancellation)
    {
        var name = session.OneIn(5) ? session.AnyOwnName() : session.AnyBox().Name;
        var items = StatusItems.Split(' ').Where(item => item != "DELETED" && session.OneIn(2)).DefaultIfEmpty("MESSAGES");
        // STATUS (HIGHESTMODSEQ) is an enabling command (RFC 7162 section 3.1).
        if (!session.CondStore) items = items.Where(item => item != "HIGHESTMODSEQ").DefaultIfEmpty("MESSAGES");
        await session.AskAsync(Command.Of($"STATUS {name} ({string.Join(' ', items)})") with { Refusals = ["NONEXISTENT"] }, cancellation);
    }

    /// <summary>Makes, renames and removes mailboxes of its own, which others may write to meanwhile.</summary>
    public static async Task ChangeNamesAsync(Session session, CancellationToken cancellation)
    {
        var index = session.Random.Next(3);
        var name = Choice.OwnName(session.Number, index);
        if (!session.OwnNames.Contains(name))
        {
            await session.AskAsync($"CREATE {name}{(session.OneIn(4) ? " (USE (\\Archive))" : "")}", cancellation);
            session.OwnNames.Add(name);
            if (session.OneIn(2)) await session.AskAsync($"SUBSCRIBE {name}", cancellation);
            return;
        }
        var other = Choice.OwnName(session.Number, (index + 1) % 3);
        if (session.OneIn(2) && !session.OwnNames.Contains(other))
        {
            await session.AskAsync($"RENAME {name} {other}", cancellation);
            session.OwnNames.Add(other);
        }
        else
        {
            await session.AskAsync($"DELETE {name}", cancellation);
            if (session.OneIn(2)) await session.AskAsync($"UNSUBSCRIBE {name}", cancellation);
        }
        session.OwnNames.Remove(name);
    }

    /// <summary>An entry that no other session sets, so that what was answered OK must be there.</summary>
    public static async Task SetMetadataAsync(Session session, CancellationToken cancellation)
    {
        var box = session.AnyBox();
        var entry = string.Create(CultureInfo.InvariantCulture, $"/private/comment/s{session.Number}");
        var value = session.OneIn(5) ? "NIL" : string.Create(CultureInfo.InvariantCulture, $"\"value {session.Random.Next(100_000)}\"");
        box.NoteMetadata(entry, null);
        await session.AskAsync(
            Command.Of($"SETMETADATA {box.Name} ({entry} {value})") with { Answered = _ => box.NoteMetadata(entry, value.Trim('"')) }, cancellation);
    }

    public static async Task GetMetadataAsync(Session session, CancellationToken cancellation) => await session.AskAsync(
        session.Of(
        [
            $"GETMETADATA {session.AnyBox().Name} (/private/comment /shared/comment)", $"GETMETADATA (DEPTH infinity) {session.AnyBox().Name} (/private)",
            "GETMETADATA (MAXSIZE 1024) \"\" (/shared/comment /private/comment)",
        ]),
        cancellation);

    public static async Task SetServerMetadataAsync(Session session, CancellationToken cancellation) =>
        await session.AskAsync($"SETMETADATA \"\" (/private/comment \"{session.Number} {session.Random.Next(1000)}\")", cancellation);
}
