using System.Globalization;

namespace Reference.Store;

/// <summary>
/// The bytes of small messages, many to a file: <c>content/p1</c>, <c>p2</c>, …. A commit appends them here without a sync of its own; its journal
/// record holds them too, so that its one sync is enough: what a power cut takes from a pack is written again from the journal. Before the journal
/// forgets them (a checkpoint), the pack is synced. Places are given once and in order; no byte of a pack but an entry's state is written twice.
/// </summary>
/// <remarks>
/// When most of a pack is of expunged messages, what is left is copied to the newest pack at the next checkpoint, and the old pack goes when nobody
/// can be reading it any more. Used by one thread at a time, but for <see cref="Read"/>.
/// </remarks>
internal sealed class ContentPacks(StoreFiles files, string directory, bool sync, long packOctets) : IDisposable
{
    private StoreFile? file;
    private uint number;
    private long end;
    private bool hasNewName;
    private bool isDoubted;
    private bool hasDead;

    /// <summary>Goes on behind what the newest pack that the messages name already holds.</summary>
    public void Start(IEnumerable<ContentId> live)
    {
        number = live.Where(id => id.IsPacked).Select(id => id.Pack).DefaultIfEmpty().Max();
        if (number == 0 || !files.Exists(PathOf(number))) return;
        file = files.Open(PathOf(number));
        end = (files.Length(PathOf(number)) + 7) & ~7L;
    }

    /// <summary>Leaves a pack that is full, and makes anew one that is in doubt; called before places are given for a batch of commits.</summary>
    public void Ready()
    {
        if (isDoubted) Renew();
        if (file is null || end < packOctets) return;
        Sync();
        file.Dispose();
        file = null;
    }

    /// <summary>A place for so many octets, in the newest pack.</summary>
    public ContentId Place(uint octets)
    {
        if (file is null) Begin();
        var id = ContentId.InPack(number, end);
        end += PackEntry.SizeOf(octets);
        return id;
    }

    /// <summary>Writes contents to their places, which must be of the newest pack. They are durable after <see cref="Sync"/>.</summary>
    public void Write(IEnumerable<(ContentId Id, ReadOnlyMemory<byte> Bytes)> contents)
    {
        var writer = new ByteWriter();
        long? start = null;
        try
        {
            foreach (var (id, bytes) in contents)
            {
                if (id.Offset != start + writer.Length) Flush();
                start ??= id.Offset;
                PackEntry.Write(writer, bytes.Span);
            }

            Flush();
        }
        catch
        {
            isDoubted = true;
            throw;
        }

        void Flush()
        {
            if (start is { } at) file!.Write(at, writer.Written.Span);
            (writer, start) = (new ByteWriter(), null);
        }
    }

    /// <summary>Makes durable what was written.</summary>
    public void Sync()
    {
        if (isDoubted) Renew();
        if (file is null || !sync) return;
        try
        {
            file.Sync();
            if (hasNewName) files.SyncDirectory(directory);
        }
        catch
        {
            isDoubted = true;
            throw;
        }

        hasNewName = false;
    }

    /// <summary>The bytes, null if they are gone or damaged.</summary>
    public byte[]? Read(ContentId id, uint octets) =>
        files.Read(PathOf(id.Pack), id.Offset, (int)PackEntry.SizeOf(octets)) is { } entry && PackEntry.TryRead(entry, out var content, out _) && content.Length == octets
            ? content.ToArray()
            : null;

    /// <summary>Marks bytes as nobody's, or removes a whole pack.</summary>
    public void Remove(ContentId id)
    {
        if (id.IsWholePack)
        {
            if (id.Pack != number) files.Delete(PathOf(id.Pack));
            return;
        }

        hasDead = true;
        // Nothing more is written to a file after a failure.
        if ((isDoubted && id.Pack == number) || !files.Exists(PathOf(id.Pack))) return;
        using var pack = files.Open(PathOf(id.Pack));
        pack.Write(id.Offset + PackEntry.StateAt, BitConverter.GetBytes(PackEntry.Dead));
    }

