namespace Reference.Store;

/// <summary>A commit that waits for its turn.</summary>
internal sealed class CommitRequest(Func<MailboxState, Decision> decide, CancellationToken cancellation)
{
    private readonly TaskCompletionSource<CommitResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CommitResult? result;
    private Exception? error;
    private Planner? planner;
    private IEnumerable<PreparedContent> taken = [];

    public Task<CommitResult> Task => completion.Task;

    /// <summary>Whether a missing snapshot is to be written.</summary>
    public bool EnsuresIndex { get; init; }

    /// <summary>Whether the expunge history up to here is to be forgotten.</summary>
    public bool ForgetsExpunges { get; init; }

    /// <summary>Whether it is the mailbox's last.</summary>
    public bool Ends { get; init; }

    /// <summary>The state that its changes make, null if there are none.</summary>
    public MailboxState? After { get; private set; }

    /// <summary>Runs the rule. Null if it failed or changes nothing; then there is nothing to write for it.</summary>
    public PlannedTransaction? Plan(
        MailboxState before, LogTransaction transaction, Func<KeywordSet, KeywordSet> intern, MessageContents contents, int maxKeywords)
    {
        (result, error, After, planner) = (null, null, null, null);
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var changes = decide(before).Changes;
            taken = changes.OfType<AppendChange>().Select(append => append.Content);
            if (taken.Distinct().Count() != taken.Count() || taken.Any(content => !content.TryTake(this, contents)))
                throw new ArgumentException("Each append needs content of its own, prepared for this mailbox and not disposed.");
            foreach (var content in taken) content.Place();
            var builder = new StateBuilder(before, intern);
            planner = new Planner(builder, transaction, maxKeywords);
            planner.Plan(changes);
            After = transaction.IsEmpty ? null : builder.Build();
            result = new CommitResult(before, After ?? before, planner.ModSeqs, planner.Uids);
            return After is null ? null : new PlannedTransaction(transaction.Offset, transaction.Finish(), planner.Appends, planner.Metadata);
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException))
        {
            // The rule is foreign code; its error is its caller's, and no other commit's.
            error = e;
            After = null;
            return null;
        }
    }

    /// <summary>Answers, now that the batch is durable, and notes the contents that are not needed for long any more.</summary>
    public void Complete(Queue<(long Time, ContentId Content)> expunged, long time)
    {
        if (error is not null)
        {
            Fail(error);
            return;
        }

        foreach (var content in planner!.Expunged) expunged.Enqueue((time, content));
        completion.TrySetResult(result!);
    }

    /// <summary>Answers that nothing was changed.</summary>
    public void Fail(Exception reason)
    {
        foreach (var content in taken) content.Release(this);
        Refuse(reason);
    }

    /// <summary>Answers that the disk refused, and gives the contents that a record which nobody trusts may still speak of.</summary>
    public IEnumerable<ContentId> FailInDoubt(Exception reason)
    {
        Refuse(reason);
        return taken.Select(content => content.Id);
    }

    private void Refuse(Exception reason)
    {
        if (reason is OperationCanceledException canceled) completion.TrySetCanceled(canceled.CancellationToken);
        else completion.TrySetException(reason);
    }
}
