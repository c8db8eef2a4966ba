using System.Globalization;

namespace Reference.Store;

/// <summary>
/// The messages' bytes. Small ones go into <see cref="Packs"/> with the commit. Larger ones have one file each, named by its number: the bytes are
/// durable when they are written; the names when a commit that speaks of them asks for it, once for all.
/// </summary>
internal sealed class MessageContents
{
    private const int OpenAtOnce = 64;

    private readonly StoreFiles files;
    private readonly bool sync;
    private readonly int packedOctets;
    private long last;
    private int hasNewNames;

    /// <param name="mailboxDirectory">Full path of the mailbox's directory; the files are in <c>content</c> below it.</param>
    public MessageContents(StoreFiles files, string mailboxDirectory, StoreOptions options)
    {
        this.files = files;
        sync = options.Durability == Durability.Fsync;
        packedOctets = options.PackedMessageOctets;
        Directory = Path.Combine(mailboxDirectory, "content");
        Packs = new ContentPacks(files, Directory, sync, options.PackOctets);
    }

    public string Directory { get; }

    public ContentPacks Packs { get; }

    /// <summary>Makes the directory and takes numbers above those of the messages.</summary>
    public void Start(IEnumerable<ContentId> live)
    {
        files.EnsureDirectory(Directory, sync);
        last = (long)live.Where(id => !id.IsPacked).Select(id => id.Value).DefaultIfEmpty().Max();
    }

    /// <summary>Makes messages ready for a commit, all or none, in their order.</summary>
    public IReadOnlyList<PreparedContent> Prepare(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var large = messages.Where(message => message.Length > packedOctets).ToList();
        using var written = Write(large).GetEnumerator();
        return
        [
            .. messages.Select(message => message.Length <= packedOctets
                ? new PreparedContent(this, message)
                : new PreparedContent(this, written.MoveNext() ? written.Current : throw new InvalidOperationException("A content was not written."), (uint)message.Length)),
        ];
    }

    /// <summary>The bytes of another mailbox's message for this one, without copying them where they have a file. Null if they are gone.</summary>
    public PreparedContent? Share(MessageContents source, Message message)
    {
        if (message.Content.IsPacked) return source.Packs.Read(message.Content, message.Size) is { } bytes ? new PreparedContent(this, bytes) : null;
        return TryLink(source, message.Content, out var id) ? new PreparedContent(this, id, message.Size) : null;
    }

    private List<ContentId> Write(List<ReadOnlyMemory<byte>> messages)
    {
        if (messages.Count == 0) return [];
        var ids = new List<ContentId>(messages.Count);
        try
        {
            foreach (var some in messages.Chunk(OpenAtOnce)) Write(some, ids);
        }
        catch
        {
            foreach (var id in ids) Discard(id);
            throw;
        }

        Volatile.Write(ref hasNewNames, 1);
        return ids;
    }

    private bool TryLink(MessageContents source, ContentId from, out ContentId id)
    {
        id = NextFree();
        if (!files.Exists(source.PathOf(from))) return false;
        files.Link(source.PathOf(from), PathOf(id));
        Volatile.Write(ref hasNewNames, 1);
        return true;
    }

    /// <summary>Makes durable the names of all that was written.</summary>
    public void SyncNames()
    {
        if (Interlocked.Exchange(ref hasNewNames, 0) == 0 || !sync) return;
        try
        {
            files.SyncDirectory(Directory);
        }
        catch
        {
            Volatile.Write(ref hasNewNames, 1);
            throw;
        }
    }

    /// <summary>The bytes, null if they are gone.</summary>
    public byte[]? Read(Message message) =>
        message.Content.IsPacked ? Packs.Read(message.Content, message.Size) : files.Read(PathOf(message.Content));

    /// <summary>Removes what nobody needs, if the disk lets; else the next opening after a crash does.</summary>
    public void Discard(ContentId id)
    {
        try
        {
            if (id.IsPacked) Packs.Remove(id);
            else files.Delete(PathOf(id));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file too many harms nobody.
        }
    }

    /// <summary>Removes what is no live message's: of expunged messages, and of appends that no commit took.</summary>
    public void RemoveAllBut(IReadOnlySet<ContentId> live)
    {
        foreach (var id in Ids())
        {
            if (!live.Contains(id)) files.Delete(PathOf(id));
        }

        Packs.RemoveAllBut(live);
    }

    /// <summary>Everything there is, by number, with its octets.</summary>
    public IEnumerable<(ContentId Id, uint Size)> All() =>
        Ids().OrderBy(id => id.Value).Select(id => (id, (uint)files.Length(PathOf(id)))).Concat(Packs.All());

    private IEnumerable<ContentId> Ids()
    {
        foreach (var name in files.List(Directory))
        {
            if (ulong.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) yield return new ContentId(value);
        }
    }

    // Each sync waits for the disk. Where the bytes of all are on their way before the first wait, most of them find their work done.
    private void Write(ReadOnlyMemory<byte>[] messages, List<ContentId> ids)
    {
        var open = new List<StoreFile>(messages.Length);
        try
        {
            foreach (var bytes in messages)
            {
                var id = NextFree();
                ids.Add(id);
                var file = files.CreateNew(PathOf(id));
                open.Add(file);
                file.Write(0, bytes.Span);
                if (sync && messages.Length > 1) file.BeginSync();
            }

            if (sync) open.ForEach(file => file.Sync());
        }
        finally
        {
            open.ForEach(file => file.Dispose());
        }
    }

    // What a crash left under a number that no message has is in nobody's way.
    private ContentId NextFree()
    {
        while (true)
        {
            var id = Next();
            if (!files.Exists(PathOf(id))) return id;
        }
    }

    private ContentId Next() => new((ulong)Interlocked.Increment(ref last));

    private string PathOf(ContentId id) => Path.Combine(Directory, id.Value.ToString(CultureInfo.InvariantCulture));
}
