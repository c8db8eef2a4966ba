namespace Reference.Store;

/// <summary>
/// A message's bytes on their way into a mailbox: durable in a file of their own, or, being few, to be written with the commit. Used by one <see cref="AppendChange"/>; disposing one that no commit took removes the
/// bytes, and the next opening of the mailbox removes those that nobody disposed.
/// </summary>
public sealed class PreparedContent : IDisposable
{
    private static readonly object Abandoned = new();
    private readonly MessageContents contents;
    private object? owner;

    /// <summary>Bytes that have a file of their own.</summary>
    internal PreparedContent(MessageContents contents, ContentId id, uint size)
    {
        this.contents = contents;
        Id = id;
        Size = size;
    }

    /// <summary>Bytes that the commit will put into a pack.</summary>
    internal PreparedContent(MessageContents contents, ReadOnlyMemory<byte> bytes)
    {
        this.contents = contents;
        Bytes = bytes;
        Size = (uint)bytes.Length;
        IsPacked = true;
    }

    /// <summary>Octets.</summary>
    public uint Size { get; }

    internal ContentId Id { get; private set; }

    /// <summary>Empty where they have a file of their own.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; }

    internal bool IsPacked { get; }

    public void Dispose()
    {
        if (Interlocked.CompareExchange(ref owner, Abandoned, null) is null && !IsPacked) contents.Discard(Id);
    }

    /// <summary>Keeps the bytes for a commit. False if they are another's, another mailbox's, or abandoned.</summary>
    internal bool TryTake(object commit, MessageContents target) =>
        contents == target && (Interlocked.CompareExchange(ref owner, commit, null) is not { } taken || taken == commit);

    /// <summary>Gets a place in a pack, each time that a commit is planned.</summary>
    internal void Place()
    {
        if (IsPacked) Id = contents.Packs.Place(Size);
    }

    /// <summary>Gives them back after the commit failed.</summary>
    internal void Release(object commit) => Interlocked.CompareExchange(ref owner, null, commit);
}
