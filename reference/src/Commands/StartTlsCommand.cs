using Reference.Sessions;

namespace Reference.Commands;

/// <summary>STARTTLS (RFC 3501 section 6.2.1).</summary>
public sealed record StartTlsCommand : Command
{
    public static CommandRow Row { get; } =
        new("STARTTLS", SessionStates.NotAuthenticated, TellsExpunges: false, SimpleParse.Of(new StartTlsCommand()), Needs: "STARTTLS");

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (session.Link.IsSecure) return new(Completion.Bad("TLS is active already"));
        if (session.Tls is not { } options) return new(Completion.Bad("TLS is not offered here"));
        if (session.Link.HasUnreadInput)
        {
            // Somebody on the way may have put them there, to have them taken for what the client says under TLS.
            session.AfterAnswer = static _ => new("Nothing may follow STARTTLS before TLS begins");
            return new(Completion.Bad("commands were sent after STARTTLS without waiting for its answer"));
        }
        session.AfterAnswer = async token =>
        {
            await session.Link.StartTlsAsync(options, token);
            return null;
        };
        return new(Completion.Ok("Begin the TLS negotiation now"));
    }
}
