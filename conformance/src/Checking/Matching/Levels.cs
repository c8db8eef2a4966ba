using Conformance.Scenarios;

namespace Conformance.Checking.Matching;

/// <summary>What breaking a requirement amounts to.</summary>
public static class Levels
{
    /// <summary>
    /// Of a requirement that did not hold: its level decides, unless the line (<c>should</c>, <c>may</c>) or the catalogue's <c>verdict</c> says less.
    /// An id that no catalogue knows fails.
    /// </summary>
    /// <param name="line">What the scenario's line says, if it does; it has the last word.</param>
    public static Outcome OfBreaking(string id, Catalogue catalogue, AlternativeLevel? line = null)
    {
        if (line is { } said)
            return Of(said);
        return catalogue.TryGet(id, out var requirement) ? OfBreaking(requirement) : Outcome.Fail;
    }

    /// <summary>By the catalogue alone.</summary>
    public static Outcome OfBreaking(Requirement requirement) => requirement.AtMost is { } most
        ? Of(most)
        : requirement.Level switch
        {
            RequirementLevel.Should or RequirementLevel.ShouldNot or RequirementLevel.LowerShould => Outcome.Warn,
            RequirementLevel.May => Outcome.Info,
            _ => Outcome.Fail,
        };

    /// <summary>Of being met by an alternative of that level.</summary>
    public static Outcome Of(AlternativeLevel level) => level switch
    {
        AlternativeLevel.Warn => Outcome.Warn,
        AlternativeLevel.Info => Outcome.Info,
        _ => Outcome.Pass,
    };
}
