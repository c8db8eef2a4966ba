using Reference.Searching;
using Reference.Sessions;

namespace Reference.Commands;

/// <summary>SEARCH and UID SEARCH (RFC 3501 section 6.4.4) with MODSEQ (RFC 7162 section 3.1.5), RETURN (RFC 4731), SAVE (RFC 5182),
/// PARTIAL (RFC 9394) and UPDATE (RFC 5267).</summary>
/// <param name="ByUid">UID SEARCH.</param>
/// <param name="Return">Null without RETURN: then the answer is SEARCH, not ESEARCH, unless IMAP4rev2 is enabled.</param>
/// <param name="KnownCharset">False when the CHARSET is not one of US-ASCII and UTF-8.</param>
/// <param name="Key">All keys together.</param>
/// <param name="Partial">The range of PARTIAL, or null.</param>
public sealed record SearchCommand(bool ByUid, SearchReturn? Return, bool KnownCharset, SearchKey Key, PartialRange? Partial = null) : Command
{
    /// <summary>What UPDATE wants of new messages.</summary>
    public IReadOnlyList<FetchItem> NewItems { get; init; } = [];

    public static CommandRow Row { get; } =
        new("SEARCH", SessionStates.Selected, TellsExpunges: false, scanner => SearchArguments.ParseSearch(scanner, byUid: false),
            UsesNumbers: true);

    public static CommandRow UidRow { get; } =
        new("UID SEARCH", SessionStates.Selected, TellsExpunges: true, scanner => SearchArguments.ParseSearch(scanner, byUid: true));

    public override bool WithholdsExpunges => Key.UsesSequenceNumbers;

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var run = new SearchRun(session, ByUid, Return, Partial, KnownCharset, Key, null) { NewItems = NewItems };
        return new(run.Run("SEARCH"u8, cancellation) ?? session.With(Completion.Ok($"{(ByUid ? "UID " : "")}SEARCH completed"), run.Limited));
    }
}
