using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>What a power cut does to what was written and not synced.</summary>
internal enum PowerCut
{
    /// <summary>Nothing: the system had it, as after a kill.</summary>
    KeepsAll,

    /// <summary>All of it is gone: bytes and names.</summary>
    DropsUnsynced,

    /// <summary>Files have their new sizes, and zeroes for the bytes.</summary>
    ZeroesUnsynced,

    /// <summary>Some blocks of 512 bytes came to the disk and some did not; of the names those up to a point in time.</summary>
    KeepsSome,
}

/// <summary>
/// A file system in memory that remembers each operation, so that what the disk holds after a power cut can be made for any moment, down to the
/// byte of a write. Data is durable from the file's sync on, names from their directory's.
/// </summary>
internal sealed class CrashFiles : StoreFiles
{
    private readonly List<Operation> operations = [];
    private readonly Dictionary<string, int?> names;
    private readonly List<byte[]> data = [];
    private readonly Dictionary<string, int?> firstNames;
    private readonly List<byte[]> firstData;

    public CrashFiles() : this([], [])
    {
    }

    private CrashFiles(Dictionary<string, int?> names, List<byte[]> data)
    {
        (firstNames, firstData) = (names, data);
        this.names = new(names, StringComparer.Ordinal);
        this.data.AddRange(data.Select(bytes => (byte[])bytes.Clone()));
    }

    /// <summary>How many operations were done.</summary>
    public int Count
    {
        get
        {
            lock (operations) return operations.Count;
        }
    }

    /// <summary>After so many further writes, syncs and changes of names one fails.</summary>
    public int FailAfter { get; set; } = int.MaxValue;

    /// <summary>Called before each sync of a file.</summary>
    public Action? BeforeSync { get; set; }

    /// <summary>After so many further writes, syncs and changes of names all fail.</summary>
    public int RefusesAllAfter { get; set; } = int.MaxValue;

    /// <summary>Bytes of a write; 1 for every other operation.</summary>
    public int LengthOf(int operation) => operations[operation] is Written { Bytes.Length: > 0 } written ? written.Bytes.Length : 1;

    public string Describe(int operation) => operations[operation].ToString();

    /// <summary>The disk after the first <paramref name="count"/> operations and, if the next is a write, its first bytes.</summary>
    public CrashFiles After(int count, int bytesOfNext, PowerCut cut, Random random)
    {
        var done = operations.GetRange(0, count);
        if (count < operations.Count && bytesOfNext > 0 && operations[count] is Written next)
            done.Add(next with { IsDurable = false, Bytes = next.Bytes[..Math.Min(bytesOfNext, next.Bytes.Length)] });
        var image = new CrashFiles(firstNames, firstData);
        var keptNames = cut == PowerCut.KeepsSome ? random.Next(done.Count + 1) : cut == PowerCut.KeepsAll ? done.Count : 0;
        for (var i = 0; i < done.Count; i++)
        {
            switch (done[i])
            {
                case Named named when i < keptNames || done.Skip(i).Any(later => later is DirectorySynced synced && synced.Path == named.Parent):
                    image.Apply(named);
                    break;
                case Written written:
                    var isDurable = written.IsDurable || done.Skip(i).Any(later => later is FileSynced synced && synced.Node == written.Node);
                    image.Put(written, isDurable ? PowerCut.KeepsAll : cut, random);
                    break;
                case Made made:
                    while (image.data.Count <= made.Node) image.data.Add([]);
                    break;
            }
        }

        // What lies in a directory whose own name was lost is lost with it.
        foreach (var path in image.names.Keys.OrderBy(path => path.Length).ToList())
        {
            if (!image.Exists(Path.GetDirectoryName(path)!)) image.names.Remove(path);
        }

        return new CrashFiles(image.names, image.data);
    }

    /// <summary>The path of the only file with this name.</summary>
    public string Find(string name) => names.Keys.Single(path => Path.GetFileName(path) == name);

