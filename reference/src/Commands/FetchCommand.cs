using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>FETCH and UID FETCH (RFC 3501 section 6.4.5) with CHANGEDSINCE and VANISHED (RFC 7162 sections 3.1.4.1 and 3.2.6).</summary>
/// <remarks>A message that was expunged elsewhere and not told so is answered as long as its octets can be read (RFC 2180 section 4.1.1);
/// after
/// that it is left out and the tagged response is NO (4.1.2).</remarks>
/// <param name="Set">Message numbers, or UIDs when <paramref name="ByUid"/>.</param>
/// <param name="ByUid">UID FETCH.</param>
/// <param name="Items">In the order asked; implied ones are not in it.</param>
/// <param name="ChangedSince">1 to 2^63-1, or null.</param>
/// <param name="Vanished">The VANISHED modifier.</param>
/// <param name="Partial">The PARTIAL modifier (RFC 9394 section 3.3): a window of the messages that the set names, cut before CHANGEDSINCE looks
/// at them (section 3.4). VANISHED is about the whole set: what is expunged is in no window.</param>
public sealed record FetchCommand(SequenceSet Set, bool ByUid, IReadOnlyList<FetchItem> Items, ulong? ChangedSince, bool Vanished, PartialRange? Partial = null)
    : Command
{
    public static CommandRow Row { get; } =
        new("FETCH", SessionStates.Selected, TellsExpunges: false, scanner => Parse(scanner, byUid: false), UsesNumbers: true);

    public static CommandRow UidRow { get; } =
        new("UID FETCH", SessionStates.Selected, TellsExpunges: true, scanner => Parse(scanner, byUid: true));

    /// <summary>fetch = "FETCH" SP sequence-set SP items [SP "(" fetch-modifier *(SP fetch-modifier) ")"] (RFC 4466 section 2.4).</summary>
    private static FetchCommand Parse(CommandScanner scanner, bool byUid)
    {
        scanner.Sp();
        var set = scanner.SequenceSet();
        scanner.Sp();
        var items = FetchItem.ParseAll(scanner);
        ulong? changedSince = null;
        var vanished = false;
        PartialRange? partial = null;
        if (!scanner.AtEnd)
        {
            scanner.Sp();
            var start = scanner.Offset;
            scanner.Take('(');
            do
            {
                var at = scanner.Offset;
                var name = scanner.Word("fetch-modifier");
                if (name == "CHANGEDSINCE" && changedSince is null && scanner.Offer.Has("CONDSTORE"))
                {
                    scanner.Sp();
                    changedSince = scanner.ModSequenceValue();
                }
                else if (name == "VANISHED" && byUid && !vanished && scanner.Offer.Has("QRESYNC"))
                {
                    vanished = true;
                }
                else if (name == "PARTIAL" && byUid && partial is null && scanner.Offer.Has("PARTIAL"))
                {
                    scanner.Sp();
                    partial = PartialRange.Parse(scanner);
                }
                else
                {
                    throw new SyntaxException(
                        byUid ? "fetch-modifier that is offered (CHANGEDSINCE, VANISHED or PARTIAL), each once" : "fetch-modifier CHANGEDSINCE, once", at);
                }
            }
            while (scanner.TryTake(' '));
            scanner.Take(')');
            if (vanished && changedSince is null) throw new SyntaxException("CHANGEDSINCE together with VANISHED", start);
        }
        scanner.End();
        return new FetchCommand(set, byUid, items, changedSince, vanished, partial);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (Vanished && !session.QResync) throw new SyntaxException("VANISHED needs ENABLE QRESYNC first (RFC 7162 section 3.2.6)");
        var selected = session.Selected!;
        var view = selected.View;
        var told = view.Sync(selected.Mailbox.State, mayTellExpunges: false);
        NumberRanges numbers;
        HashSet<uint> seen;
        Completion? refusal = null;
        string? limited = null;
        try
        {
            numbers = session.Resolve(Set, ByUid);
            if (Partial is { } window)
            {
                numbers = numbers.Slice(window.Within(numbers.Count));
                if (session.Exceeds(numbers.Count)) refusal = Completion.No("The window holds more messages than a command may work on", session.Code(lowest: null));
            }
            if (ChangedSince is not null || Items.Contains(FetchItem.ModSeq)) session.UseModSeqs();
            if (refusal is not null) numbers = new NumberRanges([]);
            // Only what CHANGEDSINCE lets through is worked on.
            else if (ChangedSince is null) numbers = session.Limit(numbers, out limited);
            else if (session.Offer.MessageLimit is not null)
                numbers = session.Limit(new NumberRanges([.. Wanted(view, numbers).Select(changed => new SequenceRange((uint)changed.Number, (uint)changed.Number))]), out limited);
            seen = await SetSeenAsync(selected, numbers, cancellation);
        }
        catch
        {
            // The view has moved, so the client is told whatever comes of its command.
            session.Write(selected, told, static _ => false);
            throw;
        }
        var ownTold = view.Sync(selected.Mailbox.State, mayTellExpunges: false);
        if (Vanished && refusal is null) WriteVanished(session, view);

        // A change of a message whose flags are asked for is told by the answer, not twice.
        var tellsFlags = Items.Contains(FetchItem.Flags);
        var changed = new HashSet<uint>();
        session.Write(selected, told.Then(ownTold), IsAnswered);

        var response = new FetchResponse(session, selected, Items, ByUid, ChangedSince is not null);
        var missing = false;
        var wanted = Wanted(view, numbers);
        // RFC 9738 section 3.1: then from the highest UID to the lowest.
        foreach (var (number, message) in limited is null ? wanted : wanted.Reverse())
        {
            var isChanged = changed.Count > 0 && changed.Contains(message.Uid);
            if (response.NeedsContent) missing |= !await response.WriteAsync(number, message, isChanged, cancellation);
            else response.Write(number, message, isChanged);
            await session.Link.FlushIfLargeAsync(cancellation);
        }
        var name = ByUid ? "UID FETCH" : "FETCH";
        if (refusal is { } refused) return refused;
        if (response.UnknownEncoding) return session.With(Completion.No("A part has a content transfer encoding that is not known here", "UNKNOWN-CTE"), limited);
        return session.With(missing ? Completion.No("Some of the messages no longer exist") : Completion.Ok($"{name} completed"), limited);

        bool IsAnswered(ToldChange change)
        {
            var now = view[change.Number];
            if (!numbers.Contains(change.Number) || !IsWanted(now) || !(tellsFlags || seen.Contains(now.Uid))) return false;
            changed.Add(now.Uid);
            return true;
        }
    }

    /// <summary>"*" reaches to UIDNEXT - 1 here: expunged messages may lie above the last one that is left.</summary>
    private void WriteVanished(Session session, View view)
    {
        var within = Set.IsSavedResult ? session.ResolveUids(Set) : Set.Resolve(Math.Max(view.LargestUid, view.State.UidNext - 1));
        Commands.Vanished.WriteEarlier(session, view, ChangedSince!.Value, within);
    }

    private IEnumerable<(int Number, Message Message)> Wanted(View view, NumberRanges numbers) => ChangedSince is { } limit
        ? view.ChangedSince(limit).Where(changed => numbers.Contains(changed.Number))
        : view.At(numbers);

    private bool IsWanted(Message message) => ChangedSince is not { } limit || message.ModSeq > limit;

    /// <summary>Sets \Seen where an item asks for it, in one commit.</summary>
    /// <returns>UIDs of the messages that were set.</returns>
    private async ValueTask<HashSet<uint>> SetSeenAsync(SelectedMailbox selected, NumberRanges numbers, CancellationToken cancellation)
    {
        var set = new HashSet<uint>();
        if (selected.ReadOnly || !Items.Any(item => item.SetsSeen)) return set;
        var uids = Wanted(selected.View, numbers).Select(wanted => wanted.Message.Uid).ToList();
        var history = FlagHistory.Of(selected.Mailbox);
        await selected.Mailbox.CommitAsync(
            state =>
            {
                set.Clear();
                var changes = new List<Change>();
                foreach (var uid in uids)
                {
                    if (state.IndexOf(uid) is not (>= 0 and var index)) continue;
                    var message = state[index];
                    if ((message.Flags & SystemFlags.Seen) != 0) continue;
                    set.Add(uid);
                    history.Note(state, message, message.Flags | SystemFlags.Seen, message.Keywords);
                    changes.Add(new FlagsChange(uid, message.Flags | SystemFlags.Seen, message.Keywords));
                }
                return changes.Count == 0 ? Decision.Nothing : new Decision(changes);
            },
            cancellation);
        return set;
    }
}
