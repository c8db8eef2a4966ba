using Microsoft.Extensions.Logging.Abstractions;

namespace Reference.Store;

/// <summary>Where a mailbox lies on disk, for tools that look at or damage its files; takes no lock, so a server may be running.</summary>
public static class MailboxPath
{
    /// <param name="root">The root that the server was started with.</param>
    /// <param name="user">As at login.</param>
    /// <param name="mailbox">In Unicode; INBOX in any case.</param>
    /// <returns>The full path of the directory that holds <c>dovecot.index.log</c>.</returns>
    /// <exception cref="StoreException">There is no such user or mailbox.</exception>
    public static string Find(string root, string user, string mailbox)
    {
        var directory = Path.Combine(Path.GetFullPath(root), "users", PathNames.Encode(user, keepCapitals: false));
        if (!Directory.Exists(directory))
            throw new StoreException(StoreError.NonExistent, $"There is no mail of {user} below {root}; a user's directory is made at the first login.");
        var name = MailboxNames.Check(mailbox);
        var list = MailboxList.Load(DiskFiles.Instance, directory, NullLogger.Instance);
        return list.Mailboxes.TryGetValue(name, out var found)
            ? Path.Combine(directory, found)
            : throw new StoreException(StoreError.NonExistent, $"There is no mailbox {name}; there are: {string.Join(", ", list.Mailboxes.Keys)}.");
    }
}
