using Reference.Naming;
using Reference.Sessions;
using Reference.Store;

namespace Reference.Commands;

/// <summary>LIST with options or several patterns (RFC 5258), with STATUS (RFC 5819) and special uses (RFC 6154).</summary>
/// <param name="Reference">Put before each pattern.</param>
/// <param name="Patterns">With "*" and "%".</param>
/// <param name="Select">Selection options.</param>
/// <param name="Return">Return options.</param>
public sealed record ExtendedListCommand(string Reference, IReadOnlyList<string> Patterns, ListSelect Select, ListReturn Return) : Command
{
    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var known = session.User!.List().ToDictionary(info => info.Name, StringComparer.Ordinal);
        var existing = known.Values.Where(info => !info.NoSelect).Select(info => info.Name).ToHashSet(StringComparer.Ordinal);
        var subscribed = session.User.Subscriptions().ToHashSet(StringComparer.Ordinal);
        if (Return.Status.Contains(StatusAtt.HighestModSeq)) session.EnableCondStore();

        var list = new ExtendedList(
            [.. Patterns.Where(pattern => pattern.Length > 0).Select(pattern => new MailboxPattern(Reference, pattern))],
            name => (!Select.HasFlag(ListSelect.Subscribed) || subscribed.Contains(name))
                && (!Select.HasFlag(ListSelect.SpecialUse) || known.GetValueOrDefault(name) is { SpecialUse.Length: > 0 })
                && (Select.HasFlag(ListSelect.Subscribed) || existing.Contains(name)),
            Select.HasFlag(ListSelect.RecursiveMatch),
            WithLevels: (Select & (ListSelect.Subscribed | ListSelect.SpecialUse)) == 0);
        foreach (var found in list.Find(existing, existing.Union(subscribed)))
        {
            // STATUS is looked up first: what cannot be opened is told with \NoSelect (RFC 5819 section 2).
            Mailbox? mailbox = null;
            var isThere = existing.Contains(found.Name);
            var wantsStatus = Return.Status.Count > 0 && isThere && found.Meets;
            if (wantsStatus) mailbox = await TryOpenAsync(session, found.Name);
            var isSubscribed = subscribed.Contains(found.Name) && (Return.Subscribed || Select.HasFlag(ListSelect.Subscribed));
            var line = ListResponse.Begin(session, found.Name, known.GetValueOrDefault(found.Name), isSubscribed, wantsStatus && mailbox is null);
            if (found.HasChildThatMeets) line.Raw(" (\"CHILDINFO\" (\"SUBSCRIBED\"))"u8);
            line.CrLf();
            if (mailbox is not null) StatusItems.Write(session, found.Name, mailbox, mailbox.State, Return.Status);
            await session.Link.FlushIfLargeAsync(cancellation);
        }
        return Completion.Ok("LIST completed");
    }

    private static async ValueTask<Mailbox?> TryOpenAsync(Session session, string name)
    {
        try
        {
            return await session.OpenAsync(name);
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
