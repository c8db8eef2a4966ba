using Reference.Wire;

namespace Reference.Commands;

/// <summary>search-return-opt of RFC 4731, RFC 5182, RFC 5267 and RFC 9394, as flags.</summary>
[Flags]
public enum SearchReturn
{
    None = 0,
    Min = 1,
    Max = 2,
    All = 4,
    Count = 8,
    Save = 16,
    Partial = 32,
    Update = 64,

    /// <summary>A hint that the same search will come again; results are the same with and without.</summary>
    Context = 128,
}

/// <summary>What stands after RETURN.</summary>
/// <param name="Which">All options.</param>
/// <param name="Partial">The range of PARTIAL, or null.</param>
/// <param name="NewItems">What UPDATE wants of messages that are new to the mailbox and in the result (RFC 5465 section 7).</param>
internal sealed record SearchReturnOptions(SearchReturn Which, PartialRange? Partial, IReadOnlyList<FetchItem> NewItems)
{
    /// <summary>"RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"; empty means ALL (RFC 4731 section 3.1).</summary>
    /// <param name="scanner">At the place where RETURN may stand.</param>
    /// <param name="extended">The capability that brings RETURN at all.</param>
    /// <param name="context">The capability that brings UPDATE, CONTEXT and PARTIAL.</param>
    /// <returns>Null without RETURN.</returns>
    public static SearchReturnOptions? TryParse(CommandScanner scanner, string extended, string context)
    {
        if (!scanner.Offer.Has(extended) || !scanner.TryTakeText("RETURN ")) return null;
        var opening = scanner.Offset;
        scanner.Take('(');
        if (scanner.TryTake(')')) return new(SearchReturn.All, null, []);
        var offer = scanner.Offer;
        var options = SearchReturn.None;
        PartialRange? partial = null;
        IReadOnlyList<FetchItem> items = [];
        do
        {
            var start = scanner.Offset;
            var option = scanner.Word("search-return-opt") switch
            {
                "MIN" => SearchReturn.Min,
                "MAX" => SearchReturn.Max,
                "ALL" => SearchReturn.All,
                "COUNT" => SearchReturn.Count,
                "SAVE" when offer.Has("SEARCHRES") => SearchReturn.Save,
                "PARTIAL" when partial is null && (offer.Has("PARTIAL") || offer.Has(context)) => SearchReturn.Partial,
                "UPDATE" when offer.Has(context) => SearchReturn.Update,
                "CONTEXT" when offer.Has(context) => SearchReturn.Context,
                _ => throw new SyntaxException("search-return-opt that is offered (PARTIAL once)", start),
            };
            if (option == SearchReturn.Partial)
            {
                scanner.Sp();
                partial = PartialRange.Parse(scanner);
            }
            options |= option;
            if (option != SearchReturn.Update || !offer.Has("NOTIFY")) continue;
            // The rule has no SP before the parenthesis, its examples have one.
            if (scanner.Next('(') || (scanner.Next(' ') && scanner.Follows('(')))
            {
                scanner.TryTake(' ');
                items = FetchItem.ParseAll(scanner);
            }
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        if (partial is not null && options.HasFlag(SearchReturn.All))
            throw new SyntaxException("either PARTIAL or ALL, not both (RFC 9394 section 3.1)", opening);
        return new(options, partial, items);
    }
}
