namespace Conformance.Scenarios;

/// <summary>How many responses an expectation speaks of.</summary>
public enum Quantity
{
    /// <summary>Some response matches.</summary>
    Some,

    /// <summary>No response matches.</summary>
    Never,

    /// <summary>There is one of that kind, and all of them match.</summary>
    Only,
}

/// <summary>What meeting this alternative amounts to.</summary>
public enum AlternativeLevel
{
    Pass,
    Info,
    Warn,
}

/// <summary>One expectation line.</summary>
/// <param name="Then">It must match after the response that met the line above.</param>
/// <param name="Eventually">The NOOP above is repeated until it is met.</param>
/// <param name="IsNeed">Not met: the rest of the scenario is skipped.</param>
/// <param name="Unmet">What not being met amounts to, where the line says so (should: Warn, may: Info); otherwise the catalogue's level decides.</param>
/// <param name="Requirements">Ids; none: a precondition.</param>
/// <param name="Readings">Disputed points whose reading is taken: <c>A-3</c>.</param>
public sealed record Expectation(
    SourceLine Line,
    string Source,
    Quantity Quantity,
    bool Then,
    bool Eventually,
    bool IsNeed,
    AlternativeLevel? Unmet,
    IReadOnlyList<Alternative> Alternatives,
    IReadOnlyList<string> Requirements,
    IReadOnlyList<string> Readings);

/// <summary>One of the alternatives between <c>|</c>.</summary>
public sealed record Alternative(Pattern Pattern, AlternativeLevel Level);
