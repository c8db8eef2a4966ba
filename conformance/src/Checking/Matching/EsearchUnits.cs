using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Checking.Matching;

/// <summary><c>* ESEARCH UID ALL $uid2 MODSEQ $m</c>: the items as a subset, of a response with the command's own tag and in the same number space.
/// ADDTO and REMOVEFROM come with the tag of an earlier search (RFC 5267 section 4.3).</summary>
internal sealed class EsearchUnits(DataPattern pattern) : IUnits
{
    private readonly bool isUid = pattern.Arguments is [WordNode word, ..] && word.Text.Source.Equals("UID", StringComparison.OrdinalIgnoreCase);

    private readonly bool isUpdate = pattern.Arguments.Any(
        node => node is WordNode { Text.Source: var name } && name.ToUpperInvariant() is "ADDTO" or "REMOVEFROM");

    public IEnumerable<Unit> Of(Slice slice, Quantity quantity, Scope scope) =>
        from received in slice.Responses
        where EsearchData.TryRead(received.Response, out var data) && data.Tag is { } tag && (isUpdate || Tags(slice.Window).Contains(tag))
        select new Unit(received.Index, received.Number, s => Match(received.Response, s));

    public string Came(Slice slice, Scope scope)
    {
        var came = slice.Responses.Where(r => r.Response is DataResponse { Name: "ESEARCH" }).ToList();
        return came.Count > 0 ? $"{Shown.All(came)} (the command's tag is {slice.Window.Tag})" : "no ESEARCH came";
    }

    // A repeated command had other tags before; they stand in the window with their answers.
    private static IEnumerable<string> Tags(Window window) =>
        window.Entries.Select(e => e.Tag ?? (e.Response as StatusResponse)?.Tag).Append(window.Tag).OfType<string>();

    private IEnumerable<Scope> Match(Response response, Scope scope)
    {
        if (!EsearchData.TryRead(response, out var data) || (data.IsUid != isUid && pattern.Arguments.Count > 0))
            return [];
        IEnumerable<Scope> scopes = [scope];
        for (var i = isUid ? 1 : 0; i + 1 < pattern.Arguments.Count; i += 2)
        {
            var name = ((WordNode)pattern.Arguments[i]).Text.Source.ToUpperInvariant();
            var node = pattern.Arguments[i + 1];
            if (data[name] is not { } value)
                return [];
            scopes = scopes.SelectMany(s => name == "ALL" ? ValueMatcher.Set(node, value, s) : ValueMatcher.Match(node, value, s));
        }

        return scopes;
    }
}
