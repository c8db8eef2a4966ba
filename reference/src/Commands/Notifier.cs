using Reference.Sessions;
using Reference.Store;

namespace Reference.Commands;

/// <summary>What one client was told of the mailboxes that it watches, and the difference to what is (RFC 5465).</summary>
internal sealed class Notifier(UserStore user, IReadOnlyList<NotifyGroup> groups) : INotifier
{
    private readonly NotifyGroup? _selected = groups.FirstOrDefault(group => group.IsOfSelected);
    private readonly IReadOnlyList<NotifyGroup> _others = [.. groups.Where(group => !group.IsOfSelected && group.Events != NotifyEvents.None)];
    private readonly Dictionary<string, Watch> _watched = new(StringComparer.Ordinal);
    private readonly HashSet<uint> _own = [];
    private object? _version;
    private IReadOnlyList<MailboxInfo> _names = [];
    private IReadOnlyList<string> _subscriptions = [];
    private IReadOnlyDictionary<string, byte[]> _server = user.Metadata();
    private bool _overflowed;

    public bool TellsSelected => _selected is { Events: not NotifyEvents.None };

    public bool TellsFlags => _selected?.Events.HasFlag(NotifyEvents.FlagChange) ?? false;

    public bool DelaysExpunges => _selected is not { Filter: NotifyFilter.Selected };

    public Task NextChange() => user.NextChange();

    /// <summary>Takes everything as told, and with <paramref name="status"/> tells how the watched mailboxes stand.</summary>
    /// <returns>False when there are more mailboxes than can be watched.</returns>
    public async ValueTask<bool> StartAsync(Session session, bool status)
    {
        _version = user.ListVersion;
        _names = user.List();
        _subscriptions = user.Subscriptions();
        if (!await WatchAsync(session, null)) return false;
        foreach (var watch in _watched.Values.OrderBy(watch => watch.Name, StringComparer.Ordinal))
        {
            if (!status || IsSelected(session, watch) || (watch.Events & NotifyEvents.Messages) == 0) continue;
            var items = new List<StatusAtt> { StatusAtt.Messages, StatusAtt.UidNext, StatusAtt.UidValidity };
            if (watch.Events.HasFlag(NotifyEvents.FlagChange) && session.Offer.Has("CONDSTORE")) items.Add(StatusAtt.HighestModSeq);
            StatusItems.Write(session, watch.Name, watch.Mailbox, watch.Told, items);
        }
        return true;
    }

    /// <summary>Notes what the client did itself, which it need not be told (section 5).</summary>
    public void Own(Session session, Mailbox mailbox, CommitResult result)
    {
        if (_selected is { NewItems.Count: > 0 } && session.Selected?.Mailbox == mailbox) _own.UnionWith(result.Uids);
        foreach (var watch in _watched.Values)
        {
            // Only when nothing of others lies in between.
            if (watch.Mailbox == mailbox && ReferenceEquals(watch.Told, result.Before)) watch.Told = result.After;
        }
    }

    public async ValueTask TellAsync(Session session, bool mayTellExpunges, bool ofOwnCommand, CancellationToken cancellation)
    {
        if (session.Selected is not null && (TellsSelected || ofOwnCommand))
        {
            session.Tell(mayTellExpunges);
            await NewMessages.AnnounceAsync(session, _selected?.NewItems ?? [], _own, cancellation);
            _own.Clear();
        }
        if (_overflowed || _others.Count == 0) return;
        if (!ReferenceEquals(_version, user.ListVersion)) await TellNamesAsync(session);
        foreach (var watch in _watched.Values) Tell(session, watch);
    }

    private async ValueTask TellNamesAsync(Session session)
    {
        var (before, subscribedBefore) = (_names, _subscriptions);
        (_version, _names, _subscriptions) = (user.ListVersion, user.List(), user.Subscriptions());
        var known = _names.ToDictionary(info => info.Name, StringComparer.Ordinal);
        foreach (var (name, oldName, what) in NameEvents.Between(before, _names).Concat(NameEvents.Between(subscribedBefore, _subscriptions)))
        {
            var isSubscribed = _subscriptions.Contains(name);
            if (!_others.Any(group => group.Events.HasFlag(what)
                && (group.Covers(name, isSubscribed || what == NotifyEvents.SubscriptionChange) || (oldName is not null && group.Covers(oldName, isSubscribed)))))
            {
                continue;
            }
            var line = ListResponse.Begin(session, name, known.GetValueOrDefault(name), isSubscribed);
            if (oldName is not null) line.OldName(oldName);
            line.CrLf();
        }
        if (_others.Any(group => group.Events.HasFlag(NotifyEvents.ServerMetadataChange)))
        {
            var server = user.Metadata();
            Watch.WriteMetadata(session, "", [.. Watch.Changed(_server, server)]);
            _server = server;
        }
        if (await WatchAsync(session, before)) return;
        _overflowed = true;
        _watched.Clear();
        session.Output.Raw("* OK [NOTIFICATIONOVERFLOW] There are too many mailboxes to watch\r\n"u8);
    }

