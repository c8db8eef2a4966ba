using System.Security.Cryptography;

namespace Reference.Serving;

/// <summary>Files below the root that nobody but the server's user may read.</summary>
internal static class PrivateFile
{
    private const string NobodysKey = "nobodys-key";

    /// <summary>The key that the salts of unknown user names come from, made at the first start: it must outlive a restart, or a name whose salt
    /// changes would be known to be none.</summary>
    public static byte[] LoadNobodysKey(string root)
    {
        var path = Path.Combine(root, NobodysKey);
        if (File.Exists(path) && File.ReadAllBytes(path) is { Length: 32 } kept) return kept;
        var made = RandomNumberGenerator.GetBytes(32);
        Write(path, made, isSecret: true);
        return made;
    }

    /// <summary>Only a whole file gets the name.</summary>
    public static void Write(string path, ReadOnlySpan<byte> octets, bool isSecret)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            if (!isSecret) options.UnixCreateMode |= UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        }
        File.Delete(path + ".tmp");
        using (var file = new FileStream(path + ".tmp", options))
        {
            file.Write(octets);
            file.Flush(flushToDisk: true);
        }
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
