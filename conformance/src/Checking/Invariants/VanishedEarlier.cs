using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// VANISHED (EARLIER) comes only in answer to UID FETCH (VANISHED) and SELECT or EXAMINE (QRESYNC), before the FETCHes of that answer, and names no
/// message that is there (RFC 7162 sections 3.2.6 and 3.2.10).
/// </summary>
public sealed class VanishedEarlier : Invariant
{
    private const string Cause = "7162-3.2.10-c";
    private readonly List<(uint Number, uint? Uid, Entry Entry)> fetches = [];
    private readonly List<Entry> late = [];

    public override string Name => "vanished-earlier";

    public override void Received(Observation seen)
    {
        if (seen.Code("CLOSED") is not null)
        {
            // What came before was the old mailbox's.
            fetches.Clear();
            late.Clear();
        }

        if (seen.Fetch is { } fetch)
        {
            fetches.Add((fetch.Number, fetch.Uid, seen.Entry));
            Compare(seen, fetch.Uid ?? seen.Message?.Uid);
        }

        if (seen.Vanished is not { IsEarlier: true } vanished || seen.Commands.Any(c => c.IsRaw || !c.IsReadable))
            return;
        var asking = seen.Commands.Where(MayCause).ToList();
        if (asking.Count == 0)
        {
            Broken(
                Cause,
                Outcome.Fail,
                seen.Entry,
                "VANISHED (EARLIER) came although nothing in progress asks for it",
                "VANISHED without EARLIER, or none");
            return;
        }

        Held(Cause);
        if (fetches.Count > 0)
            late.Add(seen.Entry);
        if (asking is [var one] && seen.Commands.Count == 1)
            Remember(seen, vanished, one);
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (MayCause(command) && seen.Commands.Count == 1)
            JudgeOrder(command, tagged);
        fetches.Clear();
        late.Clear();
    }

    private void JudgeOrder(Command command, StatusResponse tagged)
    {
        var requirement = command.Name == "FETCH" ? "7162-3.2.6-e" : "7162-3.2.5.1-h";
        foreach (var entry in late)
        {
            // A FETCH that was under way before the command is of no concern: its message comes again in the answer. In an opening there are none.
            var before = fetches.Where(f => f.Entry.Number < entry.Number).ToList();
            var own = command.Name != "FETCH"
                ? before
                : [.. before.Where(f => f.Uid is not null && IsInSet(command, f.Uid.Value) && fetches.Count(o => o.Uid == f.Uid) == 1)];
            if (own.Count > 0 && (command.Name == "FETCH" || View.Opening is { IsCertain: true }))
                Broken(
                    requirement,
                    Outcome.Fail,
                    entry,
                    $"the FETCH of message {own[0].Number} came before VANISHED (EARLIER)",
                    "every VANISHED (EARLIER) before every FETCH");
        }

        if (late.Count == 0 && fetches.Count > 0 && tagged.Status == "OK")
            Held(requirement);
    }

    /// <summary>Keeps which UIDs were called gone, to be held against what sessions opened later see.</summary>
    private void Remember(Observation seen, VanishedData vanished, Command command)
    {
        if (View.Opening is { IsCertain: true, UidNext: { } next } && vanished.Uids.Ranges is [.., var top] && top.Last >= next)
            Broken(
                "7162-3.2.5.1-f",
                Outcome.Warn,
                seen.Entry,
                $"VANISHED (EARLIER) names UID {top.Last}, but UIDNEXT is {next}",
                $"UIDs below {next}",
                "A-29");
        if (AskedSet(command) is { } asked && !asked.IsSupersetOf(vanished.Uids))
        {
            Broken(
                command.Name == "FETCH" ? "7162-3.2.6-c" : "7162-3.2.5.1-e",
                Outcome.Warn,
                seen.Entry,
                $"VANISHED (EARLIER) names {vanished.Text}, but only {asked} was asked for",
                "only UIDs of the set",
                "A-29");
        }

        Examination.MemoryOf(View, seen.Selection)?.EarlierMentions.Add((vanished.Uids, command.Sent.Number, seen.Entry));
    }

    /// <summary>
    /// A message that was seen before a session was told VANISHED (EARLIER) of it, and that a session opened after that finds, was there all the time:
    /// UIDs are never used again.
    /// </summary>
    private void Compare(Observation seen, uint? uid)
    {
        if (uid is not { } live || seen.Objection is not null || Examination.MemoryOf(View, seen.Selection) is not { } memory)
            return;
        foreach (var (uids, since, entry) in memory.EarlierMentions)
        {
            if (!uids.Contains(live) || seen.Selection!.Command.Sent.Number < since)
                continue;
            var requirement = seen.Selection.Command.Sent.Number == since ? "7162-3.2.5.1-d" : "7162-3.2.6-c";
            if (memory.WasSeenBefore(live, since))
                Broken(
                    requirement,
                    Outcome.Fail,
                    entry,
                    $"VANISHED (EARLIER) names UID {live}, but the message is there (entry {seen.Entry.Number})",
                    "only UIDs that are gone");
        }
    }

    private static bool MayCause(Command command) =>
        (command is { Name: "FETCH", IsUid: true } && command.HasModifier("VANISHED"))
        || (command.Is("SELECT", "EXAMINE") && command.HasModifier("QRESYNC"));

    /// <summary>The UIDs that the command speaks of; null where it names none, or names them by <c>*</c> or <c>$</c>.</summary>
    private static SequenceSet? AskedSet(Command command)
    {
        var value = command.Name == "FETCH"
            ? command.Arguments[0]
            : command.Arguments.ElementAtOrDefault(1) is ListValue list
                && list.Items.SkipWhile(i => !Command.Same(i, "QRESYNC")).ElementAtOrDefault(1) is ListValue { Items: [_, _, AtomValue known, ..] }
                ? known
                : null;
        return value is AtomValue { Text: var text } && SequenceSet.TryParse(text, out var set) ? set : null;
    }

    private static bool IsInSet(Command command, uint uid) =>
        command.Arguments is [AtomValue { Text: var text }, ..] && SequenceSet.TryParse(text, out var set, uint.MaxValue) && set.Contains(uid);
}
