using System.Collections.Immutable;
using System.Globalization;
using Conformance.Checking.Convergence;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>
/// Reads what a session was sent, response by response, into its view, and holds it against the model. What the command did is in the model already:
/// a server may tell of it in any order, and of everything else that has happened too, or not yet.
/// </summary>
internal sealed class AnswerReader(WalkState state)
{
    public const string NeverSo = "3501-6.4.6-b";

    /// <summary>Reads the entries of one window.</summary>
    public void Read(SessionModel session, IEnumerable<Entry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Response is { } response)
                Read(session, entry, response);
        }
    }

    /// <summary>Reads one response that belongs to the selected mailbox.</summary>
    public void Read(SessionModel session, Entry entry, Response response)
    {
        if (response is StatusResponse status)
            Code(session, status, isOpening: false);
        if (session.Selected is not { } box)
            return;
        if (FetchData.TryRead(response, out var fetch))
            Fetch(session, box, entry, fetch);
        else if (VanishedData.TryRead(response, out var vanished))
            Vanished(session, box, entry, vanished);
        else if (response is DataResponse { Name: "EXISTS", Number: { } count })
            Exists(session, box, entry, count);
        else if (response is DataResponse { Name: "EXPUNGE", Number: { } number })
            Expunge(session, entry, number);
    }

    /// <summary>Codes that stay: HIGHESTMODSEQ and PERMANENTFLAGS.</summary>
    /// <param name="isOpening">It belongs to a mailbox being opened, which is <see cref="SessionModel.Selected"/> already.</param>
    public void Code(SessionModel session, StatusResponse status, bool isOpening)
    {
        if (session.Selected is not { } box || status.Code is not { } code)
            return;
        if (code is { Name: "PERMANENTFLAGS", Arguments: [ListValue flags] })
            session.Permanent = flags.Items.Select(f => f.ToText() ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (code is not { Name: "HIGHESTMODSEQ", Arguments: [var value] } || ModSeqText.Read(value.ToText() ?? "") is not { Number: { } highest and > 0 and <= ModSeqText.Max })
            return;
        var line = status.IsTagged ? "OK" : "* OK";
        state.Origins.Value(box, highest, state.Line, v => $"{line} [HIGHESTMODSEQ ${v}]");
        session.Highest[box] = highest;
        session.Learn(box, highest);
        if (!session.IsAware)
            return;
        if (isOpening)
            box.LearnAtOpening(highest, state.Step);
        else
            box.Learn(highest, state.Step);
    }

    private void Fetch(SessionModel session, MailboxModel box, Entry entry, FetchData fetch)
    {
        if (fetch.Number < 1 || fetch.Number > session.View.Count)
        {
            state.Break("3501-7.4.1-b", session, entry, $"FETCH of message {fetch.Number}, and the session knows {session.View.Count}");
            return;
        }

        var at = (int)fetch.Number - 1;
        if (session.View[at] is not { } message)
        {
            if (fetch.Uid is not { } uid || box.Find(uid) is not { } found)
                return;
            session.View[at] = message = found;
            session.Raise(message, 0);
        }
        else if (fetch.Uid is { } uid && uid != message.Uid)
        {
            state.Break(
                "3501-7.4.1-b", session, entry, $"message {fetch.Number} is UID {message.Uid} by what the session was told, and FETCH says {uid}",
                new ProofLine(new Phrase().Add($"* {fetch.Number} FETCH (UID ").Add(new UidWord(box, message.Uid)).Add(")"), "3501-7.4.1-b"));
            state.Lost = "the numbers of messages are no longer those that were told";
            return;
        }

        if (fetch.Uid is { } told)
            state.Origins.Uid(box, told, state.Line, v => $"* {fetch.Number} FETCH (UID ${v})");
        if (fetch.Flags is { } flags)
            Flags(session, box, entry, fetch.Number, message, CachedMessage.FlagSet(flags));
        if (fetch.ModSeq is { Number: { } value } modSeq && modSeq.Fault() is null)
            ModSeq(session, box, entry, fetch.Number, message, value);
    }

    private void Flags(SessionModel session, MailboxModel box, Entry entry, uint number, MessageModel message, ImmutableHashSet<string> flags)
    {
        // What is gone may be served as a ghost, or not (RFC 2180 section 4).
        if (!message.IsLive)
            return;
        var floor = session.FloorOf(message);
        if (message.Tell(flags, floor) is { } version)
        {
            session.Raise(message, version);
            if (message.Versions[version].Forbidden is { } forbidden && forbidden.SetEquals(flags) && message.IsOnly(flags, version))
                state.Break(
                    "7162-3.1.3-d", session, entry, $"the STORE was done to UID {message.Uid} although the message had changed since the value in UNCHANGEDSINCE",
                    new ProofLine(Phrase.Of($"never * {number} FETCH (FLAGS ({Text(flags)}))"), "7162-3.1.3-d"));
            return;
        }

        var expected = message.Versions.Skip(floor).SelectMany(v => v.Possible ?? []).Select(Text).Distinct().ToList();
        state.Break(
            NeverSo, session, entry, $"UID {message.Uid} is told with the flags ({Text(flags)}); by what was done to it they are ({string.Join(") or (", expected)})",
            new ProofLine(Phrase.Of(string.Join(" | ", expected.Select(e => $"* {number} FETCH (FLAGS ({e}))"))), NeverSo));
        message.Accept(flags, state.Step);
        session.Raise(message, message.Latest);
    }

    private void ModSeq(SessionModel session, MailboxModel box, Entry entry, uint number, MessageModel message, ulong value)
    {
        state.Origins.Value(box, value, state.Line, v => $"* {number} FETCH (MODSEQ (${v}))");
        var version = message.Versions[session.FloorOf(message)];
        // A message that somebody else's FETCH told before its change may have come by that other way here; the session knows this version, so its value is due.
        if (version.IsReal && box.TrackedSince is { } tracked && version.Step > tracked && box.MostBefore(version.Step) is > 0 and var before && value <= before)
        {
            var id = message.ChangedBy switch
            {
                "APPEND" => "7162-3.1-g",
                "COPY" => "7162-3.1-h",
                _ => value == before ? "7162-3.1-b" : "7162-3.1-c",
            };
            state.Break(
                id, session, entry, $"UID {message.Uid} was changed after mod-sequence {before} had been told, and has {value}, which is not above it",
                new ProofLine(new Phrase().Add($"* {number} FETCH (MODSEQ (> ").Add(new ValueWord(box, before)).Add("))"), id));
        }

        box.Learn(value, state.Step);
        message.TellValue(value, state.Step, session.FloorOf(message) == message.Latest);
        session.Learn(box, value);
        session.ValueOf[message] = Math.Max(value, session.ValueOf.GetValueOrDefault(message));
    }

    private void Vanished(SessionModel session, MailboxModel box, Entry entry, VanishedData vanished)
    {
        var live = box.Live.Where(m => vanished.Uids.Contains(m.Uid)).ToList();
        if (live.Count > 0)
        {
            var id = vanished.IsEarlier ? "7162-3.2.6-c" : "7162-3.2.10.2-a";
            var form = vanished.IsEarlier ? "* VANISHED (EARLIER) " : "* VANISHED ";
            state.Break(
                id, session, entry, $"VANISHED names UID {SequenceSet.Of(live.Select(m => m.Uid))}, which is in the mailbox",
                [.. live.Select(m => new ProofLine(new Phrase().Add("never " + form).Add(new UidWord(box, m.Uid)), id))]);
            state.Lost = "a message that is there was told to be gone";
        }

        if (vanished.IsEarlier)
            return;
        // A UID that is nowhere in the view is one of those that were told by EXISTS alone and stand before the next larger one.
        foreach (var gone in box.All.Where(m => !m.IsLive && m.Gone > session.SelectedAt && vanished.Uids.Contains(m.Uid) && !session.View.Contains(m)))
        {
            var next = session.View.FindIndex(m => m?.Uid > gone.Uid);
            var at = (next < 0 ? session.View.Count : next) - 1;
            if (at >= 0 && session.View[at] is null)
                session.View.RemoveAt(at);
        }

        session.View.RemoveAll(m => m is not null && vanished.Uids.Contains(m.Uid));
    }

    private void Expunge(SessionModel session, Entry entry, uint number)
    {
        if (number < 1 || number > session.View.Count)
        {
            state.Break("3501-7.4.1-b", session, entry, $"EXPUNGE of message {number}, and the session knows {session.View.Count}");
            return;
        }

        if (session.View[(int)number - 1] is { IsLive: true } live)
        {
            state.Break(
                "7162-3.2-i", session, entry, $"EXPUNGE {number} tells that UID {live.Uid} is gone, which is in the mailbox",
                new ProofLine(Phrase.Of($"never * {number.ToString(CultureInfo.InvariantCulture)} EXPUNGE"), "7162-3.2-i"));
            state.Lost = "a message that is there was told to be gone";
        }

        session.View.RemoveAt((int)number - 1);
    }

    private void Exists(SessionModel session, MailboxModel box, Entry entry, uint count)
    {
        var more = (int)count - session.View.Count;
        if (more < 0)
        {
            state.Break("3501-5.2-a", session, entry, $"EXISTS says {count}, and the session knows {session.View.Count}, of which none was told to be gone");
            state.Lost = "EXISTS lowered the number of messages";
        }

        if (more <= 0)
            return;
        // What stands before a message that is known came before it.
        var known = session.View.FindLastIndex(m => m is not null);
        var last = known < 0 ? 0 : session.View[known]!.Uid;
        var unknown = session.View.Count - known - 1;
        var coming = box.All.Where(m => m.Uid > last && (m.IsLive || m.Gone > session.SelectedAt)).ToList();
        if (coming.Count < more + unknown)
        {
            state.Break("3501-5.2-a", session, entry, $"EXISTS says {count}: more than there are messages in the mailbox");
            state.Lost = "EXISTS tells of messages that nobody put there";
            return;
        }

        // Those that came and went meanwhile may be told or not: then only their UIDs tell which they are.
        if (unknown == 0 && coming.Take(more).All(m => m.IsLive))
        {
            foreach (var message in coming.Take(more))
            {
                session.View.Add(message);
                session.Raise(message, 0);
            }
        }
        else
        {
            session.View.AddRange(Enumerable.Repeat<MessageModel?>(null, more));
        }
    }

    internal static string Text(IEnumerable<string> flags) => string.Join(' ', flags.Order(StringComparer.OrdinalIgnoreCase));
}
