namespace Reference.Store;

/// <summary>
/// All that the store asks of a file system, so that a test can stand in for the disk and cut the power between any two bytes. Paths are full
/// paths. Errors are <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.
/// </summary>
internal abstract class StoreFiles
{
    /// <summary>Makes a file that is not there yet.</summary>
    public abstract StoreFile CreateNew(string path);

    /// <summary>Opens a file for writing into.</summary>
    public abstract StoreFile Open(string path);

    /// <summary>The whole file, null if there is none.</summary>
    public abstract byte[]? Read(string path);

    /// <summary>So many bytes from an offset on, fewer where the file ends before; null if there is no such file.</summary>
    public abstract byte[]? Read(string path, long offset, int count);

    public abstract bool Exists(string path);

    /// <summary>Octets of a file.</summary>
    public abstract long Length(string path);

    /// <summary>Names (not paths) of what a directory holds; none if it is not there.</summary>
    public abstract IReadOnlyList<string> List(string directory);

    /// <summary>Gives a file another name, over a file of that name if there is one.</summary>
    public abstract void Rename(string from, string to);

    /// <summary>Gives a file a second name; where the file system has no such thing, a copy.</summary>
    public abstract void Link(string from, string to);

    /// <summary>Removes a file if it is there.</summary>
    public abstract void Delete(string path);

    /// <summary>Makes one directory below one that is there.</summary>
    public abstract void CreateDirectory(string path);

    public abstract void RenameDirectory(string from, string to);

    /// <summary>Removes a directory with all it holds.</summary>
    public abstract void DeleteDirectory(string path);

    /// <summary>Makes the names in a directory durable.</summary>
    public abstract void SyncDirectory(string path);

    /// <summary>Makes a directory and those above it, where they are missing, and their names durable.</summary>
    public void EnsureDirectory(string path, bool sync)
    {
        if (Exists(path)) return;
        var parent = Path.GetDirectoryName(path)!;
        EnsureDirectory(parent, sync);
        CreateDirectory(path);
        if (sync) SyncDirectory(parent);
    }

    /// <summary>Replaces a file as a whole: temporary file, sync, rename, sync of the directory.</summary>
    public void Replace(string path, ReadOnlySpan<byte> bytes, bool sync)
    {
        WriteNew(path + ".tmp", bytes, sync);
        Rename(path + ".tmp", path);
        if (sync) SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a file with these bytes, in place of what an attempt before may have left.</summary>
    public void WriteNew(string path, ReadOnlySpan<byte> bytes, bool sync)
    {
        Delete(path);
        using var file = CreateNew(path);
        file.Write(0, bytes);
        if (sync) file.Sync();
    }
}

/// <summary>An open file.</summary>
internal abstract class StoreFile : IDisposable
{
    public abstract void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Writes bytes and returns when they are durable. Says nothing about what was written before.</summary>
    public virtual void WriteDurably(long offset, ReadOnlySpan<byte> bytes)
    {
        Write(offset, bytes);
        Sync();
    }

    /// <summary>Lets the bytes written go to the disk without waiting, where the system can; <see cref="Sync"/> is needed as before.</summary>
    public virtual void BeginSync()
    {
    }

    /// <summary>Returns when the bytes written are durable.</summary>
    public abstract void Sync();

    /// <summary>Whether the path still names this very file.</summary>
    public abstract bool IsStillAt(string path);

    public abstract void Dispose();
}
