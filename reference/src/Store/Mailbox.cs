using Microsoft.Extensions.Logging;

namespace Reference.Store;

/// <summary>
/// One mailbox. Readers take <see cref="State"/> and never wait; <see cref="CommitAsync"/> is the one way to change it.
/// </summary>
/// <remarks>
/// Commits that arrive while the disk is busy wait in a queue. Who finds nobody at work takes the whole queue, runs the rules one after the
/// other, each on the state that the one before made, and makes all of it durable with one sync. So a commit that is alone syncs for itself, and
/// under load one sync serves all who wait. Nothing of a batch is seen before it is durable, the rules' answers included.
/// </remarks>
public sealed class Mailbox
{
    /// <summary>How long the bytes of an expunged message are kept for sessions that have not yet been told.</summary>
    private static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    private readonly StoreOptions options;
    private readonly MailboxStorage storage;
    private readonly MessageContents contents;
    private readonly KeywordSets keywordSets;
    private readonly Lock queueLock = new();
    private readonly Queue<(long Time, ContentId Content)> expunged = new();
    private readonly List<ContentId> doubtful = [];
    private List<CommitRequest> queue = [];
    private bool isWorking;
    private bool isClosed;
    private volatile MailboxState state;
    private volatile TaskCompletionSource changed = NewSignal();

    internal Mailbox(string name, MailboxState state, MailboxStorage storage, MessageContents contents, KeywordSets keywordSets, StoreOptions options)
    {
        this.options = options;
        this.storage = storage;
        this.contents = contents;
        this.keywordSets = keywordSets;
        this.state = state;
        Name = name;
    }

    /// <summary>The name in Unicode, hierarchy delimiter '/'.</summary>
    public string Name { get; internal set; }

    /// <summary>The newest state that is durable.</summary>
    public MailboxState State => state;

    /// <summary>Whether the mailbox was deleted; commits are then refused and its state stays as it was.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Whether mod-sequences are told of this mailbox. They are kept in any case: what sessions are told is worked out by them.</summary>
    public bool KeepsModSeqs { get; internal set; } = true;

    /// <summary>Called after each change of <see cref="State"/>, on the thread of a commit.</summary>
    internal Action? Changed { get; init; }

    internal string Directory => storage.Directory;

    /// <summary>
    /// Runs <paramref name="decide"/> on the newest state, with no other commit in between, makes what it decided durable, publishes the new state
    /// and wakes who waits for a change. Changes that change nothing are dropped; a decision of only such writes nothing.
    /// </summary>
    /// <param name="decide">A pure rule: it may be run again, on another state, before its changes count.</param>
    /// <exception cref="StoreException">The mailbox is deleted, a limit is reached, or the disk refused: nothing was changed.</exception>
    public Task<CommitResult> CommitAsync(Func<MailboxState, Decision> decide, CancellationToken cancellation = default) =>
        Enqueue(new CommitRequest(decide, cancellation));

    /// <summary>Completes when <see cref="State"/> is not <paramref name="seen"/> any more, or the mailbox is deleted.</summary>
    public Task WaitForChangeAsync(MailboxState seen, CancellationToken cancellation = default)
    {
        var next = changed.Task;
        return state != seen || IsDeleted ? Task.CompletedTask : next.WaitAsync(cancellation);
    }

