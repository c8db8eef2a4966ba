using Reference.Sessions;

namespace Reference.Commands;

/// <summary>UNAUTHENTICATE (RFC 8437): back to the state before login, with nothing left of the session but TLS.</summary>
public sealed record UnauthenticateCommand : Command
{
    public static CommandRow Row { get; } = new(
        "UNAUTHENTICATE", SessionStates.AuthenticatedOrSelected, TellsExpunges: false, SimpleParse.Of(new UnauthenticateCommand()),
        Needs: "UNAUTHENTICATE");

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        // Section 4.1: compression ends in both directions here.
        if (session.Link.IsCompressed)
        {
            session.AfterAnswer = async token =>
                await session.Link.EndCompressionAsync(token) ? null : "Commands behind the end of the compression cannot be told apart from it";
        }
        session.LogOut();
        return new(Completion.Ok("UNAUTHENTICATE completed"));
    }
}
