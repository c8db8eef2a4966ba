using Reference.Sessions;

namespace Reference.Commands;

/// <summary>NAMESPACE (RFC 2342): one personal namespace without a prefix.</summary>
public sealed record NamespaceCommand : Command
{
    public static CommandRow Row { get; } =
        new("NAMESPACE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, SimpleParse.Of(new NamespaceCommand()), Needs: "NAMESPACE");

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        session.Output.Raw("* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n"u8);
        return new(Completion.Ok("NAMESPACE completed"));
    }
}
