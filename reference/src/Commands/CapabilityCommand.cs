using Reference.Sessions;

namespace Reference.Commands;

/// <summary>CAPABILITY (RFC 3501 section 6.1.1).</summary>
public sealed record CapabilityCommand : Command
{
    public static CommandRow Row { get; } =
        new("CAPABILITY", SessionStates.Any, TellsExpunges: true, SimpleParse.Of(new CapabilityCommand()));

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        session.Output.Text($"* CAPABILITY {Capabilities.Of(session)}\r\n");
        return new(Completion.Ok("CAPABILITY completed"));
    }
}
