using System.Globalization;
using Endurance.Model;
using Endurance.Wire;

namespace Endurance.Mixed.Steps;

/// <summary>FETCH of everything there is, and the forms of SEARCH, SORT and THREAD.</summary>
public static class Reading
{
    private static readonly string[] Items =
    [
        "FLAGS", "UID", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODY", "BODYSTRUCTURE", "BODY.PEEK[]", "BODY.PEEK[HEADER]", "BODY.PEEK[TEXT]<10.200>",
        "BODY.PEEK[HEADER.FIELDS (SUBJECT X-ENDURANCE)]", "BODY.PEEK[HEADER.FIELDS.NOT (FROM)]", "BODY.PEEK[1]", "BODY.PEEK[1.MIME]", "BODY[TEXT]", "RFC822",
        "RFC822.HEADER", "RFC822.TEXT", "BINARY.PEEK[1]", "BINARY.SIZE[1]", "BINARY[1]", "EMAILID", "THREADID",
    ];

    private static readonly string[] Keys =
    [
        "ALL", "SEEN", "UNSEEN", "ANSWERED", "DELETED", "UNDELETED", "FLAGGED", "DRAFT", "NEW", "OLD", "RECENT", "KEYWORD work", "UNKEYWORD $Junk", "LARGER 1000",
        "SMALLER 900", "SINCE 1-Jan-2020", "BEFORE 1-Mar-2020", "SENTBEFORE 1-Jan-2030", "SUBJECT w1", "FROM example", "HEADER X-Endurance w", "BODY line", "TEXT 9",
        "OR SEEN FLAGGED", "NOT (ANSWERED DRAFT)", "YOUNGER 3600", "OLDER 86400", "UID 1:*",
    ];

    private static readonly string[] Sorts =
        ["ARRIVAL", "REVERSE ARRIVAL", "DATE", "SUBJECT", "REVERSE SIZE", "FROM SUBJECT", "TO", "CC REVERSE DATE"];

    public static async Task FetchAsync(Session session, CancellationToken cancellation)
    {
        if (session.Some(session.OneIn(4) ? 30 : 4) is not { Count: > 0 } messages) return;
        await session.AskAsync(Fetch(session, messages, session.OneIn(2) || !session.UsesNumbers), cancellation);
    }

    public static Command Fetch(Session session, IReadOnlyList<Seen> messages, bool byUid)
    {
        var set = session.OneIn(10) ? "1:*" : session.SetOf(messages, byUid);
        var items = Chosen(session);
        var command = Command.Of($"{(byUid ? "UID " : "")}FETCH {set} {items}{Modifiers(session, byUid, set == "1:*")}");
        var (box, view) = (session.Box!, session.View!);
        // What others expunged may be without octets when it is asked for late (RFC 2180 section 4.1.2).
        return command with { Refusals = [""], Answered = responses => CheckOctets(session, box, view, responses) };
    }

    /// <summary>FETCH 1:* as clients open a mailbox with.</summary>
    public static async Task FetchAllAsync(Session session, CancellationToken cancellation)
    {
        if (session.Messages.Count == 0) return;
        if (!session.UsesNumbers) await session.AskAsync("UID FETCH 1:* (FLAGS)", cancellation);
        else if (session.CondStore) await session.AskAsync("FETCH 1:* (UID FLAGS MODSEQ)", cancellation);
        else await session.AskAsync(session.Of(["FETCH 1:* (UID FLAGS)", "FETCH 1:* ALL", "FETCH 1:* FAST", "FETCH 1:* FULL"]), cancellation);
    }

    public static async Task SearchAsync(Session session, CancellationToken cancellation)
    {
        if (session.View is null) return;
        var isContext = session.Contexts.Count < 3 && session.OneIn(12);
        var text = Search(session, isContext, session.OneIn(2) || !session.UsesNumbers);
        var responses = await session.AskAsync(text, cancellation);
        if (!isContext) return;
        foreach (var response in responses)
        {
            if (!response.Text.StartsWith("* ESEARCH (TAG \"", StringComparison.Ordinal)) continue;
            var tag = response.Text.Split('"')[1];
            if (!session.Contexts.Contains(tag)) session.Contexts.Add(tag);
        }
    }

