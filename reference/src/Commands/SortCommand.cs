using Reference.Searching;
using Reference.Sessions;

namespace Reference.Commands;

/// <summary>SORT and UID SORT (RFC 5256) with MODSEQ (RFC 7162 section 3.1.9), RETURN and UPDATE (RFC 5267 sections 3 and 4).</summary>
/// <param name="ByUid">UID SORT.</param>
/// <param name="Return">Null without RETURN: then the answer is SORT, not ESEARCH.</param>
/// <param name="Criteria">At least one.</param>
/// <param name="KnownCharset">False when the charset is not one of US-ASCII and UTF-8.</param>
/// <param name="Key">All keys together.</param>
/// <param name="Partial">The range of PARTIAL, or null.</param>
public sealed record SortCommand(
    bool ByUid, SearchReturn? Return, IReadOnlyList<SortCriterion> Criteria, bool KnownCharset, SearchKey Key, PartialRange? Partial) : Command
{
    /// <summary>What UPDATE wants of new messages.</summary>
    public IReadOnlyList<FetchItem> NewItems { get; init; } = [];

    public static CommandRow Row { get; } = new(
        "SORT", SessionStates.Selected, TellsExpunges: false, scanner => SearchArguments.ParseSort(scanner, byUid: false), Needs: "SORT",
        UsesNumbers: true);

    public static CommandRow UidRow { get; } = new(
        "UID SORT", SessionStates.Selected, TellsExpunges: true, scanner => SearchArguments.ParseSort(scanner, byUid: true), Needs: "SORT");

    public override bool WithholdsExpunges => Key.UsesSequenceNumbers;

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var run = new SearchRun(session, ByUid, Return, Partial, KnownCharset, Key, new SortOrder(Criteria)) { NewItems = NewItems };
        if (run.Run("SORT"u8, cancellation) is { } refused) return new(refused);
        return new(Completion.Ok($"{(ByUid ? "UID " : "")}SORT completed"));
    }
}
