using System.Collections.Immutable;
using Conformance.Checking.Invariants;
using Conformance.Wire;

namespace Conformance.Checking.Convergence;

/// <summary>
/// The cache of a client that follows RFC 7162 section 6 by the letter, computed from what its session sent and received. HIGHESTMODSEQ moves only at
/// tagged answers; a session that was cut has what it had at the last one.
/// </summary>
public sealed class ClientCache
{
    private readonly string mailbox;
    private readonly List<(Command Command, HashSet<uint> Told)> stores = [];
    private SessionView view;
    private Checkpoint? saved;
    private uint? uidValidity;
    private ulong? highest;
    private HashSet<string>? permanent;
    private ulong? announced;
    private ulong pendingMax;
    private ulong? pendingCode;
    private bool synchronised;
    private ImmutableDictionary<uint, CachedMessage> messages = ImmutableDictionary<uint, CachedMessage>.Empty;

    private ClientCache(string mailbox, string lane)
    {
        this.mailbox = Command.NameOf(mailbox)!;
        view = new SessionView(lane, 0);
    }

    /// <summary>Computes the cache that one lane has of a mailbox.</summary>
    /// <param name="entries">The transcript's entries; those of other lanes are passed over.</param>
    /// <returns>The state at the last tagged answer; null if the lane never had a HIGHESTMODSEQ of that mailbox, so that there is nothing to resynchronise from.</returns>
    public static Checkpoint? Replay(IEnumerable<Entry> entries, string lane, string mailbox)
    {
        var cache = new ClientCache(mailbox, lane);
        foreach (var entry in entries.Where(e => e.Lane == lane && e.Kind != EntryKind.Note))
            cache.Take(entry);
        return cache.saved;
    }

    /// <summary>Every such state that there was under the last UIDVALIDITY, in order; what did not change between two tagged answers counts once.</summary>
    public static IReadOnlyList<Checkpoint> Checkpoints(IEnumerable<Entry> entries, string lane, string mailbox)
    {
        var cache = new ClientCache(mailbox, lane);
        var found = new List<Checkpoint>();
        foreach (var entry in entries.Where(e => e.Lane == lane && e.Kind != EntryKind.Note))
        {
            cache.Take(entry);
            if (cache.saved is { } saved && (found.Count == 0 || found[^1].HighestModSeq != saved.HighestModSeq || found[^1].Messages != saved.Messages))
                found.Add(saved);
        }

        return [.. found.Where(c => c.UidValidity == found[^1].UidValidity)];
    }

    private void Take(Entry entry)
    {
        if (entry.Connection != view.Connection)
        {
            view = new SessionView(entry.Lane, entry.Connection);
            Restore();
        }

        if (entry.Kind == EntryKind.Sent)
        {
            foreach (var command in view.Send(entry))
            {
                if (command.Is("STORE"))
                    stores.Add((command, []));
                view.Begin(command);
            }
        }
        else if (entry is { Kind: EntryKind.Received, Response: { } response })
            Receive(entry, response);
    }

    /// <summary>A cut client has what it had at the last tagged answer.</summary>
    private void Restore()
    {
        messages = saved?.Messages ?? ImmutableDictionary<uint, CachedMessage>.Empty;
        highest = saved?.HighestModSeq;
        uidValidity = saved?.UidValidity;
        synchronised = false;
        stores.Clear();
        Forget();
    }

    private void Forget()
    {
        pendingMax = 0;
        pendingCode = null;
    }

    private void Receive(Entry entry, Response response)
    {
        var seen = view.Receive(entry, response);
        if (seen.Selection is { } selection && selection.Mailbox == mailbox)
            TakeData(seen);
        if (response is not StatusResponse { IsTagged: true } tagged || view.Find(tagged) is not { } command)
            return;
        var opening = view.Opening;
        view.Complete(command, tagged);
        if (command.Is("SELECT", "EXAMINE"))
        {
            if (tagged.Status == "OK" && opening is not null && opening.Mailbox == mailbox)
                Open(opening);
        }
        else if (view.Selected?.Mailbox == mailbox)
            Settle(command, tagged);
        stores.RemoveAll(s => ReferenceEquals(s.Command, command));
        Forget();
    }

