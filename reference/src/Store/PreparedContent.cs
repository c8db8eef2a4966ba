namespace Reference.Store;

/// <summary>
/// A message's bytes, durable but not yet in a mailbox. Used by one <see cref="AppendChange"/>; disposing one that no commit took removes the
/// bytes, and the next opening of the mailbox removes those that nobody disposed.
/// </summary>
public sealed class PreparedContent : IDisposable
{
    private static readonly object Abandoned = new();
    private readonly MessageContents contents;
    private object? owner;

    internal PreparedContent(MessageContents contents, ContentId id, uint size)
    {
        this.contents = contents;
        Id = id;
        Size = size;
    }

    /// <summary>Octets.</summary>
    public uint Size { get; }

    internal ContentId Id { get; }

    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref owner, Abandoned, null) is null) contents.Discard(Id);
    }

    /// <summary>Keeps the bytes for a commit. False if they are another's, another mailbox's, or abandoned.</summary>
    internal bool TryTake(object commit, MessageContents target) =>
        contents == target && (Interlocked.CompareExchange(ref owner, commit, null) is not { } taken || taken == commit);

    /// <summary>Gives them back after the commit failed.</summary>
    internal void Release(object commit) => Interlocked.CompareExchange(ref owner, null, commit);
}
