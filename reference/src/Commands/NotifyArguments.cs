using Reference.Naming;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>Reads event-groups (RFC 5465 section 8) and holds them against the rules of sections 5 and 6.1.</summary>
internal sealed class NotifyArguments(CommandScanner scanner)
{
    private static readonly (string Name, NotifyEvents Event, string? Needs)[] Events =
    [
        ("MessageNew", NotifyEvents.MessageNew, null), ("MessageExpunge", NotifyEvents.MessageExpunge, null),
        ("FlagChange", NotifyEvents.FlagChange, null), ("MailboxName", NotifyEvents.MailboxName, null),
        ("SubscriptionChange", NotifyEvents.SubscriptionChange, null),
        ("MailboxMetadataChange", NotifyEvents.MailboxMetadataChange, "METADATA"),
        ("ServerMetadataChange", NotifyEvents.ServerMetadataChange, "METADATA"),
    ];

    /// <summary>An event was named that the server does not know: not BAD, but NO (section 3.1).</summary>
    public bool HasUnknownEvent { get; private set; }

    /// <summary>The names of the events that a server with this offer knows.</summary>
    public static IEnumerable<string> Known(Offer offer) => Events.Where(one => one.Needs is null || offer.Has(one.Needs)).Select(one => one.Name);

    /// <summary>event-groups = event-group *(SP event-group).</summary>
    public IReadOnlyList<NotifyGroup> Groups()
    {
        var groups = new List<NotifyGroup>();
        do
        {
            var start = scanner.Offset;
            groups.Add(Group());
            if (groups.Count(group => group.IsOfSelected) > 1) throw new SyntaxException("one of SELECTED and SELECTED-DELAYED, once", start);
            if (groups.Count > scanner.Limits.NotifyGroups) throw scanner.Expected($"at most {scanner.Limits.NotifyGroups} event-groups");
        }
        while (scanner.TryTake(' '));
        return groups;
    }

    /// <summary>event-group = "(" filter-mailboxes SP events ")".</summary>
    private NotifyGroup Group()
    {
        scanner.Take('(');
        var start = scanner.Offset;
        NotifyFilter filter = scanner.Word("filter-mailboxes") switch
        {
            "SELECTED" => NotifyFilter.Selected,
            "SELECTED-DELAYED" => NotifyFilter.SelectedDelayed,
            "INBOXES" => NotifyFilter.Inboxes,
            "PERSONAL" => NotifyFilter.Personal,
            "SUBSCRIBED" => NotifyFilter.Subscribed,
            "SUBTREE" => NotifyFilter.Subtree,
            "MAILBOXES" => NotifyFilter.Mailboxes,
            _ => throw new SyntaxException("filter-mailboxes (selected, selected-delayed, inboxes, personal, subscribed, subtree, mailboxes)", start),
        };
        scanner.Sp();
        IReadOnlyList<string> names = [];
        if (filter is NotifyFilter.Subtree or NotifyFilter.Mailboxes)
        {
            names = Names();
            scanner.Sp();
        }
        var (events, items) = EventsOf(filter is NotifyFilter.Selected or NotifyFilter.SelectedDelayed);
        scanner.Take(')');
        return new NotifyGroup(filter, names, events, items);
    }

    /// <summary>one-or-more-mailbox, in the form in which names are kept; what can be no mailbox is ignored like one that is not there.</summary>
    private List<string> Names()
    {
        var names = new List<string>();
        var several = scanner.TryTake('(');
        do
        {
            if (MailboxName.TryNormalize(scanner.Mailbox(), creating: false, scanner.Limits.NameBounds(), out var name, out _)) names.Add(name);
            if (names.Count > scanner.Limits.NotifyMailboxes) throw scanner.Expected($"at most {scanner.Limits.NotifyMailboxes} mailboxes");
        }
        while (several && scanner.TryTake(' '));
        if (several) scanner.Take(')');
        return names;
    }

    /// <summary>events = ("(" event *(SP event) ")") / "NONE".</summary>
    private (NotifyEvents Events, IReadOnlyList<FetchItem> NewItems) EventsOf(bool ofSelected)
    {
        var start = scanner.Offset;
        if (!scanner.TryTake('('))
            return scanner.Word("events or NONE") == "NONE" ? (NotifyEvents.None, []) : throw new SyntaxException("events or NONE", start);
        var events = NotifyEvents.None;
        var annotations = false;
        IReadOnlyList<FetchItem> items = [];
        do
        {
            var name = scanner.Word("event");
            var known = Array.Find(Events, one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            annotations |= name == "ANNOTATIONCHANGE";
            HasUnknownEvent |= known.Name is null || (known.Needs is not null && !scanner.Offer.Has(known.Needs));
            events |= known.Event;
            if (known.Event == NotifyEvents.MessageNew && scanner.TryTake(' '))
            {
                if (scanner.Next('('))
                {
                    items = FetchItem.ParseAll(scanner);
                    if (!scanner.TryTake(' ')) break;
                }
                continue;
            }
            if (!scanner.TryTake(' ')) break;
        }
        while (true);
        scanner.Take(')');
        if (ofSelected && (events & ~NotifyEvents.Messages) != 0) throw new SyntaxException("message-events only for the selected mailbox", start);
        var both = NotifyEvents.MessageNew | NotifyEvents.MessageExpunge;
        if ((annotations || (events & NotifyEvents.Messages) != 0) && (events & both) != both)
            throw new SyntaxException("MessageNew and MessageExpunge both, with any message-event (RFC 5465 section 5)", start);
        return (events, items);
    }
}
