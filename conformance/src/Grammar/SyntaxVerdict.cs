namespace Conformance.Grammar;

public enum SyntaxKind
{
    /// <summary>The grammar derives the text.</summary>
    Accepted,

    /// <summary>No rule derives the text: a fault against the formal syntax.</summary>
    Rejected,

    /// <summary>Well-formed around a keyword, FETCH item, response code, STATUS or ESEARCH item that no loaded grammar knows: no fault.</summary>
    UnknownExtension,

    /// <summary>Only the text behind a status response is missing (RFC 7162 erratum 5055; IMAP4rev2 allows it): a warning.</summary>
    MissingText,
}

/// <summary>What the syntax judge says of one response or command.</summary>
/// <param name="Rule">The rule that was held against the text; when refused, the innermost rule that did not go on.</param>
/// <param name="Offset">Octets from the start of the text: where the furthest reading stopped. 0 when accepted.</param>
/// <param name="Expected">What could have stood there, as rule names and quoted terminals; empty when accepted.</param>
/// <param name="RequirementId">The requirement that a refusal breaks; empty when nothing is broken.</param>
/// <param name="Explanation">One sentence for a report; empty when accepted.</param>
public sealed record SyntaxVerdict(SyntaxKind Kind, string Rule, int Offset, string Expected, string RequirementId, string Explanation);
