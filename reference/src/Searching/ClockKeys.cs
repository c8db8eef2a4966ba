namespace Reference.Searching;

/// <summary><c>YOUNGER</c> and <c>OLDER</c> (RFC 5032): the internal date against a time so many seconds ago. The two share no
/// message, and leave out none.</summary>
/// <param name="Seconds">1 to 2^32-1.</param>
/// <param name="Younger">YOUNGER: that time or later.</param>
public sealed record AgeKey(uint Seconds, bool Younger) : SearchKey
{
    public override bool MovesWithTime => true;

    internal override bool? Evaluate(ISearchContext context, Mime.ParsedMessage? content) =>
        context.InternalDate >= context.Now.AddSeconds(-(double)Seconds) == Younger;
}
