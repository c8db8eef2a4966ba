using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Reference.Store;

/// <summary>The real file system.</summary>
internal sealed partial class DiskFiles : StoreFiles
{
    public static readonly DiskFiles Instance = new();

    public override StoreFile CreateNew(string path) => new DiskFile(Handle(path, FileMode.CreateNew));

    public override StoreFile Open(string path) => new DiskFile(Handle(path, FileMode.Open));

    public override byte[]? Read(string path) => Read(path, 0, null);

    public override byte[]? Read(string path, long offset, int count) => Read(path, offset, (int?)count);

    private static byte[]? Read(string path, long offset, int? count)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = GC.AllocateUninitializedArray<byte>(count ?? checked((int)(RandomAccess.GetLength(handle) - offset)));
            var read = 0;
            while (read < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(read), offset + read) is > 0 and var more) read += more;
            return read == bytes.Length ? bytes : bytes[..read];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public override bool Exists(string path) => Path.Exists(path);

    public override long Length(string path) => new FileInfo(path).Length;

    public override IReadOnlyList<string> List(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFileSystemEntries(directory).Select(path => Path.GetFileName(path))]
        : [];

    public override void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public override void Link(string from, string to)
    {
        if (OperatingSystem.IsWindows()) File.Copy(from, to);
        else if (Native.Link(from, to) != 0) throw new IOException($"{from} cannot be linked as {to}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    public override void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone with its directory is gone.
        }
    }

    public override void CreateDirectory(string path) => Directory.CreateDirectory(path);

    public override void RenameDirectory(string from, string to) => Directory.Move(from, to);

    public override void DeleteDirectory(string path) => Directory.Delete(path, recursive: true);

    public override void SyncDirectory(string path)
    {
        // Windows keeps no directory entries back; there the call would only fail.
        if (OperatingSystem.IsWindows()) return;
        var descriptor = Native.Open(path, Native.ReadOnly);
        if (descriptor < 0) throw Failed("opened");
        try
        {
            if (Native.Sync(descriptor) != 0) throw Failed("synced");
        }
        finally
        {
            _ = Native.Close(descriptor);
        }

        IOException Failed(string what) => new($"The directory {path} cannot be {what}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    private static SafeFileHandle Handle(string path, FileMode mode) =>
        File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    private sealed class DiskFile(SafeFileHandle handle) : StoreFile
    {
        // An open file stays the file that it is; asked before each commit, so asked of the system once.
        private (ulong Inode, ulong Device)? identity;

        public override void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(handle, bytes, offset);

        public override void WriteDurably(long offset, ReadOnlySpan<byte> bytes)
        {
            while (OperatingSystem.IsLinux() && !bytes.IsEmpty && Native.TryWriteDurably(handle, offset, bytes) is > 0 and var written)
            {
                offset += written;
                bytes = bytes[written..];
            }

            // Elsewhere, on a system that does not know the call, and for the disk's own words about an error.
            if (!bytes.IsEmpty) base.WriteDurably(offset, bytes);
        }

        public override void BeginSync()
        {
            // Only a hint: whatever goes wrong, Sync tells.
            if (OperatingSystem.IsLinux()) _ = Native.SyncFileRange(handle, 0, 0, Native.SyncFileRangeWrite);
        }

        public override void Sync()
        {
            if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(handle);
            else if (Native.DataSync(handle) != 0) throw new IOException($"fdatasync: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        public override bool IsStillAt(string path)
        {
            // Elsewhere an open file's name cannot be taken away (Windows), or is only looked for (macOS).
            if (!OperatingSystem.IsLinux()) return File.Exists(path);
            if (identity is null && Native.TryIdentify(handle, out var mine)) identity = mine;
            return identity is not null && Native.TryIdentify(path, out var there) && there == identity;
        }

        public override void Dispose() => handle.Dispose();
    }

    private static unsafe partial class Native
    {
        public const int ReadOnly = 0;
        public const uint SyncFileRangeWrite = 2;
        private const int DataSynchronous = 2;
        private const int AtCurrentDirectory = -100;
        private const int AtEmptyPath = 0x1000;
        private const uint MaskInode = 0x100;

        [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Open(string path, int flags);

        [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
        public static partial int Close(int descriptor);

        [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
        public static partial int Sync(int descriptor);

        [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
        public static partial int DataSync(SafeFileHandle handle);

        [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
        public static partial int SyncFileRange(SafeFileHandle handle, long offset, long length, uint flags);

        [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        public static partial int Link(string from, string to);

        /// <summary>One call for a write and its sync; gives the octets, 0 or less where it cannot be done.</summary>
        public static int TryWriteDurably(SafeFileHandle handle, long offset, ReadOnlySpan<byte> bytes)
        {
            fixed (byte* start = bytes)
            {
                var vector = new Vector { Start = start, Length = (nuint)bytes.Length };
                try
                {
                    return (int)WriteVectors(handle, &vector, 1, offset, DataSynchronous);
                }
                catch (EntryPointNotFoundException)
                {
                    return 0;
                }
            }
        }

        [LibraryImport("libc", EntryPoint = "pwritev2", SetLastError = true)]
        private static partial nint WriteVectors(SafeFileHandle handle, Vector* vectors, int count, long offset, int flags);

        public static bool TryIdentify(string path, out (ulong Inode, ulong Device) identity)
        {
            var buffer = stackalloc byte[StatX.Size];
            identity = StatX.Identity(buffer);
            if (StatXPath(AtCurrentDirectory, path, 0, MaskInode, buffer) != 0) return false;
            identity = StatX.Identity(buffer);
            return true;
        }

        public static bool TryIdentify(SafeFileHandle handle, out (ulong Inode, ulong Device) identity)
        {
            var buffer = stackalloc byte[StatX.Size];
            identity = StatX.Identity(buffer);
            if (StatXHandle(handle, "", AtEmptyPath, MaskInode, buffer) != 0) return false;
            identity = StatX.Identity(buffer);
            return true;
        }

        [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        private static partial int StatXPath(int directory, string path, int flags, uint mask, byte* buffer);

        [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        private static partial int StatXHandle(SafeFileHandle handle, string path, int flags, uint mask, byte* buffer);

        /// <summary>struct iovec.</summary>
        private struct Vector
        {
            public byte* Start;
            public nuint Length;
        }

        /// <summary>struct statx, whose layout is the same on every architecture: stx_ino at 32, stx_dev_major and _minor at 136.</summary>
        private static class StatX
        {
            public const int Size = 256;

            public static (ulong Inode, ulong Device) Identity(byte* buffer) => (*(ulong*)(buffer + 32), *(ulong*)(buffer + 136));
        }
    }
}
