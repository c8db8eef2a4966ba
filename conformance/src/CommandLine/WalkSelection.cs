using System.Globalization;
using System.Text.RegularExpressions;
using Conformance.Walking;

namespace Conformance.CommandLine;

/// <summary>Which walks a run makes: those that a pattern names, otherwise a number of them from the seed on.</summary>
public static partial class WalkSelection
{
    private const int ThoroughCount = 200;
    private const int ThoroughLength = 80;

    /// <summary>The least for sessions to meet.</summary>
    private const int StepsPerSession = 10;

    /// <summary>How long failures may be shrunk in all.</summary>
    private static readonly (TimeSpan Short, TimeSpan Thorough) ShrinkTime = (TimeSpan.FromSeconds(60), TimeSpan.FromMinutes(5));

    /// <summary>Hooks that a walk uses.</summary>
    private static readonly string[] Hooks = ["restart", "kill"];

    /// <summary>Whether a pattern speaks of walks and of nothing else.</summary>
    public static bool Names(string pattern) => pattern.StartsWith("walks/", StringComparison.OrdinalIgnoreCase) || pattern.Equals("walks", StringComparison.OrdinalIgnoreCase);

    /// <summary>The walks of a run.</summary>
    /// <param name="offered">Hooks that the target has.</param>
    public static WalkSettings Of(Selection selection, WalkArguments walks, IEnumerable<string> offered)
    {
        var isLong = selection.IsThorough || walks.Time is not null;
        var usual = isLong ? ThoroughLength : WalkSettings.DefaultLength;
        return new WalkSettings(
            Seeds(selection, walks),
            walks.Length ?? Math.Max(usual, StepsPerSession * (walks.Sessions ?? 0)),
            walks.Sessions,
            isLong ? [.. Hooks.Intersect(offered)] : [],
            isLong ? ShrinkTime.Thorough : ShrinkTime.Short,
            walks.Time,
            Options(selection, walks));
    }

    /// <summary>The options that make a walk of the same seed the same, beside those of the whole run.</summary>
    private static string Options(Selection selection, WalkArguments walks) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(walks.Time is null || selection.IsThorough ? "" : " --thorough")}{(walks.Length is { } length ? $" --walk-length {length}" : "")}{(walks.Sessions is { } sessions ? $" --walk-sessions {sessions}" : "")}");

    /// <summary>The seeds of the walks.</summary>
    /// <exception cref="UsageException">A seed in a pattern is no number that can be one.</exception>
    public static IReadOnlyList<int> Seeds(Selection selection, WalkArguments walks)
    {
        var named = selection.Patterns.Select(p => One().Match(p)).Where(m => m.Success).Select(m => int.TryParse(m.Groups[1].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new UsageException($"--case {m.Value}: expected a seed from 0 to {int.MaxValue}")).Distinct().ToList();
        var others = selection.Patterns.Where(p => !One().IsMatch(p)).ToList();
        var usual = named.Count == 0 && others.Count == 0 && selection.Rfcs.Count == 0 && selection.Levels.Count == 0;
        var first = walks.Seed ?? WalkSettings.DefaultSeed;
        var count = walks.Count ?? (selection.IsThorough ? ThoroughCount : WalkSettings.DefaultCount);
        var drawn = Enumerable.Range(0, count).Select(i => first <= int.MaxValue - i ? first + i : first + i - int.MaxValue)
            .Where(s => usual || others.Exists(p => Selection.Matches(p, WalkSettings.IdOf(s)) || p.TrimEnd('/').Equals("walks", StringComparison.OrdinalIgnoreCase)));
        return [.. named.Union(drawn).Where(s => !selection.Skipped.Any(p => Selection.Matches(p, WalkSettings.IdOf(s))))];
    }

    [GeneratedRegex("^walks/seed-([0-9]+)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex One();
}
