using System.Globalization;

namespace Reference.Store;

/// <summary>
/// The messages' bytes: one file each, named by its number. The bytes are durable when they are written; the names when a commit that speaks of
/// them asks for it, once for all.
/// </summary>
internal sealed class MessageContents
{
    private const int OpenAtOnce = 64;

    private readonly StoreFiles files;
    private readonly bool sync;
    private long last;
    private int hasNewNames;

    /// <param name="mailboxDirectory">Full path of the mailbox's directory; the files are in <c>content</c> below it.</param>
    public MessageContents(StoreFiles files, string mailboxDirectory, bool sync)
    {
        this.files = files;
        this.sync = sync;
        Directory = Path.Combine(mailboxDirectory, "content");
    }

    public string Directory { get; }

    /// <summary>Makes the directory and takes numbers above <paramref name="highest"/>.</summary>
    public void Start(ContentId highest)
    {
        files.EnsureDirectory(Directory, sync);
        last = (long)highest.Value;
    }

    /// <summary>Writes messages, all or none, in their order.</summary>
    public IReadOnlyList<ContentId> Write(IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
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

    /// <summary>The same bytes under a number of this mailbox, without copying them. False if they are gone.</summary>
    public bool TryLink(MessageContents source, ContentId from, out ContentId id)
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
    public byte[]? Read(ContentId id) => files.Read(PathOf(id));

    public void Remove(ContentId id) => files.Delete(PathOf(id));

    /// <summary>Removes what nobody needs, if the disk lets; else the next opening after a crash does.</summary>
    public void Discard(ContentId id)
    {
        try
        {
            Remove(id);
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
            if (!live.Contains(id)) Remove(id);
        }
    }

    /// <summary>Everything there is, by number, with its octets.</summary>
    public IEnumerable<(ContentId Id, uint Size)> All() => Ids().OrderBy(id => id.Value).Select(id => (id, (uint)files.Length(PathOf(id))));

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
