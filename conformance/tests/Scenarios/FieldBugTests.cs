using System.Globalization;
using System.Text.RegularExpressions;
using Conformance.CommandLine;
using Conformance.Scenarios;

namespace Conformance.Tests.Scenarios;

/// <summary>The index of faults that real servers had: each is found by something that there is, or says why not.</summary>
public sealed partial class FieldBugTests
{
    private const int Last = 122;

    private static readonly string[] Lines = [.. File.ReadAllLines(Path.Combine(Home.Scenarios, "field-bugs", "index.txt")).Where(l => l.Length > 0 && l[0] != '#')];
    private static readonly HashSet<string> Scenarios = [.. ScenarioSet.Load(Home.Scenarios).Scenarios.Select(s => s.Id)];

    [Fact]
    public void Each_number_stands_there_once_and_says_how_it_is_found()
    {
        var numbers = Lines.Where(l => !char.IsWhiteSpace(l[0])).Select(l => l.Split("  ", 2)[0]).ToList();
        Assert.Equal(numbers.Distinct(), numbers);
        Assert.Equal(Enumerable.Range(1, Last), numbers.Where(n => n.All(char.IsAsciiDigit)).Select(n => int.Parse(n, CultureInfo.InvariantCulture)));
        for (var i = 0; i < Lines.Length; i++)
        {
            if (!char.IsWhiteSpace(Lines[i][0]))
                Assert.True(i + 1 < Lines.Length && char.IsWhiteSpace(Lines[i + 1][0]), $"nothing finds '{Lines[i]}'");
        }
    }

    [Fact]
    public void Every_scenario_and_invariant_that_is_named_is_there()
    {
        var invariants = Directory.GetFiles(Path.Combine(Home.Directory, "conformance", "src", "Checking", "Invariants"), "*.cs").Select(File.ReadAllText).SelectMany(t => Name().Matches(t)).Select(m => m.Groups[1].Value).ToHashSet();
        var wrong = new List<string>();
        foreach (var line in Lines.Where(l => char.IsWhiteSpace(l[0])).Select(l => l.Trim()))
        {
            var (kind, rest) = (line.Split("  ", 2)[0], line[line.IndexOf("  ", StringComparison.Ordinal)..].Trim());
            if (kind is "found by")
                wrong.AddRange(rest.Split(", ").Where(s => !Scenarios.Contains(s)));
            else if (kind is "always")
                wrong.AddRange(rest.Split(", ").Where(s => !invariants.Contains(s)));
            else if (kind is not "not here")
                wrong.Add(line);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_numbers_that_scenarios_name_are_those_of_the_index()
    {
        var known = Lines.Where(l => !char.IsWhiteSpace(l[0])).Select(l => l.Split("  ", 2)[0]).ToHashSet();
        var named = Directory.GetFiles(Home.Scenarios, "*.scenario", SearchOption.AllDirectories).SelectMany(f => Named().Matches(File.ReadAllText(f))).Select(m => m.Groups[1].Value);
        Assert.All(named, n => Assert.Contains(n, known));
    }

    [GeneratedRegex("Name => \"([a-z-]+)\"")]
    private static partial Regex Name();

    [GeneratedRegex(@"field-bug (\d+a?)")]
    private static partial Regex Named();
}