    /// <summary>Makes a message's bytes ready for an <see cref="AppendChange"/> in this mailbox. They must stay as they are until that is
    /// committed.</summary>
    /// <exception cref="StoreException">The message is too large, or the disk refused.</exception>
    public async ValueTask<PreparedContent> PrepareAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation = default) =>
        (await PrepareAsync([message], cancellation))[0];

    /// <summary>The same for several messages, all or none; faster than one after the other.</summary>
    /// <exception cref="StoreException">One of them is too large, or the disk refused.</exception>
    public ValueTask<IReadOnlyList<PreparedContent>> PrepareAsync(
        IReadOnlyList<ReadOnlyMemory<byte>> messages, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (IsDeleted) throw Deleted();
        if (messages.Any(message => message.Length > options.MaxMessageSize)) throw TooLarge();
        return ValueTask.FromResult(Guard(() => contents.Prepare(messages)));
    }

    /// <summary>The same for a stream's bytes, to its end.</summary>
    /// <exception cref="StoreException">The message is too large, or the disk refused.</exception>
    public async ValueTask<PreparedContent> PrepareAsync(Stream message, CancellationToken cancellation = default)
    {
        using var copy = new MemoryStream();
        var buffer = new byte[81920];
        while (await message.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            if (copy.Length + count > options.MaxMessageSize) throw TooLarge();
            copy.Write(buffer, 0, count);
        }

        return await PrepareAsync(copy.GetBuffer().AsMemory(0, (int)copy.Length), cancellation);
    }

    /// <summary>Content for another (or the same) mailbox of this user with the bytes of a message here; null if they are gone.</summary>
    public ValueTask<PreparedContent?> ShareAsync(Message message, Mailbox target, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Guard(() => target.contents.Share(contents, message)));
    }

    /// <summary>The message's bytes, also of one that was expunged a short while ago; null when they are gone.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Message message, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var bytes = Guard(() => contents.Read(message));
        if (bytes is null && state.IndexOf(message.Uid) is >= 0 and var index && state[index].Content == message.Content)
            options.Logger.LogError("{Directory}: the content {Id} of UID {Uid} is gone.", contents.Directory, message.Content.Value, message.Uid);
        return ValueTask.FromResult(bytes is null ? null : (ReadOnlyMemory<byte>?)bytes);
    }

    /// <summary>Forgets, durably, what was expunged so far, as a server may (RFC 7162, 5.3): the expunge floor rises to HIGHESTMODSEQ.</summary>
    /// <exception cref="StoreException">The mailbox is deleted, or the disk refused.</exception>
    public Task ForgetExpungesAsync(CancellationToken cancellation = default) =>
        Enqueue(new CommitRequest(static _ => Decision.Nothing, cancellation) { ForgetsExpunges = true });

    /// <summary>What a SELECT does first: sees that the index files are there, and makes them anew if not.</summary>
    internal Task VerifyAsync(CancellationToken cancellation) =>
        Enqueue(new CommitRequest(static _ => Decision.Nothing, cancellation) { EnsuresIndex = true });

    /// <summary>Refuses further commits; returns when those begun are done. The caller then removes the files.</summary>
    internal async Task DeleteAsync()
    {
        await Enqueue(new CommitRequest(static _ => Decision.Nothing, CancellationToken.None) { Ends = true });
        IsDeleted = true;
        storage.Dispose();
        changed.TrySetResult();
    }

    /// <summary>Refuses further commits, and leaves the files in order. Gives how far the journal is, null if the disk refused.</summary>
    internal async Task<ulong?> CloseAsync()
    {
        await Enqueue(new CommitRequest(static _ => Decision.Nothing, CancellationToken.None) { Ends = true });
        try
        {
            foreach (var (_, content) in expunged) Discard(content);
            contents.Packs.RemoveAllBut(state.Select(message => message.Content));
            return storage.Close(state);
        }
        catch (Exception e) when (IsDiskError(e))
        {
            // All that was promised is durable; the next opening has a little more to do.
            options.Logger.LogWarning(e, "{Directory} could not be closed in order.", Directory);
            return null;
        }
        finally
        {
            storage.Dispose();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static bool IsDiskError(Exception e) => e is IOException or UnauthorizedAccessException;

    private static StoreException Refused(Exception e) =>
        new(StoreError.Unavailable, $"The mail could not be written or read: {e.Message} Nothing was changed. Try again.", e);

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (IsDiskError(e))
        {
            throw Refused(e);
        }
    }

    private StoreException Deleted() => new(StoreError.NonExistent, $"The mailbox {Name} was deleted.");

    private StoreException TooLarge() => new(StoreError.Limit, $"The message is larger than {options.MaxMessageSize} octets.");

    private Task<CommitResult> Enqueue(CommitRequest request)
    {
        lock (queueLock)
        {
            if (isClosed)
            {
                return Task.FromException<CommitResult>(IsDeleted
                    ? Deleted()
                    : new StoreException(StoreError.Unavailable, $"The mailbox {Name} is being closed."));
            }

            isClosed = request.Ends;
            queue.Add(request);
            if (isWorking) return request.Task;
            isWorking = true;
        }

        Work();
        return request.Task;
    }

    // One batch on the caller's thread; what came meanwhile goes to another, so that nobody works for others forever.
    private void Work()
    {
        List<CommitRequest> batch;
        lock (queueLock) (batch, queue) = (queue, []);
        Run(batch);
        lock (queueLock)
        {
            isWorking = queue.Count > 0;
            if (!isWorking) return;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static mailbox => mailbox.Work(), this, preferLocal: false);
    }

    private void Run(List<CommitRequest> batch)
    {
        try
        {
            try
            {
                TryRun(batch);
            }
            catch (Exception e) when (IsDiskError(e))
            {
                // Not again to the same place: Ready finds the doubt and makes new files.
                options.Logger.LogError(e, "{Directory}: a commit failed and is done anew in new files.", Directory);
                TryRun(batch);
            }
        }
        catch (Exception e)
        {
            // Whatever it was, nobody may wait forever; who asked gets to know.
            if (!IsDiskError(e)) options.Logger.LogError(e, "{Directory}: a commit failed.", Directory);
            foreach (var request in batch)
            {
                if (IsDiskError(e)) doubtful.AddRange(request.FailInDoubt(Refused(e)));
                else request.Fail(e);
            }
        }
    }

    private void TryRun(List<CommitRequest> batch)
    {
        contents.Packs.Ready();
        Publish(storage.Ready(state));
        foreach (var pack in storage.TakeFreed()) expunged.Enqueue((options.Clock.GetTimestamp(), pack));
        // No file speaks any more of what failed before.
        foreach (var content in doubtful) expunged.Enqueue((options.Clock.GetTimestamp(), content));
        doubtful.Clear();
        if (batch.Exists(request => request.ForgetsExpunges)) Publish(storage.ForgetExpunges(state));
        if (batch.Exists(request => request.EnsuresIndex)) storage.EnsureIndex(state);
        var newest = state;
        var transactions = new List<PlannedTransaction>();
        var offset = storage.End;
        foreach (var request in batch)
        {
            if (request.Plan(newest, new LogTransaction(storage.Epoch, offset), keywordSets.Intern, contents, options.MaxKeywords) is not { } planned) continue;
            newest = request.After!;
            transactions.Add(planned);
            offset += (uint)planned.LogBytes.Length;
        }

        if (transactions.Exists(transaction => transaction.Appends.Count > 0)) contents.SyncNames();
        if (transactions.Count > 0) storage.Commit(transactions);
        Publish(newest);
        foreach (var request in batch) request.Complete(expunged, options.Clock.GetTimestamp());
        RemoveExpunged();
    }

    private void Publish(MailboxState newest)
    {
        if (state == newest) return;
        state = newest;
        Interlocked.Exchange(ref changed, NewSignal()).SetResult();
        Changed?.Invoke();
    }

    private void RemoveExpunged()
    {
        while (expunged.TryPeek(out var oldest) && options.Clock.GetElapsedTime(oldest.Time) > Retention)
        {
            expunged.Dequeue();
            Discard(oldest.Content);
        }
    }

    private void Discard(ContentId content)
    {
        if (content.IsWholePack && state.Any(message => message.Content.IsPacked && message.Content.Pack == content.Pack)) return;
        contents.Discard(content);
    }
}
