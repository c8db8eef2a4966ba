using Reference.Searching;
using Reference.Sessions;

namespace Reference.Commands;

/// <summary>One message that a search found.</summary>
/// <param name="Number">Its message number in the view.</param>
/// <param name="Uid">Its UID.</param>
/// <param name="ModSeq">Its mod-sequence.</param>
/// <param name="Sorted">What it is sorted by, or null where nothing is sorted.</param>
internal readonly record struct Found(uint Number, uint Uid, ulong ModSeq, SortValues? Sorted)
{
    public uint Shown(bool byUid) => byUid ? Uid : Number;

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
        var view = selected.View;
        var context = new SearchContext(session, selected, cancellation);
        // A bound on the mod-sequence is answered from the index of changes instead of by a walk through the mailbox.
        var candidates = LeastModSeq(key) is > 0 and var least
            ? view.ChangedSince(least - 1).Where(c => !view.IsGhost(c.Message.Uid))
            : view.Live();
        foreach (var (number, message) in candidates)
        {
            cancellation.ThrowIfCancellationRequested();
            context.Move(number, message);
            if (key.Matches(context)) yield return context;
        }
    }

    /// <summary>A mod-sequence that every match must reach, 0 if there is none.</summary>
    private static ulong LeastModSeq(SearchKey key) => key switch
    {
        ModSeqKey one => one.Least,
        AndKey keys => keys.Keys.OfType<ModSeqKey>().Select(one => one.Least).DefaultIfEmpty(0UL).Max(),
        _ => 0,
    };
}
