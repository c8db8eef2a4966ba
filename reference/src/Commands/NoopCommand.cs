using Reference.Sessions;

namespace Reference.Commands;

/// <summary>NOOP (RFC 3501 section 6.1.2): the dispatcher tells what changed, as after each command.</summary>
public sealed record NoopCommand : Command
{
    public static CommandRow Row { get; } = new("NOOP", SessionStates.Any, TellsExpunges: true, SimpleParse.Of(new NoopCommand()));

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation) => new(Completion.Ok("NOOP completed"));
}
