namespace Reference.Store;

/// <summary>A name of LIST.</summary>
/// <param name="Name">Unicode, delimiter '/'.</param>
/// <param name="NoSelect">The name is no mailbox and only stands for its inferiors.</param>
/// <param name="HasChildren">There are inferior names.</param>
/// <param name="Subscribed">The name is subscribed.</param>
public sealed record MailboxInfo(string Name, bool NoSelect, bool HasChildren, bool Subscribed);

/// <summary>One user's mailboxes. INBOX is always there.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose.")]
public sealed class UserStore
{
    private readonly StoreOptions options;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly SortedDictionary<string, Mailbox> mailboxes = new(StringComparer.Ordinal);
    private readonly SortedSet<string> subscriptions = new(StringComparer.Ordinal);
    private uint lastUidValidity;

    internal UserStore(StoreOptions options)
    {
        this.options = options;
        mailboxes[MailboxNames.Inbox] = NewMailbox(MailboxNames.Inbox);
    }

    /// <summary>Every mailbox and every name that only stands for its inferiors, sorted.</summary>
    public IReadOnlyList<MailboxInfo> List()
    {
        lock (mailboxes)
        {
            var superiors = mailboxes.Keys.SelectMany(MailboxNames.Superiors).ToHashSet(StringComparer.Ordinal);
            return [.. mailboxes.Keys.Union(superiors).Order(StringComparer.Ordinal).Select(name =>
                new MailboxInfo(name, !mailboxes.ContainsKey(name), superiors.Contains(name), subscriptions.Contains(name)))];
        }
    }

    /// <summary>The subscribed names, sorted, whether or not there are such mailboxes (RFC 3501, 6.3.6).</summary>
    public IReadOnlyList<string> Subscriptions()
    {
        lock (mailboxes) return [.. subscriptions];
    }

    /// <exception cref="StoreException">There is no such mailbox.</exception>
    public Task<Mailbox> OpenAsync(string name, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        name = MailboxNames.Check(name);
        lock (mailboxes) return Task.FromResult(Existing(name));
    }

    /// <exception cref="StoreException">The name is taken, or none.</exception>
    public Task CreateAsync(string name, CancellationToken cancellation = default) => ChangeAsync(() =>
    {
        name = MailboxNames.Check(name);
        if (mailboxes.ContainsKey(name)) throw new StoreException(StoreError.AlreadyExists, $"The mailbox {name} already exists.");
        mailboxes[name] = NewMailbox(name);
        return Task.CompletedTask;
    }, cancellation);

    /// <summary>Deletes a mailbox. Inferiors stay, and keep the name visible as one that cannot be selected (RFC 3501, 6.3.4).</summary>
    public Task DeleteAsync(string name, CancellationToken cancellation = default) => ChangeAsync(() =>
    {
        name = MailboxNames.Check(name);
        if (name == MailboxNames.Inbox) throw new StoreException(StoreError.NotAllowed, "INBOX cannot be deleted.");
        var mailbox = Existing(name);
        mailboxes.Remove(name);
        return mailbox.DeleteAsync();
    }, cancellation);

    /// <summary>Renames a mailbox with its inferiors; INBOX gives its messages to a new mailbox and stays, empty (RFC 3501, 6.3.5).</summary>
    public Task RenameAsync(string from, string to, CancellationToken cancellation = default) => ChangeAsync(async () =>
    {
        (from, to) = (MailboxNames.Check(from), MailboxNames.Check(to));
        if (mailboxes.ContainsKey(to)) throw new StoreException(StoreError.AlreadyExists, $"The mailbox {to} already exists.");
        if (from == MailboxNames.Inbox)
        {
            await MoveAllAsync(mailboxes[from], mailboxes[to] = NewMailbox(to));
            return;
        }

        var moved = mailboxes.Where(pair => pair.Key == from || MailboxNames.IsInferior(pair.Key, from)).ToList();
        if (moved.Count == 0) throw Missing(from);
        if (MailboxNames.IsInferior(to, from)) throw new StoreException(StoreError.InvalidName, $"{to} lies below {from} itself.");
        if (moved.Find(pair => mailboxes.ContainsKey(to + pair.Key[from.Length..])) is { Key: { } taken })
            throw new StoreException(StoreError.AlreadyExists, $"The mailbox {to + taken[from.Length..]} already exists.");
        foreach (var (name, mailbox) in moved)
        {
            mailboxes.Remove(name);
            mailbox.Name = to + name[from.Length..];
            mailboxes[mailbox.Name] = mailbox;
        }
    }, cancellation);

    public Task SubscribeAsync(string name, CancellationToken cancellation = default) => ChangeAsync(() =>
    {
        subscriptions.Add(MailboxNames.Check(name));
        return Task.CompletedTask;
    }, cancellation);

    public Task UnsubscribeAsync(string name, CancellationToken cancellation = default) => ChangeAsync(() =>
    {
        subscriptions.Remove(MailboxNames.Check(name));
        return Task.CompletedTask;
    }, cancellation);

    private static StoreException Missing(string name) => new(StoreError.NonExistent, $"There is no mailbox {name}.");

    private static async Task MoveAllAsync(Mailbox source, Mailbox target)
    {
        var messages = source.State;
        var appends = new List<Change>(messages.Count);
        foreach (var message in messages)
        {
            if (await source.ShareAsync(message, target) is { } content)
                appends.Add(new AppendChange(message.Flags, message.Keywords.Names, message.InternalDate, content));
        }

        await target.CommitAsync(_ => new Decision(appends));
        var moved = messages.Select(message => message.Uid).ToList();
        await source.CommitAsync(_ => new Decision([new ExpungeChange(moved)]));
    }

    private Mailbox Existing(string name) => mailboxes.TryGetValue(name, out var mailbox)
        ? mailbox
        : throw (mailboxes.Keys.Any(other => MailboxNames.IsInferior(other, name))
            ? new StoreException(StoreError.HasInferiors, $"{name} is no mailbox and only stands for its inferiors.")
            : Missing(name));

    private Mailbox NewMailbox(string name)
    {
        lastUidValidity = Math.Max(lastUidValidity + 1, (uint)options.Clock.GetUtcNow().ToUnixTimeSeconds());
        return new Mailbox(name, lastUidValidity, options);
    }

    private async Task ChangeAsync(Func<Task> change, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            Task done;
            lock (mailboxes) done = change();
            await done;
        }
        finally
        {
            gate.Release();
        }
    }
}
