using Reference.Sessions;

namespace Reference.Commands;

/// <summary>LOGOUT (RFC 3501 section 6.1.3).</summary>
public sealed record LogoutCommand : Command
{
    public static CommandRow Row { get; } = new("LOGOUT", SessionStates.Any, TellsExpunges: true, SimpleParse.Of(new LogoutCommand()));

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        session.Unselect();
        session.LoggedOut = true;
        session.Output.Raw("* BYE Logging out\r\n"u8);
        return new(Completion.Ok("LOGOUT completed"));
    }
}
