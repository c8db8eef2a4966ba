using Reference.Store;

namespace Reference.Sessions;

/// <summary>Who may log in.</summary>
public interface IAccounts
{
    /// <returns>The user's mailboxes, or null when name or password is wrong; which of the two is not told.</returns>
    ValueTask<UserStore?> LogInAsync(string name, string password, CancellationToken cancellation);
}
