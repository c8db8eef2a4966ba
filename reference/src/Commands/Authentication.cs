using Reference.Sessions;

namespace Reference.Commands;

/// <summary>What LOGIN and AUTHENTICATE share.</summary>
internal static class Authentication
{
    public static async ValueTask<Completion> LogInAsync(
        Session session, string name, string password, string command, CancellationToken cancellation)
    {
        if (await session.Accounts.LogInAsync(name, password, cancellation) is not { } user)
        {
            session.FailedLogins++;
            return Completion.No("user name or password is wrong", "AUTHENTICATIONFAILED");
        }
        if (!session.LogIn(name, user)) return Completion.No("this user has too many connections, close one first", "LIMIT");
        return Completion.Ok($"{command} completed", "CAPABILITY " + Capabilities.Of(session));
    }
}
