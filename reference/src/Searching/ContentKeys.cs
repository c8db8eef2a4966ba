using Reference.Mime;

namespace Reference.Searching;

/// <summary>A key that looks into the message.</summary>
public abstract record ContentKey : SearchKey
{
    public override bool NeedsContent => true;

    internal override bool? Evaluate(ISearchContext context, ParsedMessage? content) => content is null ? null : Matches(content);

    internal abstract bool Matches(ParsedMessage content);
}

/// <summary><c>SENTBEFORE</c>, <c>SENTON</c> and <c>SENTSINCE</c>: the Date field; none matches where there is no readable one.</summary>
public sealed record SentDateKey(DateRelation Relation, DateOnly Day) : ContentKey
{
    internal override bool Matches(ParsedMessage content) => content.SentDate is { } date && InternalDateKey.Compare(Relation, date, Day);
}

/// <summary><c>FROM</c>, <c>TO</c>, <c>CC</c> and <c>BCC</c>: the addresses of the envelope.</summary>
/// <param name="Field">The name of the header field.</param>
/// <param name="Text">What to look for.</param>
public sealed record AddressKey(string Field, string Text) : ContentKey
{
    internal override bool Matches(ParsedMessage content) => content.AddressesContain(Field, Text);
}

/// <summary><c>HEADER</c>, and <c>SUBJECT</c>; an empty text matches every message that has the field.</summary>
public sealed record HeaderKey(string Field, string Text) : ContentKey
{
    internal override bool Matches(ParsedMessage content) =>
        content.HeaderText(Field) is { } value && ParsedMessage.Contains(value, Text);
}

/// <summary><c>BODY</c>.</summary>
public sealed record BodyKey(string Text) : ContentKey
{
    internal override bool Matches(ParsedMessage content) => content.BodyContains(Text);
}

/// <summary><c>TEXT</c>: header or body.</summary>
public sealed record TextKey(string Text) : ContentKey
{
    internal override bool Matches(ParsedMessage content) => content.TextContains(Text);
}

/// <summary><c>EMAILID</c> (RFC 8474 section 6), in the case given.</summary>
public sealed record EmailIdKey(string Id) : ContentKey
{
    private static readonly SectionSpec Whole = new([], SectionText.None, []);

    internal override bool Matches(ParsedMessage content) =>
        content.Section(Whole) is { } octets && string.Equals(EmailId.Of(octets.Span), Id, StringComparison.Ordinal);
}
