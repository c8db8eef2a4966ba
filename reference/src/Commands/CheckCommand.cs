using Reference.Sessions;

namespace Reference.Commands;

/// <summary>CHECK (RFC 3501 section 6.4.1): everything is durable before it is told, so there is nothing left to do.</summary>
public sealed record CheckCommand : Command
{
    public static CommandRow Row { get; } = new("CHECK", SessionStates.Selected, TellsExpunges: true, SimpleParse.Of(new CheckCommand()));

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation) =>
        new(Completion.Ok("CHECK completed"));
}
