using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Reference.Store;

/// <summary>A name of LIST.</summary>
/// <param name="Name">Unicode, delimiter '/'.</param>
/// <param name="NoSelect">The name is no mailbox and only stands for its inferiors.</param>
/// <param name="HasChildren">There are inferior names.</param>
/// <param name="Subscribed">The name is subscribed.</param>
/// <param name="SpecialUse">Special-use attributes with a space between, or empty (RFC 6154).</param>
/// <param name="Id">The same for the mailbox whatever its name is; empty if there is none.</param>
public sealed record MailboxInfo(string Name, bool NoSelect, bool HasChildren, bool Subscribed, string SpecialUse = "", string Id = "");

/// <summary>One user's mailboxes. INBOX is always there.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose.")]
public sealed class UserStore
{
    private const string DeletedPrefix = "deleted.";

    private readonly StoreFiles files;
    private readonly string directory;
    private readonly StoreOptions options;

    // UIDVALIDITY is unique among one user's mailboxes; this tells the users apart.
    private readonly string objectIdPart;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Lock listLock = new();
    private readonly Dictionary<string, Mailbox> open = new(StringComparer.Ordinal);
    private volatile MailboxList list = new();
    private TaskCompletionSource? nextChange;
    private bool isLoaded;
    private bool isClosed;

