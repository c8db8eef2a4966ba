namespace Conformance.Scenarios;

/// <summary>The level of a requirement, as its source words it (RFC 2119), or what kind of statement it is.</summary>
public enum RequirementLevel
{
    Must,
    MustNot,
    Should,
    ShouldNot,
    May,

    /// <summary>"must" in lower case.</summary>
    LowerMust,

    /// <summary>"should" in lower case.</summary>
    LowerShould,

    /// <summary>Stated as fact, without a key word, and still normative.</summary>
    Declared,

    /// <summary>The formal syntax.</summary>
    Syntax,
}

/// <summary>One requirement of the catalogue.</summary>
/// <param name="Section">RFC and section, for example <c>RFC 7162 section 3.1.3</c>.</param>
/// <param name="Statement">What it asks, in our own words.</param>
/// <param name="Test">How it shows on the wire.</param>
/// <param name="Tolerate">What must be tolerated.</param>
/// <param name="Needs">Connections, capabilities and hooks that showing it takes.</param>
public sealed record Requirement(
    string Id,
    string Section,
    RequirementLevel Level,
    string Statement,
    string Test,
    string Tolerate,
    string Needs,
    SourceLine Line);

/// <summary>A disputed point and the reading that the suite takes.</summary>
public sealed record DisputedPoint(string Id, string Topic, string Open, string Verdict, SourceLine Line);
