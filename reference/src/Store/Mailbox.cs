using System.Collections.Concurrent;

namespace Reference.Store;

/// <summary>
/// One mailbox. Readers take <see cref="State"/> and never wait; <see cref="CommitAsync"/> is the one way to change it.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose.")]
public sealed class Mailbox
{
    private readonly StoreOptions options;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly Dictionary<KeywordSet, KeywordSet> keywordSets = [];
    private readonly ConcurrentDictionary<ContentId, ReadOnlyMemory<byte>> contents = new();
    private readonly uint epoch;
    private uint offset = 40;
    private ulong lastContent;
    private volatile MailboxState state;
    private volatile TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal Mailbox(string name, uint uidValidity, StoreOptions options)
    {
        this.options = options;
        Name = name;
        epoch = (uint)options.Clock.GetUtcNow().ToUnixTimeSeconds() + 1;
        state = new MailboxState(
            uidValidity, 1, ModSeq.Baseline(epoch), MessageTree.Empty, ExpungeQueue.Create(ModSeq.Baseline(epoch), []), []);
    }

    /// <summary>The name in Unicode, hierarchy delimiter '/'.</summary>
    public string Name { get; internal set; }

    /// <summary>The newest state that is durable.</summary>
    public MailboxState State => state;

    /// <summary>Whether the mailbox was deleted; commits are then refused and its state stays as it was.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>
    /// Runs <paramref name="decide"/> on the newest state, with no other commit in between, makes what it decided durable, publishes the new state
    /// and wakes who waits for a change. Changes that change nothing are dropped; a decision of only such writes nothing.
    /// </summary>
    /// <param name="decide">A pure rule: it may be run again on another state before its changes count.</param>
    /// <exception cref="StoreException">The mailbox is deleted, a limit is reached, or the disk refused: nothing was changed.</exception>
    public async Task<CommitResult> CommitAsync(Func<MailboxState, Decision> decide, CancellationToken cancellation = default)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (IsDeleted) throw new StoreException(StoreError.NonExistent, $"The mailbox {Name} was deleted.");
            var before = state;
            var decision = decide(before);
            var builder = new StateBuilder(before, Intern);
            var transaction = new LogTransaction(epoch, offset);
            var planner = new Planner(builder, transaction, options.MaxKeywords);
            planner.Plan(decision.Changes);
            if (transaction.IsEmpty) return new CommitResult(before, before, planner.ModSeqs, planner.Uids);
            foreach (var append in decision.Changes.OfType<AppendChange>()) append.Content.TryTake();
            offset += (uint)transaction.Finish().Length;
            state = builder.Build();
            Interlocked.Exchange(ref changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            return new CommitResult(before, state, planner.ModSeqs, planner.Uids);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Completes when <see cref="State"/> is not <paramref name="seen"/> any more, or the mailbox is deleted.</summary>
    public Task WaitForChangeAsync(MailboxState seen, CancellationToken cancellation = default)
    {
        var next = changed.Task;
        return state != seen || IsDeleted ? Task.CompletedTask : next.WaitAsync(cancellation);
    }

    /// <summary>Makes a message's bytes durable, for an <see cref="AppendChange"/> in this mailbox.</summary>
    public ValueTask<PreparedContent> PrepareAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var id = new ContentId(Interlocked.Increment(ref lastContent));
        contents[id] = message.ToArray();
        return ValueTask.FromResult(new PreparedContent(this, id, (uint)message.Length, gone => contents.TryRemove(gone, out _)));
    }

    /// <summary>Makes a stream's bytes, to its end, durable.</summary>
    public async ValueTask<PreparedContent> PrepareAsync(Stream message, CancellationToken cancellation = default)
    {
        using var copy = new MemoryStream();
        await message.CopyToAsync(copy, cancellation);
        return await PrepareAsync(copy.GetBuffer().AsMemory(0, (int)copy.Length), cancellation);
    }

    /// <summary>Content for another (or the same) mailbox of this user with the bytes of a message here; null if they are gone.</summary>
    public async ValueTask<PreparedContent?> ShareAsync(Message message, Mailbox target, CancellationToken cancellation = default) =>
        contents.TryGetValue(message.Content, out var bytes) ? await target.PrepareAsync(bytes, cancellation) : null;

    /// <summary>The message's bytes, also of one that was expunged a short while ago; null when they are gone.</summary>
    public ValueTask<ReadOnlyMemory<byte>?> ReadAsync(Message message, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return ValueTask.FromResult<ReadOnlyMemory<byte>?>(contents.TryGetValue(message.Content, out var bytes) ? bytes : null);
    }

    internal async Task DeleteAsync()
    {
        await gate.WaitAsync();
        IsDeleted = true;
        gate.Release();
        changed.TrySetResult();
    }

    private KeywordSet Intern(KeywordSet set)
    {
        if (set.Count == 0) return KeywordSet.Empty;
        if (keywordSets.TryGetValue(set, out var known)) return known;
        return keywordSets[set] = set;
    }
}
