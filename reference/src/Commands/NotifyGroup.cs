using Reference.Naming;

namespace Reference.Commands;

/// <summary>Events of RFC 5465 section 5.</summary>
[Flags]
public enum NotifyEvents
{
    None = 0,
    MessageNew = 1,
    MessageExpunge = 2,
    FlagChange = 4,
    MailboxName = 8,
    SubscriptionChange = 16,
    MailboxMetadataChange = 32,
    ServerMetadataChange = 64,
    Messages = MessageNew | MessageExpunge | FlagChange,
}

/// <summary>filter-mailboxes of RFC 5465 section 6.</summary>
public enum NotifyFilter
{
    Selected,
    SelectedDelayed,

    /// <summary>Mail can be delivered to each mailbox here, so this is the same as Personal (section 6.3).</summary>
    Inboxes,
    Personal,
    Subscribed,
    Subtree,
    Mailboxes,
}

/// <summary>event-group: which mailboxes, and what of them.</summary>
/// <param name="Filter">How the mailboxes are named.</param>
/// <param name="Names">For Subtree and Mailboxes.</param>
/// <param name="Events">None for "NONE".</param>
/// <param name="NewItems">What is told of new messages in the selected mailbox.</param>
public sealed record NotifyGroup(NotifyFilter Filter, IReadOnlyList<string> Names, NotifyEvents Events, IReadOnlyList<FetchItem> NewItems)
{
    public bool IsOfSelected => Filter is NotifyFilter.Selected or NotifyFilter.SelectedDelayed;

    /// <summary>Whether a mailbox other than the selected one is meant.</summary>
    public bool Covers(string name, bool isSubscribed) => Filter switch
    {
        NotifyFilter.Inboxes or NotifyFilter.Personal => true,
        NotifyFilter.Subscribed => isSubscribed,
        NotifyFilter.Subtree => Names.Any(top => name == top || name.StartsWith(top + MailboxName.Delimiter, StringComparison.Ordinal)),
        NotifyFilter.Mailboxes => Names.Contains(name, StringComparer.Ordinal),
        _ => false,
    };
}
