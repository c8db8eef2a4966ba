using Reference.Sessions;
using Reference.Store;

namespace Reference.Commands;

/// <summary>What LOGIN and AUTHENTICATE share.</summary>
internal static class Authentication
{
    /// <summary>Where LOGINDISABLED is told (RFC 3501 section 6.2.3).</summary>
    public static Completion NeedsTls { get; } = Completion.No("not before TLS: STARTTLS first", "PRIVACYREQUIRED");

    public static async ValueTask<Completion> LogInAsync(
        Session session, string name, string password, string command, CancellationToken cancellation)
    {
        if (!session.MayLogIn) return NeedsTls;
        return await session.Accounts.LogInAsync(name, password, cancellation) is { } user
            ? Enter(session, name, user, command)
            : Fail(session);
    }

    /// <summary>The same for each reason, so that the answer does not tell which names there are.</summary>
    public static Completion Fail(Session session)
    {
        session.FailedLogins++;
        return Completion.No("user name or password is wrong", "AUTHENTICATIONFAILED");
    }

    public static Completion Enter(Session session, string name, UserStore user, string command) => session.LogIn(name, user)
        ? Completion.Ok($"{command} completed", "CAPABILITY " + Capabilities.Of(session))
        : Completion.No("this user has too many connections, close one first", "LIMIT");
}
