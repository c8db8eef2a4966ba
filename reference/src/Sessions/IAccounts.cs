using Reference.Store;

namespace Reference.Sessions;

/// <summary>Who may log in.</summary>
public interface IAccounts
{
    /// <returns>The user's mailboxes, or null when name or password is wrong; which of the two is not told.</returns>
    ValueTask<UserStore?> LogInAsync(string name, string password, CancellationToken cancellation);

    /// <summary>What to check a SCRAM exchange against. An unknown name gets credentials too, always the same, that no password fulfils, so that
    /// nothing in the exchange tells which names there are.</summary>
    ScramCredentials CredentialsOf(string name);

    /// <summary>The mailboxes of a user who has shown to know the password.</summary>
    UserStore? Open(string name);
}