    public static async Task CancelUpdateAsync(Session session, CancellationToken cancellation)
    {
        if (session.Contexts.Count == 0) return;
        var tag = session.Of(session.Contexts);
        session.Contexts.Remove(tag);
        await session.AskAsync($"CANCELUPDATE \"{tag}\"", cancellation);
    }

    public static Command Search(Session session, bool isContext, bool byUid)
    {
        var uid = byUid ? "UID " : "";
        var keys = string.Join(' ', Enumerable.Range(0, session.Random.Next(1, 3)).Select(_ => session.Of(Keys)));
        if (!session.UsesNumbers) keys = keys.Replace("TEXT 9", "ALL", StringComparison.Ordinal);
        if (session.CondStore && session.OneIn(4)) keys += string.Create(CultureInfo.InvariantCulture, $" MODSEQ {Math.Max(1, session.View!.ModSeq)}");
        var options = isContext ? " RETURN (UPDATE COUNT)" : session.Random.Next(8) switch
        {
            0 => " RETURN (MIN MAX COUNT)",
            1 => " RETURN ()",
            2 => " RETURN (ALL)",
            3 => session.OneIn(2) ? " RETURN (PARTIAL 1:5)" : " RETURN (PARTIAL -1:-5 COUNT)",
            4 => " RETURN (COUNT CONTEXT)",
            _ => "",
        };
        // A command that runs while the mailbox has too many updating searches is answered all the same, with NOUPDATE.
        return session.Random.Next(4) switch
        {
            0 => Command.Of($"{uid}SORT{options} ({session.Of(Sorts)}) UTF-8 {keys}"),
            1 when options.Length == 0 => Command.Of($"{uid}THREAD {session.Of(["REFERENCES", "ORDEREDSUBJECT"])} UTF-8 {keys}"),
            _ => Command.Of($"{uid}SEARCH{options} {keys}"),
        };
    }

    private static string Chosen(Session session)
    {
        if (session.OneIn(12)) return session.Of(["ALL", "FAST", "FULL"]);
        var items = Enumerable.Range(0, session.Random.Next(1, 4)).Select(_ => session.Of(Items)).Distinct().ToList();
        if (session.CondStore && session.OneIn(2)) items.Add("MODSEQ");
        return items.Count == 1 ? items[0] : $"({string.Join(' ', items)})";
    }

    private static string Modifiers(Session session, bool byUid, bool isAll)
    {
        var modifiers = new List<string>();
        if (session.CondStore && session.OneIn(4))
        {
            var since = Math.Max(1, session.OneIn(2) ? session.View!.ModSeq : session.Messages.Select(message => message.ModSeq).DefaultIfEmpty(1u).Max());
            modifiers.Add(string.Create(CultureInfo.InvariantCulture, $"CHANGEDSINCE {since}"));
            if (session.QResync && byUid && session.OneIn(2)) modifiers.Add("VANISHED");
        }
        if (byUid && isAll && session.OneIn(3)) modifiers.Add(session.OneIn(2) ? "PARTIAL 1:10" : "PARTIAL -1:-10");
        return modifiers.Count == 0 ? "" : $" ({string.Join(' ', modifiers)})";
    }

    /// <summary>A whole message must be the letter that was appended.</summary>
    private static void CheckOctets(Session session, Box box, View view, IReadOnlyList<Response> responses)
    {
        foreach (var response in responses)
        {
            if (response.Literals.Count != 1 || response.Numbered is not { } numbered) continue;
            if (!response.Text.Contains("BODY[] {}", StringComparison.Ordinal) && !response.Text.Contains("RFC822 {}", StringComparison.Ordinal)) continue;
            var uid = numbered.Kind == "UIDFETCH" ? numbered.Number : response.Uid ?? 0;
            if (uid == 0 || box.LetterOf(uid) is not { } letter) continue;
            if (Letter.Recognise(response.Literals[0]) != letter)
                session.Load.Findings.Add($"{session.Who} {box}: UID {uid} was {letter}, and is {response.Literals[0].Length} other octets, in a view of {view.Messages.Count}");
        }
    }
}
