using System.Collections.Concurrent;

namespace Reference.Store;

/// <summary>All mail below one root directory: a lock file, and <c>users/</c> with a directory for each user.</summary>
public sealed class MailStore : IAsyncDisposable
{
    private readonly StoreFiles files;
    private readonly StoreOptions options;
    private readonly IDisposable? rootLock;
    private readonly ConcurrentDictionary<string, UserStore> users = new(StringComparer.Ordinal);

    private MailStore(StoreFiles files, StoreOptions options, IDisposable? rootLock)
    {
        this.files = files;
        this.options = options;
        this.rootLock = rootLock;
    }

    /// <exception cref="StoreException">Another process serves the root, or it cannot be used.</exception>
    public static Task<MailStore> OpenAsync(StoreOptions options, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        options = options with { Root = Path.GetFullPath(options.Root) };
        try
        {
            Directory.CreateDirectory(options.Root);
            return Task.FromResult(new MailStore(DiskFiles.Instance, options, Lock(Path.Combine(options.Root, "lock"))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(StoreError.Unavailable, $"The mail below {options.Root} cannot be opened: {e.Message}", e);
        }
    }

    /// <summary>A store over other files than the disk's, which nobody else has.</summary>
    internal static MailStore Open(StoreFiles files, StoreOptions options) => new(files, options, null);

    /// <summary>The mailboxes of a user. Made, with INBOX, at first use.</summary>
    /// <param name="name">Any name that is not empty and not longer than a file's may be; case matters.</param>
    /// <exception cref="StoreException">The name is too long.</exception>
    public UserStore ForUser(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var encoded = PathNames.Encode(name, keepCapitals: false);
        if (encoded.Length > PathNames.MaxLength) throw new StoreException(StoreError.InvalidName, "The user name is too long.");
        return users.GetOrAdd(name, _ => new UserStore(files, Path.Combine(options.Root, "users", encoded), options));
    }

    /// <summary>Ends all commits and leaves the files in order. What the store gave out must not be used any more.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var user in users.Values) await user.CloseAsync();
        rootLock?.Dispose();
    }

    private static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new StoreException(StoreError.Locked, $"{path} is locked: another server uses this root. Stop it, or give another root.", e);
        }
    }
}
