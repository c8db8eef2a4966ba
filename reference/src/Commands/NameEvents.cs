using Reference.Naming;
using Reference.Store;

namespace Reference.Commands;

/// <summary>A name that NOTIFY tells by a LIST response.</summary>
/// <param name="Name">The name.</param>
/// <param name="OldName">What it was called before, when it was renamed.</param>
/// <param name="Event">MailboxName or SubscriptionChange.</param>
internal readonly record struct NameEvent(string Name, string? OldName, NotifyEvents Event);

/// <summary>The difference of two listings in events: RFC 5465 sections 5.4 and 5.5.</summary>
internal static class NameEvents
{
    public static IReadOnlyList<NameEvent> Between(IReadOnlyList<MailboxInfo> before, IReadOnlyList<MailboxInfo> after)
    {
        var events = new List<NameEvent>();
        var old = before.Where(info => !info.NoSelect).ToDictionary(info => info.Id, StringComparer.Ordinal);
        var now = after.Where(info => !info.NoSelect).ToDictionary(info => info.Id, StringComparer.Ordinal);
        var renamed = now.Values.Where(info => old.TryGetValue(info.Id, out var was) && was.Name != info.Name)
            .Select(info => (Old: old[info.Id].Name, New: info.Name)).ToList();
        foreach (var (oldName, newName) in renamed)
        {
            // Inferiors that went with their superior are not told of themselves.
            if (!renamed.Any(top => IsBelow(oldName, top.Old) && newName == top.New + oldName[top.Old.Length..]))
                events.Add(new NameEvent(newName, oldName, NotifyEvents.MailboxName));
        }
        var comeOrGone = now.Values.Where(info => !old.ContainsKey(info.Id))
            .Concat(old.Values.Where(info => !now.ContainsKey(info.Id)))
            .Select(info => info.Name).ToList();
        foreach (var name in comeOrGone.Concat(comeOrGone.Select(Parent).OfType<string>()).Distinct(StringComparer.Ordinal))
            events.Add(new NameEvent(name, null, NotifyEvents.MailboxName));
        return events;
    }

    public static IEnumerable<NameEvent> Between(IEnumerable<string> subscribedBefore, IEnumerable<string> subscribedAfter)
    {
        var changed = subscribedBefore.ToHashSet(StringComparer.Ordinal);
        changed.SymmetricExceptWith(subscribedAfter);
        return changed.Order(StringComparer.Ordinal).Select(name => new NameEvent(name, null, NotifyEvents.SubscriptionChange));
    }

    private static bool IsBelow(string name, string superior) => name.StartsWith(superior + MailboxName.Delimiter, StringComparison.Ordinal);

    private static string? Parent(string name) =>
        name.LastIndexOf(MailboxName.Delimiter) is > 0 and var at ? name[..at] : null;
}
