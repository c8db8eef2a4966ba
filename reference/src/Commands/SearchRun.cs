using Reference.Searching;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>What SEARCH and SORT have in common: they look, answer, and may go on telling.</summary>
internal sealed class SearchRun(
    Session session, bool byUid, SearchReturn? options, PartialRange? partial, bool knownCharset, SearchKey key, SortOrder? order)
{
    private string? _limited;

    public IReadOnlyList<FetchItem> NewItems { get; init; } = [];

    /// <summary>Set by a search of more messages than RFC 9738 lets it look at: what to answer.</summary>
    public string? Limited => _limited;

    /// <param name="response">Name of the response that answers without RETURN.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>Null when all went well.</returns>
    public Completion? Run(ReadOnlySpan<byte> response, CancellationToken cancellation)
    {
        if (!knownCharset)
        {
            // RFC 5182 section 2.1: a failed SEARCH with SAVE leaves nothing saved.
            if (options is { } saving && saving.HasFlag(SearchReturn.Save)) session.SavedResult = [];
            return UnknownCharset;
        }
        session.RefuseNumbers(key);
        var updates = options is { } asked && asked.HasFlag(SearchReturn.Update);
        var selected = session.Selected!;
        if (updates && selected.Updates.Any(context => context.Tag == session.Tag))
            throw new SyntaxException($"the tag {session.Tag} is that of an earlier search that still updates (RFC 5267 section 4.3)");
        session.Tell(mayTellExpunges: false);
        if (key.UsesModSeq) session.UseModSeqs();

        // Before SAVE changes what "$" is.
        var lasting = updates ? UpdateContext.Lasting(session, key, cancellation) : null;
        var found = order is null ? Found.Search(session, key, cancellation, out _limited) : Found.Search(session, key, order, cancellation);
        // RFC 9051 section 6.4.4: without RETURN it is ALL, and always ESEARCH.
        var answer = options ?? (session.Rev2 && order is null ? SearchReturn.All : null);
        if (answer is { } return_) new EsearchResponse(session, byUid, key.UsesModSeq).Write(found, return_, partial);
        else WritePlain(response, found);
        if (lasting is null) return null;
        if (_limited is not null) UpdateContext.Refuse(session, session.Tag, "Too many messages to search, so the result is not the whole");
        else if (selected.Updates.Count >= session.Limits.UpdatingSearches) UpdateContext.Refuse(session, session.Tag, "Too many searches update already");
        else selected.Updates.Add(new UpdateContext(session, byUid, lasting, order, found) { NewItems = NewItems });
        return null;
    }

    public static Completion UnknownCharset { get; } = Completion.No("charset not supported", "BADCHARSET (US-ASCII UTF-8)");

    /// <summary>"SEARCH" *(SP nz-number) and, for a non-empty result of a search with MODSEQ, SP "(MODSEQ" SP value ")" (RFC 7162 sections
    /// 3.1.5 and 3.1.9).</summary>
    private void WritePlain(ReadOnlySpan<byte> response, List<Found> found)
    {
        var output = session.Output;
        output.Raw("* "u8).Raw(response);
        foreach (var one in found) output.Raw(" "u8).Number(one.Shown(byUid));
        if (key.UsesModSeq && found.Count > 0) output.Raw(" (MODSEQ "u8).Number(found.Max(one => one.ModSeq)).Raw(")"u8);
        output.CrLf();
    }
}