    /// <summary>Brings the watched mailboxes to what the groups name now.</summary>
    /// <param name="session">The session.</param>
    /// <param name="before">Mailboxes that were there before; one that is new begins as empty, so that its messages are told. Null at the start.</param>
    private async ValueTask<bool> WatchAsync(Session session, IReadOnlyList<MailboxInfo>? before)
    {
        var old = before?.Select(info => info.Id).ToHashSet(StringComparer.Ordinal);
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var info in _names.Where(info => !info.NoSelect))
        {
            var events = _others.Where(group => group.Covers(info.Name, info.Subscribed)).Aggregate(NotifyEvents.None, (all, group) => all | group.Events);
            if ((events & (NotifyEvents.Messages | NotifyEvents.MailboxMetadataChange)) == 0) continue;
            there.Add(info.Id);
            if (there.Count > session.Limits.NotifyMailboxes) return false;
            if (!_watched.TryGetValue(info.Id, out var watch))
            {
                try
                {
                    var mailbox = await session.OpenAsync(info.Name);
                    var isNew = old is not null && !old.Contains(info.Id);
                    _watched[info.Id] = watch = new Watch(mailbox, mailbox.State) { IsNew = isNew, SpecialUse = info.SpecialUse };
                }
                catch (StoreException)
                {
                    // Gone again, or not to be read: the next change of the names tries anew.
                    continue;
                }
            }
            (watch.Name, watch.Events, watch.SpecialUseNow) = (info.Name, events, info.SpecialUse);
        }
        foreach (var gone in _watched.Keys.Where(id => !there.Contains(id)).ToList()) _watched.Remove(gone);
        return true;
    }

    private static bool IsSelected(Session session, Watch watch) => session.Selected?.Mailbox == watch.Mailbox;

    private static void Tell(Session session, Watch watch)
    {
        var now = watch.Mailbox.State;
        if (watch.Events.HasFlag(NotifyEvents.MailboxMetadataChange)) watch.TellMetadata(session, now);
        if (IsSelected(session, watch))
        {
            // Its messages are the view's concern, and from there on ours once another is selected.
            watch.Told = session.Selected!.View.State;
            return;
        }
        var told = watch.Told;
        if (ReferenceEquals(told, now) && !watch.IsNew) return;
        watch.Told = now;
        var items = Items(session, watch, told, now);
        watch.IsNew = false;
        if (items.Count > 0) StatusItems.Write(session, watch.Name, watch.Mailbox, now, items);
    }

    private static List<StatusAtt> Items(Session session, Watch watch, MailboxState told, MailboxState now)
    {
        var isNew = watch.IsNew || told.UidValidity != now.UidValidity;
        var arrived = isNew ? now.Count > 0 : now.UidNext > told.UidNext;
        var gone = !isNew && now.ExpungedSince(told.HighestModSeq).Ranges.Any(range => told.LowerBound(range.First) is var at && at < told.Count && told[at].Uid <= range.Last);
        var flags = isNew ? told.UidValidity != now.UidValidity : now.ChangedSince(told.HighestModSeq).Any(message => message.Uid < told.UidNext);
        var items = new List<StatusAtt>();
        if ((arrived && watch.Events.HasFlag(NotifyEvents.MessageNew)) || (gone && watch.Events.HasFlag(NotifyEvents.MessageExpunge)))
            items.AddRange([StatusAtt.UidNext, StatusAtt.Messages]);
        if (flags && watch.Events.HasFlag(NotifyEvents.FlagChange))
        {
            if (session.CondStore || told.UidValidity != now.UidValidity) items.Add(StatusAtt.UidValidity);
            if (told.UnseenCount != now.UnseenCount) items.Add(StatusAtt.Unseen);
        }
        if (items.Count > 0 && session.CondStore) items.Add(StatusAtt.HighestModSeq);
        return items;
    }
}
