using Reference.Searching;
using Reference.Sessions;
using Reference.Store;

namespace Reference.Commands;

/// <summary>One message that a search found.</summary>
/// <param name="Number">Its message number in the view.</param>
/// <param name="Uid">Its UID.</param>
/// <param name="ModSeq">Its mod-sequence.</param>
/// <param name="Sorted">What it is sorted by, or null where nothing is sorted.</param>
internal readonly record struct Found(uint Number, uint Uid, ulong ModSeq, SortValues? Sorted)
{
    public uint Shown(bool byUid) => byUid ? Uid : Number;

    /// <summary>The same of as many of the last messages as the limit allows (RFC 9738): counted is each that is looked at, not each that is found.</summary>
    public static List<Found> Search(Session session, SearchKey key, CancellationToken cancellation, out string? limited)
    {
        limited = null;
        if (session.Offer.MessageLimit is null) return Search(session, key, null, cancellation);
        var selected = session.Selected!;
        var context = new SearchContext(session, selected, cancellation);
        // Where the client says itself which messages it means, the others are not looked at.
        var narrowing = new AndKey([.. (key is AndKey all ? all.Keys : [key]).Where(one => one is SequenceSetKey or SavedResultKey or UidKey or UidAfterKey or UidBeforeKey)]);
        var candidates = Candidates(selected, key).Where(candidate => Matches(context, narrowing, candidate)).ToList();
        var found = new List<Found>();
        foreach (var candidate in session.Limit(candidates, candidate => candidate.Message.Uid, out limited))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Matches(context, key, candidate)) found.Add(new Found((uint)context.SequenceNumber, context.Uid, context.ModSeq, null));
        }
        return found;
    }

    /// <summary>Every match, in the requested order: that of the mailbox, or a sort order. A message that was expunged elsewhere and not
    /// told so is not found (RFC 2180 section 4.3).</summary>
    public static List<Found> Search(Session session, SearchKey key, SortOrder? order, CancellationToken cancellation)
    {
        var found = new List<Found>();
        foreach (var context in Matches(session, key, cancellation))
            found.Add(new Found((uint)context.SequenceNumber, context.Uid, context.ModSeq, order?.Of(context)));
        if (order is not null) found.Sort((x, y) => order.Compare(x.Sorted, y.Sorted));
        return found;
    }

    /// <summary>Walks through all matches in mailbox order; the context is the same one, moved on.</summary>
    public static IEnumerable<SearchContext> Matches(Session session, SearchKey key, CancellationToken cancellation)
    {
        var selected = session.Selected!;
        var context = new SearchContext(session, selected, cancellation);
        foreach (var candidate in Candidates(selected, key))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Matches(context, key, candidate)) yield return context;
        }
    }

    private static bool Matches(SearchContext context, SearchKey key, (int Number, Message Message) candidate)
    {
        context.Move(candidate.Number, candidate.Message);
        return key.Matches(context);
    }

    /// <summary>A bound on the mod-sequence is answered from the index of changes instead of by a walk through the mailbox.</summary>
    private static IEnumerable<(int Number, Message Message)> Candidates(SelectedMailbox selected, SearchKey key)
    {
        var view = selected.View;
        return LeastModSeq(key) is > 0 and var least
            ? view.ChangedSince(least - 1).Where(c => !view.IsGhost(c.Message.Uid))
            : view.Live();
    }

    /// <summary>A mod-sequence that every match must reach, 0 if there is none.</summary>
    private static ulong LeastModSeq(SearchKey key) => key switch
    {
        ModSeqKey one => one.Least,
        AndKey keys => keys.Keys.OfType<ModSeqKey>().Select(one => one.Least).DefaultIfEmpty(0UL).Max(),
        _ => 0,
    };
}
