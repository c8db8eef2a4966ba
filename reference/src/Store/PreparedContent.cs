namespace Reference.Store;

/// <summary>
/// A message's bytes, durable but not yet in a mailbox. Used by one <see cref="AppendChange"/>; disposing one that no commit took removes the
/// bytes, and the next opening of the mailbox removes those that nobody disposed.
/// </summary>
public sealed class PreparedContent : IDisposable
{
    private readonly Action<ContentId> abandon;
    private int state;

    internal PreparedContent(Mailbox mailbox, ContentId id, uint size, Action<ContentId> abandon)
    {
        Mailbox = mailbox;
        Id = id;
        Size = size;
        this.abandon = abandon;
    }

    /// <summary>Octets.</summary>
    public uint Size { get; }

    internal Mailbox Mailbox { get; }

    internal ContentId Id { get; }

    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref state, 2, 0) == 0) abandon(Id);
    }

    /// <summary>Marks the bytes as a message's. False if they already are, or were abandoned.</summary>
    internal bool TryTake() => Interlocked.CompareExchange(ref state, 1, 0) == 0;
}
