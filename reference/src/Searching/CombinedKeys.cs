using Reference.Mime;

namespace Reference.Searching;

/// <summary><c>NOT</c>.</summary>
public sealed record NotKey(SearchKey Key) : SearchKey
{
    public override bool UsesModSeq => Key.UsesModSeq;

    public override bool MovesWithTime => Key.MovesWithTime;

    public override bool UsesSequenceNumbers => Key.UsesSequenceNumbers;

    public override bool NeedsContent => Key.NeedsContent;

    internal override SearchKey WithInner(Func<SearchKey, SearchKey> exchange) => new NotKey(exchange(Key));

    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => !Key.Evaluate(context, content);
}

/// <summary><c>OR</c>.</summary>
public sealed record OrKey(SearchKey Left, SearchKey Right) : SearchKey
{
    public override bool UsesModSeq => Left.UsesModSeq || Right.UsesModSeq;

    public override bool MovesWithTime => Left.MovesWithTime || Right.MovesWithTime;

    public override bool UsesSequenceNumbers => Left.UsesSequenceNumbers || Right.UsesSequenceNumbers;

    public override bool NeedsContent => Left.NeedsContent || Right.NeedsContent;

    internal override SearchKey WithInner(Func<SearchKey, SearchKey> exchange) => new OrKey(exchange(Left), exchange(Right));

    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content)
    {
        var left = Left.Evaluate(context, content);
        return left == true ? true : left | Right.Evaluate(context, content);
    }
}

/// <summary>Several keys together: a whole search program, or a list in parentheses. An empty one matches everything.</summary>
public sealed record AndKey(IReadOnlyList<SearchKey> Keys) : SearchKey
{
    public override bool UsesModSeq => Keys.Any(key => key.UsesModSeq);

    public override bool MovesWithTime => Keys.Any(key => key.MovesWithTime);

    public override bool UsesSequenceNumbers => Keys.Any(key => key.UsesSequenceNumbers);

    public override bool NeedsContent => Keys.Any(key => key.NeedsContent);

    internal override SearchKey WithInner(Func<SearchKey, SearchKey> exchange) => new AndKey([.. Keys.Select(exchange)]);

    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content)
    {
        bool? all = true;
        foreach (var key in Keys)
        {
            all &= key.Evaluate(context, content);
            if (all == false) return false;
        }

        return all;
    }
}
