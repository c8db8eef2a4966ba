using System.Text.RegularExpressions;
using Conformance.Scenarios;

namespace Conformance.CommandLine;

/// <summary>Which cases are meant: by pattern, RFC and level.</summary>
/// <param name="Patterns">A case is meant if one of them matches; none: all.</param>
/// <param name="IsThorough">The long forms too; without it only those that a pattern names as such.</param>
/// <param name="Skipped">A case is not meant if one of these matches.</param>
public sealed partial record Selection(
    IReadOnlyList<string> Patterns,
    IReadOnlyList<string> Skipped,
    IReadOnlyList<string> Rfcs,
    IReadOnlyList<string> Levels,
    bool IsThorough)
{
    /// <exception cref="UsageException">A pattern matches nothing, or a level is unknown: a gate that runs nothing must not pass.</exception>
    public IReadOnlyList<ScenarioCase> From(ScenarioSet set)
    {
        foreach (var level in Levels.Where(l => l is not ("must" or "should" or "may")))
            throw new UsageException($"--level {level}: expected must, should or may");
        foreach (var pattern in Patterns.Concat(Skipped))
        {
            if (!WalkSelection.Names(pattern) && !set.Cases.Any(c => Matches(pattern, c.Id)))
                throw new UsageException($"no case matches '{pattern}'{Below(pattern, set) ?? Suggestion.Hint(pattern, set.Cases.Select(c => c.Id).Concat(set.Scenarios.Select(s => s.Id)))} (list shows them all)");
        }

        foreach (var rfc in Rfcs)
        {
            if (!set.Cases.Any(c => IsOf(rfc, c)))
                throw new UsageException($"--rfc {rfc}: no scenario has a requirement of that RFC");
        }

        return
        [
            .. set.Cases.Where(c =>
                (Patterns.Count == 0 || Patterns.Any(p => Matches(p, c.Id)))
                && (!c.IsThorough || IsThorough || Patterns.Any(p => Names(p, c) && Matches(p, c.Id)))
                && !Skipped.Any(p => Matches(p, c.Id))
                && (Rfcs.Count == 0 || Rfcs.Any(r => IsOf(r, c)))
                && (Levels.Count == 0 || c.Scenario.Requirements.Any(id => set.Catalogue.TryGet(id, out var r) && Levels.Contains(Group(r.Level))))),
        ];
    }

    /// <summary>The pattern says that it means the long form.</summary>
    private static bool Names(string pattern, ScenarioCase @case) => @case.Scenario.Cut is null ? !pattern.Contains('*', StringComparison.Ordinal) : NamesCut().IsMatch(pattern);

    /// <summary>A folder was named where its cases are meant.</summary>
    private static string? Below(string pattern, ScenarioSet set) =>
        set.Cases.Any(c => c.Id.StartsWith(pattern.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase)) ? $"; did you mean '{pattern.TrimEnd('/')}/*'?" : null;

    /// <summary>A pattern is a case id, a scenario id (all its variants), or either with <c>*</c> for any run of characters.</summary>
    internal static bool Matches(string pattern, string id)
    {
        var expression = Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal);
        return Regex.IsMatch(id, $"^{expression}(@.*)?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>A pattern that speaks of cuts: one case of them, as failure cards print it, or all.</summary>
    [GeneratedRegex(@"[@.]cut-|cut-[0-9*]")]
    private static partial Regex NamesCut();

    private static bool IsOf(string rfc, ScenarioCase @case) =>
        @case.Scenario.Requirements.Any(id => id.StartsWith(rfc + "-", StringComparison.Ordinal));

    private static string Group(RequirementLevel level) => level switch
    {
        RequirementLevel.May => "may",
        RequirementLevel.Should or RequirementLevel.ShouldNot or RequirementLevel.LowerShould => "should",
        _ => "must",
    };
}
