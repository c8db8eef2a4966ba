using System.Collections.Concurrent;

namespace Reference.Store;

/// <summary>All mail below one root directory.</summary>
public sealed class MailStore : IAsyncDisposable
{
    private readonly StoreOptions options;
    private readonly ConcurrentDictionary<string, UserStore> users = new(StringComparer.Ordinal);

    private MailStore(StoreOptions options) => this.options = options;

    /// <exception cref="StoreException">Another process serves the root, or it cannot be used.</exception>
    public static Task<MailStore> OpenAsync(StoreOptions options, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(new MailStore(options));
    }

    /// <summary>The mailboxes of a user. Made, with INBOX, at first use.</summary>
    /// <param name="name">Any name that is not empty; case matters.</param>
    public UserStore ForUser(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return users.GetOrAdd(name, static (_, options) => new UserStore(options), options);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
