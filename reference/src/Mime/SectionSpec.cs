namespace Reference.Mime;

/// <summary>
/// What a section names below (or instead of) its part numbers: <c>section-msgtext</c> and <c>section-text</c> of RFC 3501, 9.
/// </summary>
public enum SectionText
{
    /// <summary>Nothing: the whole message, or the part with these numbers.</summary>
    None,

    /// <summary><c>HEADER</c>: the header of the message or of an encapsulated message, with its blank line.</summary>
    Header,

    /// <summary><c>HEADER.FIELDS (…)</c>: only the header fields of these names, and the blank line.</summary>
    HeaderFields,

    /// <summary><c>HEADER.FIELDS.NOT (…)</c>: all other header fields, and the blank line.</summary>
    HeaderFieldsNot,

    /// <summary><c>TEXT</c>: what follows the header.</summary>
    Text,

    /// <summary><c>MIME</c>: the MIME header of a part; only with part numbers.</summary>
    Mime,
}

/// <summary>A <c>section-spec</c> of RFC 3501, 6.4.5: the text between the brackets of <c>BODY[…]</c>.</summary>
/// <param name="Part">Part numbers, outermost first, each from 1; empty when none is given.</param>
/// <param name="Text">What is asked of that part.</param>
/// <param name="Fields">Names for the two <c>HEADER.FIELDS</c> forms, compared without case; empty otherwise.</param>
public sealed record SectionSpec(IReadOnlyList<int> Part, SectionText Text, IReadOnlyList<string> Fields)
{
    /// <summary><c>BODY[]</c>: the whole message.</summary>
    public static SectionSpec Whole { get; } = new([], SectionText.None, []);
}