    /// <summary>Deletes every file whose name begins so.</summary>
    public void DeleteAll(string prefix)
    {
        foreach (var path in names.Keys.Where(path => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal)).ToList()) Delete(path);
    }

    /// <summary>Turns one bit of a file over.</summary>
    public void Flip(string path, int offset) => data[Node(path)][offset] ^= (byte)(1 << (offset % 8));

    public override StoreFile CreateNew(string path)
    {
        lock (operations)
        {
            Fail();
            if (names.ContainsKey(path)) throw new IOException($"{path} is there.");
            if (!names.ContainsKey(Path.GetDirectoryName(path)!)) throw new DirectoryNotFoundException(path);
            operations.Add(new Made(data.Count));
            data.Add([]);
            Do(new Named(path, data.Count - 1, false));
            return new Handle(this, data.Count - 1);
        }
    }

    public override StoreFile Open(string path)
    {
        lock (operations) return new Handle(this, Node(path));
    }

    public override byte[]? Read(string path)
    {
        lock (operations) return names.TryGetValue(path, out var node) && node is { } found ? [.. data[found]] : null;
    }

    public override byte[]? Read(string path, long offset, int count) =>
        Read(path) is { } bytes ? bytes[(int)Math.Min(offset, bytes.Length)..(int)Math.Min(offset + count, bytes.Length)] : null;

    public override bool Exists(string path)
    {
        lock (operations) return path == Path.GetPathRoot(path) || names.ContainsKey(path);
    }

    public override long Length(string path)
    {
        lock (operations) return data[Node(path)].Length;
    }

    public override IReadOnlyList<string> List(string directory)
    {
        lock (operations) return [.. names.Keys.Where(path => Path.GetDirectoryName(path) == directory).Select(path => Path.GetFileName(path))];
    }

    public override void Rename(string from, string to)
    {
        lock (operations)
        {
            Fail();
            var node = Node(from);
            // One step, as rename is: no moment has neither or both.
            Do(new Named(to, node, false) { AlsoRemoves = from });
        }
    }

    public override void Link(string from, string to)
    {
        lock (operations)
        {
            Fail();
            if (names.ContainsKey(to)) throw new IOException($"{to} is there.");
            Do(new Named(to, Node(from), false));
        }
    }

    public override void Delete(string path)
    {
        lock (operations)
        {
            if (!names.ContainsKey(path)) return;
            Fail();
            Do(new Named(path, null, true));
        }
    }

    public override void CreateDirectory(string path)
    {
        lock (operations) Do(new Named(path, null, false));
    }

    public override void RenameDirectory(string from, string to) => throw new NotSupportedException();

    public override void DeleteDirectory(string path) => throw new NotSupportedException();

    public override void SyncDirectory(string path)
    {
        lock (operations)
        {
            Fail();
            operations.Add(new DirectorySynced(path));
        }
    }

    private int Node(string path) => names.TryGetValue(path, out var node) && node is { } found ? found : throw new FileNotFoundException(path);

    /// <summary>Holds what was written to logs: no byte twice, and nothing after a write or sync that failed.</summary>
    public void AssertNoByteOfALogWasWrittenTwiceNorAfterAFailure(string at)
    {
        var logs = operations.OfType<Named>().Where(named => named.Path.Contains(MailboxStorage.LogName, StringComparison.Ordinal) && named.Node is not null)
            .Select(named => named.Node!.Value).ToHashSet();
        var ends = new Dictionary<int, long>();
        var failed = new HashSet<int>();
        foreach (var operation in operations)
        {
            if (operation is Failed failure) failed.Add(failure.Node);
            if (operation is not Written written) continue;
            Assert.False(failed.Contains(written.Node), $"{at}: written after a failure.");
            if (!logs.Contains(written.Node)) continue;
            Assert.True(written.Offset >= ends.GetValueOrDefault(written.Node), $"{at}: a byte of a log was written twice.");
            ends[written.Node] = written.Offset + written.Bytes.Length;
        }
    }

    private void Fail(int? node = null)
    {
        if (RefusesAllAfter != int.MaxValue && RefusesAllAfter-- <= 0)
        {
            RefusesAllAfter = 0;
            if (node is { } refused) operations.Add(new Failed(refused));
            throw new IOException("The disk refuses.");
        }

        if (FailAfter != int.MaxValue && FailAfter-- <= 0)
        {
            FailAfter = int.MaxValue;
            if (node is { } known) operations.Add(new Failed(known));
            throw new IOException("The disk refuses.");
        }
    }

    private void Do(Named named)
    {
        operations.Add(named);
        Apply(named);
    }

    private void Apply(Named named)
    {
        if (named.AlsoRemoves is { } old) names.Remove(old);
        if (named.Removes) names.Remove(named.Path);
        else names[named.Path] = named.Node;
    }

    private void Put(Written written, PowerCut cut, Random random)
    {
        if (cut == PowerCut.DropsUnsynced) return;
        var end = (int)written.Offset + written.Bytes.Length;
        if (data[written.Node].Length < end)
        {
            var longer = new byte[end];
            data[written.Node].CopyTo(longer, 0);
            data[written.Node] = longer;
        }

        const int block = 512;
        for (var at = 0; at < written.Bytes.Length;)
        {
            var length = Math.Min(written.Bytes.Length - at, block - (int)((written.Offset + at) % block));
            var isKept = cut == PowerCut.KeepsAll || (cut == PowerCut.KeepsSome && random.Next(2) == 0);
            if (isKept) written.Bytes.AsSpan(at, length).CopyTo(data[written.Node].AsSpan((int)written.Offset + at));
            at += length;
        }
    }

    private abstract record Operation;

    private sealed record Made(int Node) : Operation;

    private sealed record Named(string Path, int? Node, bool Removes) : Operation
    {
        public string? AlsoRemoves { get; init; }

        public string Parent => System.IO.Path.GetDirectoryName(Path)!;
    }

    private sealed record Written(int Node, long Offset, byte[] Bytes) : Operation
    {
        /// <summary>Durable when it is done, whatever else was written to the file.</summary>
        public bool IsDurable { get; init; }

        public override string ToString() => $"Written {{ Node = {Node}, Offset = {Offset}, Length = {Bytes.Length} }}";
    }

    private sealed record FileSynced(int Node) : Operation;

    private sealed record Failed(int Node) : Operation;

    private sealed record DirectorySynced(string Path) : Operation;

    private sealed class Handle(CrashFiles files, int node) : StoreFile
    {
        public override void Write(long offset, ReadOnlySpan<byte> bytes) => Write(offset, bytes, isDurable: false);

        public override void WriteDurably(long offset, ReadOnlySpan<byte> bytes)
        {
            files.BeforeSync?.Invoke();
            Write(offset, bytes, isDurable: true);
        }

        private void Write(long offset, ReadOnlySpan<byte> bytes, bool isDurable)
        {
            lock (files.operations)
            {
                files.Fail(node);
                var written = new Written(node, offset, bytes.ToArray()) { IsDurable = isDurable };
                files.operations.Add(written);
                files.Put(written, PowerCut.KeepsAll, Random.Shared);
            }
        }

        public override void Sync()
        {
            files.BeforeSync?.Invoke();
            lock (files.operations)
            {
                files.Fail(node);
                files.operations.Add(new FileSynced(node));
            }
        }

        public override bool IsStillAt(string path)
        {
            lock (files.operations) return files.names.TryGetValue(path, out var there) && there == node;
        }

        public override void Dispose()
        {
        }
    }
}
