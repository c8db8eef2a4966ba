using Reference.Sessions;

namespace Reference.Commands;

/// <summary>UNSELECT (RFC 3691): CLOSE without the expunge.</summary>
public sealed record UnselectCommand : Command
{
    public static CommandRow Row { get; } =
        new("UNSELECT", SessionStates.Selected, TellsExpunges: false, SimpleParse.Of(new UnselectCommand()), Needs: "UNSELECT");

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        session.Unselect();
        return new(Completion.Ok("UNSELECT completed"));
    }
}