    private void TakeData(Observation seen)
    {
        if (seen.Fetch is { } fetch && (fetch.Uid ?? seen.Message?.Uid) is { } uid)
        {
            messages = messages.SetItem(uid, messages.GetValueOrDefault(uid, CachedMessage.Bare).With(fetch));
            if (fetch.Flags is not null)
                stores.ForEach(s => s.Told.Add(uid));
        }

        // What a FETCH asked for is no unsolicited news: taking it for such would only make the client bolder than the RFC does.
        if (seen.Fetch?.ModSeq is { Number: { } value } modSeq && modSeq.Fault() is null && !seen.Commands.Any(c => MayAskFor(c, seen)))
            pendingMax = Math.Max(pendingMax, value);
        if (seen.Vanished is { } vanished)
            messages = messages.RemoveRange(messages.Keys.Where(vanished.Uids.Contains).ToList());
        if (seen.IsExpunge && seen.Message?.Uid is { } gone)
            messages = messages.Remove(gone);
        if (seen.HighestModSeq is { Number: { } code and > 0 })
            pendingCode = code;
        if (seen.Code("PERMANENTFLAGS") is { Arguments: [ListValue flags] })
            permanent = flags.Items.Select(f => f.ToText() ?? "").ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether the FETCH may be what the command asked for; one of a message that it does not name is news.</summary>
    private static bool MayAskFor(Command command, Observation seen)
    {
        if (command.Name != "FETCH")
            return command.Is("SELECT", "EXAMINE");
        var told = command.IsUid ? seen.Fetch!.Uid ?? seen.Message?.Uid : seen.Fetch!.Number;
        return told is not { } number
            || command.Arguments is not [var set, ..]
            || !SequenceSet.TryParse(set.ToText() ?? "", out var asked)
            || asked.Contains(number);
    }

    private void Open(Selection opening)
    {
        if (opening.UidValidity != uidValidity)
        {
            messages = ImmutableDictionary<uint, CachedMessage>.Empty;
            highest = null;
            uidValidity = opening.UidValidity;
        }

        // Without a HIGHESTMODSEQ there is nothing that an earlier selection's messages could be brought up to date from.
        if (highest is null)
            messages = ImmutableDictionary<uint, CachedMessage>.Empty;

        // What was told before the client was CONDSTORE-aware does not bind.
        var binding = opening.WasAware || opening.Command.Enabling == Enabling.Yes;
        announced = binding && !opening.NoModSeq ? opening.HighestModSeq?.Number : null;
        if (opening.NoModSeq)
            highest = null;
        // An empty cache is up to date with any state; a cache that was sent along has been brought up to date by the answer.
        synchronised = messages.IsEmpty || highest is null || AskedFrom(opening.Command) <= highest;
        if (synchronised && announced is not null)
            highest = announced;
        Save();
    }

    private void Settle(Command command, StatusResponse tagged)
    {
        foreach (var (store, told) in stores.Where(s => ReferenceEquals(s.Command, command)))
            Store(store, told, tagged);
        if (!synchronised && command.Is("FETCH") && tagged.Status == "OK" && ListsAll(command))
        {
            // A listing without VANISHED tells what is gone by the UIDs that are there: each must be known.
            var present = command.HasModifier("CHANGEDSINCE") ? null : view.Selected!.Messages.Uids;
            synchronised = present is not null || command.HasModifier("CHANGEDSINCE");
            if (synchronised)
                highest = announced ?? highest;
            if (present is not null)
                messages = messages.RemoveRange(messages.Keys.Where(u => !present.Contains(u)).ToList());
        }

        if (synchronised)
            highest = pendingCode ?? (highest is { } h ? Math.Max(h, pendingMax) : highest);
        Save();
    }

    private void Save()
    {
        if (highest is { } h && uidValidity is { } uv && (view.CondStore == Enabling.Yes || saved is not null))
            saved = new Checkpoint(mailbox, uv, h, messages);
    }

    /// <summary>The client knows what it stored silently; what it stored otherwise, the server tells.</summary>
    private void Store(Command command, HashSet<uint> told, StatusResponse tagged)
    {
        var change = StoredFlags.Read(command);
        foreach (var uid in Targets(command))
        {
            if (told.Contains(uid) || !messages.TryGetValue(uid, out var message) || message.Flags is null)
                continue;
            // What the server need not keep it need not have stored, and nothing at all in a mailbox opened for reading alone.
            var known = change is { IsSilent: true } && tagged.Status == "OK" && !view.Selected!.Command.Is("EXAMINE") && change.Flags.All(IsKept);
            if (known && IsModified(command, tagged, uid))
                continue;
            messages = messages.SetItem(uid, message with { Flags = known ? change!.ApplyTo(message.Flags) : null });
        }
    }

    private bool IsKept(string flag) =>
        permanent is null || permanent.Contains(flag) || (!flag.StartsWith('\\') && permanent.Contains("\\*"));

    /// <summary>The UIDs that a STORE speaks of; all of them if that cannot be told.</summary>
    private List<uint> Targets(Command command)
    {
        var all = messages.Keys.ToList();
        var known = view.Selected!.Messages;
        var star = command.IsUid ? uint.MaxValue : (uint)Math.Min(known.Count ?? 0, uint.MaxValue);
        if (command.Arguments is not [var first, ..] || !SequenceSet.TryParse(first.ToText() ?? "", out var set, star))
            return all;
        if (command.IsUid)
            return [.. all.Where(u => set.Contains(u) || (first.ToText()!.Contains('*', StringComparison.Ordinal) && u == all.Max()))];
        return known.IsTracked
            ? [.. Enumerable.Range(1, (int)known.Count!.Value).Where(n => set.Contains((uint)n)).Select(n => known.At((uint)n)!.Uid).OfType<uint>()]
            : all;
    }

    private bool IsModified(Command command, StatusResponse tagged, uint uid)
    {
        if (tagged.Code is not { Name: "MODIFIED", Arguments: [var value] } || !SequenceSet.TryParse(value.ToText() ?? "", out var set))
            return false;
        if (command.IsUid)
            return set.Contains(uid);
        var known = view.Selected!.Messages;
        if (!known.IsTracked)
            return true;
        for (uint number = 1; known.At(number) is { } message; number++)
        {
            if (message.Uid == uid)
                return set.Contains(number);
        }

        return false;
    }

    /// <summary>The mod-sequence that SELECT (QRESYNC …) gave; beyond everything if it gave none for the whole mailbox.</summary>
    private static ulong AskedFrom(Command select)
    {
        if (select.Arguments.ElementAtOrDefault(1) is not ListValue { Items: var items })
            return ulong.MaxValue;
        var at = items.ToList().FindIndex(i => Command.Same(i, "QRESYNC"));
        return at >= 0 && at + 1 < items.Count && items[at + 1] is ListValue { Items: [_, var value] }
            ? ModSeqText.Read(value.ToText() ?? "").Number ?? ulong.MaxValue
            : ulong.MaxValue;
    }

    private bool ListsAll(Command fetch)
    {
        if (!fetch.AsksFor("FLAGS") || fetch.Arguments[0].ToText() != "1:*")
            return false;
        if (!fetch.HasModifier("CHANGEDSINCE"))
            return fetch.Arguments.Count == 2;
        var items = ((ListValue)fetch.Arguments[^1]).Items;
        var since = items.SkipWhile(i => !Command.Same(i, "CHANGEDSINCE")).ElementAtOrDefault(1)?.ToText();
        return fetch.HasModifier("VANISHED") && ModSeqText.Read(since ?? "").Number <= highest;
    }
}
