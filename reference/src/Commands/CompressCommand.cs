using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>COMPRESS (RFC 4978). Where TLS compresses too is no concern: TLS 1.3 cannot.</summary>
/// <param name="Algorithm">In upper case.</param>
public sealed record CompressCommand(string Algorithm) : Command
{
    public static CommandRow Row { get; } =
        new("COMPRESS", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse, Needs: "COMPRESS=DEFLATE");

    /// <summary>compress = "COMPRESS" SP algorithm; algorithm = "DEFLATE".</summary>
    private static CompressCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var algorithm = scanner.Word("algorithm");
        scanner.End();
        return new CompressCommand(algorithm);
    }

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (Algorithm != "DEFLATE") return new(Completion.Bad("DEFLATE is the only algorithm"));
        if (session.Link.IsCompressed) return new(Completion.No("DEFLATE is active already", "COMPRESSIONACTIVE"));
        if (session.Link.HasUnreadInput)
        {
            session.AfterAnswer = static _ => new("Nothing may follow COMPRESS before its answer (RFC 4978)");
            return new(Completion.Bad("commands were sent after COMPRESS without waiting for its answer"));
        }
        session.AfterAnswer = _ =>
        {
            session.Link.Compress();
            return new((string?)null);
        };
        return new(Completion.Ok("DEFLATE is active from here on"));
    }
}
