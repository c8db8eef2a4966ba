using Conformance.Scenarios;

namespace Conformance.Reporting;

/// <summary>How a level is written.</summary>
public static class LevelName
{
    public static string Of(RequirementLevel level) => level switch
    {
        RequirementLevel.Must => "MUST",
        RequirementLevel.MustNot => "MUST NOT",
        RequirementLevel.Should => "SHOULD",
        RequirementLevel.ShouldNot => "SHOULD NOT",
        RequirementLevel.May => "MAY",
        RequirementLevel.LowerMust => "must",
        RequirementLevel.LowerShould => "should",
        RequirementLevel.Syntax => "formal syntax",
        _ => "stated",
    };
}
