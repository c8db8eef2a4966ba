using System.Text;
using Endurance.Model;
using Endurance.Wire;

namespace Endurance.Mixed.Steps;

/// <summary>APPEND of one and of several messages, also put together from parts, and REPLACE.</summary>
public static class Adding
{
    private const int Most = 70;

    public static async Task AppendAsync(Session session, CancellationToken cancellation) =>
        await session.AskAsync(Append(session, mayWait: true), cancellation);

    public static Command Append(Session session, bool mayWait)
    {
        var letters = Enumerable.Range(0, session.OneIn(4) ? session.Random.Next(2, 5) : 1).Select(_ => session.NewLetter()).ToList();
        var messages = letters.Select(letter => Message(session, Octets(session, letter, mayWait)));
        if (session.OneIn(15)) return new Command("APPEND elsewhere", $"APPEND {session.AnyOwnName()}{string.Concat(messages)}") { Refusals = ["TRYCREATE"] };
        return Into(session.AnyBox(), letters.Count > 1 ? "MULTIAPPEND" : "APPEND", string.Concat(messages), letters);
    }

    /// <summary>CATENATE, all in such a way that a letter comes of it again (RFC 4469).</summary>
    public static async Task CatenateAsync(Session session, CancellationToken cancellation)
    {
        var waits = session.OneIn(6);
        string parts;
        string? letter;
        if (session.Box is not { } box || session.Some(1) is not [var source] || session.OneIn(3))
        {
            letter = session.NewLetter();
            var octets = Letter.Write(letter);
            var cut = session.Random.Next(1, octets.Length);
            parts = $"TEXT {Command.Literal(octets.AsSpan(0, cut), waits)} TEXT {Command.Literal(octets.AsSpan(cut), waits)}";
        }
        else
        {
            letter = box.LetterOf(source.Uid);
            var url = $"/{box.Name}{(session.OneIn(2) ? $";UIDVALIDITY={box.UidValidity}" : "")}/;UID={source.Uid}";
            parts = session.OneIn(2) ? $"URL \"{url}\"" : $"URL \"{url}/;SECTION=HEADER\" URL \"{url}/;SECTION=TEXT\"";
        }
        await session.AskAsync(
            Into(session.AnyBox(), "APPEND CATENATE", Message(session, $"CATENATE ({parts})"), [letter]) with { Refusals = ["BADURL"] }, cancellation);
    }

    public static async Task ReplaceAsync(Session session, CancellationToken cancellation)
    {
        if (session.Some(1) is not [var old]) return;
        var byUid = session.OneIn(2) || !session.UsesNumbers;
        var letter = session.NewLetter();
        var target = session.OneIn(2) ? session.Box! : session.AnyBox();
        session.Box!.MayGo([old.Uid]);
        await session.AskAsync(
            Command.Of($"{(byUid ? "UID " : "")}REPLACE {session.SetOf([old], byUid)} {target.Name}{Message(session, Octets(session, letter, mayWait: true))}") with
            {
                Refusals = ["EXPUNGEISSUED"],
                Answered = responses => NoteAdded(session, target, responses, [letter]),
            },
            cancellation);
    }

    private static Command Into(Box box, string name, string messages, IReadOnlyList<string?> letters) => new(name, $"APPEND {box.Name}{messages}")
    {
        Answered = responses => NoteAdded(null, box, responses, letters),
    };

    private static void NoteAdded(Session? session, Box box, IReadOnlyList<Response> responses, IReadOnlyList<string?> letters)
    {
        foreach (var response in responses)
        {
            if (response.AppendUids is not { } code) continue;
            for (var i = 0; i < code.Uids.Count; i++) box.NoteAdded(code.UidValidity, code.Uids[i], i < letters.Count ? letters[i] : null);
            if (code.Uids.Count == letters.Count) return;
        }
        session?.Load.Findings.Add($"{session.Who} {box}: no APPENDUID with {letters.Count} UIDs in {responses[^1].Text}");
    }

    private static string Message(Session session, string data)
    {
        var text = new StringBuilder();
        if (session.OneIn(2))
        {
            var flags = session.SomeFlags(mayBeNone: true);
            text.Append(" (").AppendJoin(' ', flags).Append(')');
        }
        if (session.OneIn(4)) text.Append(" \"01-Feb-2020 10:11:12 +0100\"");
        return text.Append(' ').Append(data).ToString();
    }

    private static string Octets(Session session, string letter, bool mayWait)
    {
        var octets = Letter.Write(letter);
        return (session.OneIn(5) ? "~" : "") + Command.Literal(octets, mayWait && session.OneIn(6));
    }

    /// <summary>Whether there are more messages than a mailbox of this load should have.</summary>
    public static bool IsFull(Session session) => session.Messages.Count > Most;
}
