using Microsoft.Win32.SafeHandles;

namespace Inspector.Format;

/// <summary>Reads files that others are writing to, replacing and deleting; never locks them, never writes, never takes unbounded memory.</summary>
internal static class FileBytes
{
    /// <summary>Octets that are read of one file. Dovecot rotates a log at a few MiB; an index of this size has millions of messages.</summary>
    public const int MaxSize = 512 << 20;

    public static long Length(SafeFileHandle handle, string path)
    {
        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (Exception e) when (e is IOException or NotSupportedException)
        {
            throw new UnreadableException(path, 0, $"it cannot be read: {e.Message}");
        }
    }

    /// <summary>The whole file, null if there is none.</summary>
    /// <exception cref="UnreadableException">It cannot be opened or read, or is larger than <see cref="MaxSize"/>.</exception>
    public static byte[]? Read(string path)
    {
        using var handle = Open(path);
        return handle is null ? null : Read(handle, path, 0);
    }

    /// <summary>Opens a file for reading, with everything allowed to others; null if there is none.</summary>
    public static SafeFileHandle? Open(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new UnreadableException(path, 0, "this is a directory, not a file");
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableException(path, 0, $"it cannot be opened: {e.Message}");
        }
    }

    /// <summary>What a file holds from an offset on, to the end it has now or to <paramref name="limit"/> bytes.</summary>
    public static byte[] Read(SafeFileHandle handle, string path, long from, int limit = MaxSize)
    {
        try
        {
            var length = RandomAccess.GetLength(handle);
            if (length > MaxSize) throw new UnreadableException(path, 0, $"it has {length} bytes; more than {MaxSize} are not read");
            var bytes = new byte[Math.Clamp(length - from, 0, limit)];
            var read = 0;
            while (read < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(read), from + read) is > 0 and var count) read += count;
            return read == bytes.Length ? bytes : bytes[..read];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new UnreadableException(path, from, $"it cannot be read: {e.Message}");
        }
    }
}