    internal UserStore(StoreFiles files, string directory, StoreOptions options)
    {
        this.files = files;
        this.directory = directory;
        this.options = options;
        objectIdPart = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(directory))).AsSpan(0, 8));
    }

    /// <summary>Every mailbox and every name that only stands for its inferiors, sorted.</summary>
    public IReadOnlyList<MailboxInfo> List()
    {
        Load();
        var now = list;
        var superiors = now.Mailboxes.Keys.SelectMany(MailboxNames.Superiors).ToHashSet(StringComparer.Ordinal);
        return [.. now.Mailboxes.Keys.Union(superiors).Order(StringComparer.Ordinal).Select(name =>
            new MailboxInfo(name, !now.Mailboxes.ContainsKey(name), superiors.Contains(name), now.Subscriptions.Contains(name), now.SpecialUseOf(name), now.Mailboxes.GetValueOrDefault(name, "")))];
    }

    /// <summary>Another object each time that names, subscriptions, special uses or the server's metadata change.</summary>
    public object ListVersion => list;

    /// <summary>Completes at the next change of any mailbox of this user, or of the list of them.</summary>
    public Task NextChange()
    {
        while (true)
        {
            if (Volatile.Read(ref nextChange) is { } signal) return signal.Task;
            Interlocked.CompareExchange(ref nextChange, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), null);
        }
    }

    /// <summary>The subscribed names, sorted, whether or not there are such mailboxes (RFC 3501, 6.3.6).</summary>
    public IReadOnlyList<string> Subscriptions()
    {
        Load();
        return list.Subscriptions;
    }

    /// <exception cref="StoreException">There is no such mailbox, or the disk refused.</exception>
    public Task<Mailbox> OpenAsync(string name, CancellationToken cancellation = default) => AloneAsync(async () =>
    {
        name = MailboxNames.Check(name);
        if (open.TryGetValue(DirectoryOf(name), out var mailbox))
        {
            await mailbox.VerifyAsync(cancellation);
            return mailbox;
        }

        return Open(name);
    }, cancellation);

    /// <summary>Makes a mailbox, with a UIDVALIDITY greater than each that the user ever had.</summary>
    /// <param name="specialUse">Special-use attributes with a space between, or empty (RFC 6154).</param>
    /// <returns>The UIDVALIDITY.</returns>
    /// <exception cref="StoreException">The name is taken, or none.</exception>
    public Task<uint> CreateAsync(string name, string specialUse = "", CancellationToken cancellation = default) => AloneAsync(() =>
    {
        name = MailboxNames.Check(name);
        return Task.FromResult(Create(name, specialUse));
    }, cancellation);

    /// <summary>Gives a mailbox other special-use attributes.</summary>
    /// <exception cref="StoreException">There is no such mailbox.</exception>
    public Task SetSpecialUseAsync(string name, string specialUse, CancellationToken cancellation = default) => AloneAsync(() =>
    {
        var mailbox = DirectoryOf(MailboxNames.Check(name));
        Update(now => now with { SpecialUses = specialUse.Length > 0 ? now.SpecialUses.SetItem(mailbox, specialUse) : now.SpecialUses.Remove(mailbox) });
        return Task.FromResult(true);
    }, cancellation);

    /// <summary>The special-use attributes of a mailbox, with a space between; empty if there are none.</summary>
    public string SpecialUseOf(string name)
    {
        Load();
        return list.SpecialUseOf(name);
    }

    /// <summary>The user's own metadata of the server (RFC 5464).</summary>
    public IReadOnlyDictionary<string, byte[]> Metadata()
    {
        Load();
        return list.Metadata.ToImmutableSortedDictionary(entry => entry.Key, entry => Convert.FromBase64String(entry.Value), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Sets, or removes where there is no value, entries of the user's own metadata of the server, all or none.</summary>
    /// <param name="maxEntries">How many there may be afterwards.</param>
    /// <returns>False when there would be more; then nothing was changed.</returns>
    public Task<bool> SetMetadataAsync(IReadOnlyList<MetadataChange> changes, int maxEntries, CancellationToken cancellation = default) => AloneAsync(() =>
    {
        var metadata = list.Metadata;
        foreach (var (entry, value) in changes)
            metadata = value is null ? metadata.Remove(entry) : metadata.SetItem(entry, Convert.ToBase64String(value));
        if (metadata.Count > maxEntries && metadata.Count > list.Metadata.Count) return Task.FromResult(false);
        Update(now => now with { Metadata = metadata });
        return Task.FromResult(true);
    }, cancellation);

    /// <summary>MAILBOXID (RFC 8474): no two mailboxes of this store have the same, and it changes only with UIDVALIDITY.</summary>
    public string ObjectIdOf(uint uidValidity) => string.Create(CultureInfo.InvariantCulture, $"F{objectIdPart}-{uidValidity}");

    /// <summary>Deletes a mailbox. Inferiors stay, and keep the name visible as one that cannot be selected (RFC 3501, 6.3.4).</summary>
    /// <exception cref="StoreException">There is no such mailbox, or it is INBOX.</exception>
    public Task DeleteAsync(string name, CancellationToken cancellation = default) => AloneAsync(async () =>
    {
        name = MailboxNames.Check(name);
        if (name == MailboxNames.Inbox) throw new StoreException(StoreError.NotAllowed, "INBOX cannot be deleted.");
        var mailbox = DirectoryOf(name);
        Update(now => now.Without(name));
        if (open.Remove(mailbox, out var opened)) await opened.DeleteAsync();
        files.RenameDirectory(Path.Combine(directory, mailbox), Path.Combine(directory, DeletedPrefix + mailbox));
        files.DeleteDirectory(Path.Combine(directory, DeletedPrefix + mailbox));
        return true;
    }, cancellation);

    /// <summary>Renames a mailbox with its inferiors; INBOX gives its messages to a new mailbox and stays, empty (RFC 3501, 6.3.5).</summary>
    /// <exception cref="StoreException">There is no such mailbox, or the new name is taken, or none.</exception>
    public Task RenameAsync(string from, string to, CancellationToken cancellation = default) => AloneAsync(async () =>
    {
        (from, to) = (MailboxNames.Check(from), MailboxNames.Check(to));
        if (list.Mailboxes.ContainsKey(to)) throw Taken(to);
        if (from == MailboxNames.Inbox)
        {
            Create(to);
            await MoveAllAsync(open.TryGetValue(DirectoryOf(from), out var inbox) ? inbox : Open(from), Open(to));
            return true;
        }

        var moved = list.Mailboxes.Where(pair => pair.Key == from || MailboxNames.IsInferior(pair.Key, from)).ToList();
        if (moved.Count == 0) throw Missing(from);
        if (MailboxNames.IsInferior(to, from)) throw new StoreException(StoreError.InvalidName, $"{to} lies below {from} itself.");
        var renamed = moved.ToDictionary(pair => MailboxNames.Check(to + pair.Key[from.Length..]), pair => pair.Value, StringComparer.Ordinal);
        if (renamed.Keys.FirstOrDefault(list.Mailboxes.ContainsKey) is { } taken) throw Taken(taken);
        Update(now => now with { Mailboxes = now.Mailboxes.RemoveRange(moved.Select(pair => pair.Key)).AddRange(renamed) });
        foreach (var (name, mailbox) in renamed)
        {
            if (open.TryGetValue(mailbox, out var opened)) opened.Name = name;
        }

        return true;
    }, cancellation);

    /// <summary>Whether a mailbox tells mod-sequences; one that does not answers SELECT with NOMODSEQ (RFC 7162, 3.1.2.2). Sessions that have it
    /// selected go on as they began.</summary>
    /// <exception cref="StoreException">There is no such mailbox.</exception>
    public Task SetKeepsModSeqsAsync(string name, bool keeps, CancellationToken cancellation = default) => AloneAsync(() =>
    {
        var mailbox = DirectoryOf(MailboxNames.Check(name));
        Update(now => now with { WithoutModSeqs = keeps ? now.WithoutModSeqs.Remove(mailbox) : now.WithoutModSeqs.Add(mailbox) });
        if (open.TryGetValue(mailbox, out var opened)) opened.KeepsModSeqs = keeps;
        return Task.FromResult(true);
    }, cancellation);

    public Task SubscribeAsync(string name, CancellationToken cancellation = default) => AloneAsync(() =>
    {
        name = MailboxNames.Check(name);
        Update(now => now with { Subscriptions = now.Subscriptions.Add(name) });
        return Task.FromResult(true);
    }, cancellation);

    public Task UnsubscribeAsync(string name, CancellationToken cancellation = default) => AloneAsync(() =>
    {
        name = MailboxNames.Check(name);
        Update(now => now with { Subscriptions = now.Subscriptions.Remove(name) });
        return Task.FromResult(true);
    }, cancellation);

    internal async Task CloseAsync()
    {
        await gate.WaitAsync();
        isClosed = true;
        try
        {
            if (open.Count == 0) return;
            var sequences = list.JournalSequences.ToBuilder();
            foreach (var (mailbox, opened) in open)
            {
                if (await opened.CloseAsync() is { } sequence) sequences[mailbox] = sequence;
            }

            open.Clear();
            Update(now => now with { JournalSequences = sequences.ToImmutable() });
        }
        catch (Exception e) when (IsDiskError(e))
        {
            // What is not noted only makes an older copy harder to notice.
            options.Logger.LogWarning(e, "{Directory} could not be closed in order.", directory);
        }
        finally
        {
            gate.Release();
        }
    }

    private static StoreException Missing(string name) => new(StoreError.NonExistent, $"There is no mailbox {name}.");

    private static StoreException Taken(string name) => new(StoreError.AlreadyExists, $"The mailbox {name} already exists.");

    private static bool IsDiskError(Exception e) => e is IOException or UnauthorizedAccessException;

    private static StoreException Refused(Exception e) =>
        new(StoreError.Unavailable, $"The mailboxes could not be read or written: {e.Message} Try again.", e);

    private static async Task MoveAllAsync(Mailbox source, Mailbox target)
    {
        var messages = source.State;
        var appends = new List<Change>(messages.Count);
        var moved = new List<uint>(messages.Count);
        foreach (var message in messages)
        {
            if (await source.ShareAsync(message, target) is not { } content) continue;
            appends.Add(new AppendChange(message.Flags, message.Keywords.Names, message.InternalDate, content));
            moved.Add(message.Uid);
        }

        // Both have the annotations afterwards (RFC 5464, 4.1).
        appends.AddRange(messages.Metadata.Select(entry => new MetadataChange(entry.Key, entry.Value)));
        await target.CommitAsync(_ => new Decision(appends));
        await source.CommitAsync(_ => new Decision([new ExpungeChange(moved)]));
    }

    private string DirectoryOf(string name) => list.Mailboxes.TryGetValue(name, out var found)
        ? found
        : throw (list.Mailboxes.Keys.Any(other => MailboxNames.IsInferior(other, name))
            ? new StoreException(StoreError.HasInferiors, $"{name} is no mailbox and only stands for its inferiors.")
            : Missing(name));

    private Mailbox Open(string name)
    {
        var mailbox = DirectoryOf(name);
        var contents = new MessageContents(files, Path.Combine(directory, mailbox), options);
        var storage = new MailboxStorage(files, Path.Combine(directory, mailbox), options, contents.Packs, NewUidValidity);
        try
        {
            var sets = new KeywordSets();
            var state = storage.Open(list.JournalSequences.GetValueOrDefault(mailbox), sets.Intern, out var hasLeftovers);
            contents.Start(state.Select(message => message.Content));
            if (hasLeftovers) contents.RemoveAllBut(state.Select(message => message.Content).ToHashSet());
            return open[mailbox] = new Mailbox(name, state, storage, contents, sets, options) { KeepsModSeqs = !list.WithoutModSeqs.Contains(mailbox), Changed = SignalChange };
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    private uint Create(string name, string specialUse = "")
    {
        if (list.Mailboxes.ContainsKey(name)) throw Taken(name);
        var uidValidity = NewUidValidity();
        var mailbox = PathNames.ForMailbox(uidValidity, name);
        var contents = new MessageContents(files, Path.Combine(directory, mailbox), options);
        using (var storage = new MailboxStorage(files, Path.Combine(directory, mailbox), options, contents.Packs, NewUidValidity))
        {
            storage.Close(storage.Create(uidValidity));
        }

        Update(now => now with
        {
            Mailboxes = now.Mailboxes.Add(name, mailbox),
            SpecialUses = specialUse.Length > 0 ? now.SpecialUses.Add(mailbox, specialUse) : now.SpecialUses,
        });
        return uidValidity;
    }

    private uint NewUidValidity()
    {
        var now = (uint)Math.Clamp(options.Clock.GetUtcNow().ToUnixTimeSeconds(), 1, uint.MaxValue - (1 << 20));
        Update(list => list.LastUidValidity == uint.MaxValue
            ? throw new StoreException(StoreError.Limit, "All values of UIDVALIDITY are used up. Use another user name.")
            : list with { LastUidValidity = Math.Max(now, list.LastUidValidity + 1) });
        return list.LastUidValidity;
    }

    private void Update(Func<MailboxList, MailboxList> change)
    {
        lock (listLock)
        {
            var changed = change(list);
            files.Replace(Path.Combine(directory, MailboxList.FileName), changed.ToBytes(), options.Durability == Durability.Fsync);
            list = changed;
        }

        SignalChange();
    }

    // Nobody may be waiting; then there is nothing to complete.
    private void SignalChange() => Interlocked.Exchange(ref nextChange, null)?.TrySetResult();

    private void Load()
    {
        try
        {
            LoadOnce();
        }
        catch (Exception e) when (IsDiskError(e))
        {
            throw Refused(e);
        }
    }

    private void LoadOnce()
    {
        lock (listLock)
        {
            if (isLoaded) return;
            files.EnsureDirectory(directory, options.Durability == Durability.Fsync);
            list = MailboxList.Load(files, directory, options.Logger);
            foreach (var name in files.List(directory))
            {
                if (name.StartsWith(DeletedPrefix, StringComparison.Ordinal)) files.DeleteDirectory(Path.Combine(directory, name));
                else if (PathNames.TryParse(name, out _, out _) && !list.Mailboxes.ContainsValue(name))
                    options.Logger.LogWarning("{Path} is no mailbox's any more, and is left alone.", Path.Combine(directory, name));
            }

            if (!list.Mailboxes.ContainsKey(MailboxNames.Inbox)) Create(MailboxNames.Inbox);
            isLoaded = true;
        }
    }

    private async Task<T> AloneAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (isClosed) throw new StoreException(StoreError.Unavailable, "The mail is being closed.");
            Load();
            return await work();
        }
        catch (Exception e) when (IsDiskError(e))
        {
            throw Refused(e);
        }
        finally
        {
            gate.Release();
        }
    }
}
