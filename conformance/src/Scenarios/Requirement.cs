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
/// <param name="Test">How it shows on the wire; empty where nothing shows.</param>
/// <param name="Tolerate">What must be tolerated; may be empty.</param>
/// <param name="Needs">Connections, capabilities and hooks that showing it takes.</param>
/// <param name="Unobservable">Why nothing on the wire can show it; null: scenarios have to.</param>
/// <param name="AtMost">The worst that breaking it may be judged, where the level alone would say more; null: the level decides.</param>
public sealed record Requirement(
    string Id,
    string Section,
    RequirementLevel Level,
    string Statement,
    string Test,
    string Tolerate,
    string Needs,
    SourceLine Line,
    AlternativeLevel? AtMost = null,
    string? Unobservable = null);

/// <summary>A disputed point and the reading that the suite takes.</summary>
/// <param name="Open">What is open, and what servers do.</param>
/// <param name="Verdict">The reading.</param>
public sealed record DisputedPoint(string Id, string Topic, string Open, string Verdict, SourceLine Line);

/// <summary>How levels are written in the catalogue.</summary>
public static class RequirementLevels
{
    private static readonly (string Word, RequirementLevel Level)[] Words =
    [
        ("MUST", RequirementLevel.Must), ("MUST NOT", RequirementLevel.MustNot), ("SHOULD", RequirementLevel.Should),
        ("SHOULD NOT", RequirementLevel.ShouldNot), ("MAY", RequirementLevel.May), ("must", RequirementLevel.LowerMust),
        ("should", RequirementLevel.LowerShould), ("DECL", RequirementLevel.Declared), ("SYNTAX", RequirementLevel.Syntax),
    ];

    /// <summary>As the catalogue writes it: <c>MUST NOT</c>, <c>must</c>, <c>DECL</c>.</summary>
    public static string Word(this RequirementLevel level) => Words.First(w => w.Level == level).Word;

    /// <summary>All words, for errors.</summary>
    internal static IEnumerable<string> All => Words.Select(w => w.Word);

    internal static bool TryRead(string word, out RequirementLevel level)
    {
        var found = Words.Where(w => w.Word == word).Take(1).ToList();
        level = found.Count == 0 ? default : found[0].Level;
        return found.Count == 1;
    }
}
