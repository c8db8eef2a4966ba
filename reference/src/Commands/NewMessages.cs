using Reference.Sessions;

namespace Reference.Commands;

/// <summary>The FETCH of new messages that NOTIFY (RFC 5465 section 5.2) or a search with UPDATE (section 7) asks for: one for each message,
/// behind EXISTS and ESEARCH.</summary>
internal static class NewMessages
{
    /// <summary>Announces what came since the last time.</summary>
    /// <param name="session">The session.</param>
    /// <param name="notified">What NOTIFY wants of each.</param>
    /// <param name="own">Messages that the client brought itself; NOTIFY tells nothing of them.</param>
    /// <param name="cancellation">Ends reading messages.</param>
    public static async ValueTask AnnounceAsync(
        Session session, IReadOnlyList<FetchItem> notified, IReadOnlySet<uint> own, CancellationToken cancellation)
    {
        if (session.Selected is not { } selected) return;
        var view = selected.View;
        var first = selected.AnnouncedBelow;
        selected.AnnouncedBelow = view.State.UidNext;
        if (first >= view.State.UidNext) return;
        var contexts = selected.Updates.OfType<UpdateContext>().Where(context => context.NewItems.Count > 0).ToList();
        if (notified.Count == 0 && contexts.Count == 0) return;
        for (var number = view.FirstNumberAtOrAbove(first); number <= view.Count; number++)
        {
            var message = view[number];
            if (view.IsGhost(message.Uid)) continue;
            var items = contexts.Where(context => context.Contains(message.Uid)).SelectMany(context => context.NewItems);
            if (!own.Contains(message.Uid)) items = notified.Concat(items);
            var wanted = items.Distinct().ToList();
            if (wanted.Count == 0) continue;
            await new FetchResponse(session, selected, wanted, byUid: false, withModSeq: false).WriteAsync(number, message, changed: false, cancellation);
            await session.Link.FlushIfLargeAsync(cancellation);
        }
    }
}