    /// <summary>Writes again what a power cut took, and makes durable what it did not take.</summary>
    /// <param name="contents">All that was written since the journal's checkpoint and is still a message's.</param>
    /// <returns>How many contents were not there.</returns>
    public int Complete(IReadOnlyCollection<(ContentId Id, ReadOnlyMemory<byte> Bytes)> contents)
    {
        var lost = 0;
        foreach (var pack in contents.GroupBy(content => content.Id.Pack))
        {
            using var file = files.Exists(PathOf(pack.Key)) ? files.Open(PathOf(pack.Key)) : files.CreateNew(PathOf(pack.Key));
            foreach (var (id, bytes) in pack)
            {
                if (Read(id, (uint)bytes.Length) is { } there && bytes.Span.SequenceEqual(there)) continue;
                lost++;
                var writer = new ByteWriter();
                PackEntry.Write(writer, bytes.Span);
                file.Write(id.Offset, writer.Written.Span);
            }

            if (sync) file.Sync();
        }

        if (contents.Count > 0 && sync) files.SyncDirectory(directory);
        return lost;
    }

    /// <summary>Copies what is left in packs that are mostly dead to the newest one. The copies are durable after <see cref="Sync"/>.</summary>
    /// <param name="freed">Gets the packs that the returned state has no message in; to be removed when it is durable and nobody reads them.</param>
    /// <returns>The state that names the copies; the same one if none was made.</returns>
    public MailboxState Compact(MailboxState state, List<ContentId> freed)
    {
        if (!hasDead) return state;
        hasDead = false;
        var live = new Dictionary<uint, List<Message>>();
        foreach (var message in state.Where(message => message.Content.IsPacked))
        {
            if (!live.TryGetValue(message.Content.Pack, out var messages)) live[message.Content.Pack] = messages = [];
            messages.Add(message);
        }

        var moved = new List<Message>();
        foreach (var pack in Packs().Where(pack => pack != number).ToList())
        {
            var left = live.GetValueOrDefault(pack, []);
            if (2 * left.Sum(message => PackEntry.SizeOf(message.Size)) > files.Length(PathOf(pack))) continue;
            var copies = left.ConvertAll(message => (Message: message, Bytes: Read(message.Content, message.Size)));
            // A pack with damage stays as it is: what cannot be read cannot be copied.
            if (copies.Exists(copy => copy.Bytes is null)) continue;
            var placed = copies.ConvertAll(copy => (Id: Place(copy.Message.Size), Bytes: (ReadOnlyMemory<byte>)copy.Bytes));
            Write(placed);
            moved.AddRange(copies.Zip(placed, (copy, place) => copy.Message with { Content = place.Id }));
            freed.Add(ContentId.WholePack(pack));
        }

        return moved.Count == 0 ? state : state.WithContents([.. moved.OrderBy(message => message.Uid)]);
    }

    /// <summary>Every content in a pack that is not marked as dead, with its octets.</summary>
    public IEnumerable<(ContentId Id, uint Octets)> All() => Packs().Order().SelectMany(pack =>
        PackEntry.All(files.Read(PathOf(pack)) ?? []).Where(entry => !entry.IsDead).Select(entry => (ContentId.InPack(pack, entry.Offset), entry.Octets)));

    /// <summary>Removes the packs that no message is in.</summary>
    public void RemoveAllBut(IEnumerable<ContentId> live)
    {
        var used = live.Where(id => id.IsPacked).Select(id => id.Pack).ToHashSet();
        foreach (var pack in Packs().Where(pack => !used.Contains(pack) && pack != number)) files.Delete(PathOf(pack));
    }

    public void Dispose() => file?.Dispose();

    private void Begin()
    {
        var next = number + 1;
        while (files.Exists(PathOf(next))) next++;
        if (next > ContentId.MaxPack) throw new StoreException(StoreError.Limit, "The mailbox has used up its packs. Move its messages to a new mailbox.");
        file = files.CreateNew(PathOf(next));
        (number, end, hasNewName) = (next, 0, true);
    }

    // After a failed write or sync nobody knows what the disk holds of the pack, and a second sync would not tell. A copy can be synced as a whole.
    private void Renew()
    {
        if (file is not null && files.Read(PathOf(number)) is { } bytes)
        {
            file.Dispose();
            file = null;
            files.Replace(PathOf(number), bytes, sync);
            file = files.Open(PathOf(number));
            hasNewName = false;
        }

        isDoubted = false;
    }

    private IEnumerable<uint> Packs()
    {
        foreach (var name in files.List(directory))
        {
            if (name.StartsWith('p') && uint.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var pack)) yield return pack;
        }
    }

    private string PathOf(uint pack) => Path.Combine(directory, "p" + pack.ToString(CultureInfo.InvariantCulture));
}
