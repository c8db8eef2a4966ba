using System.Text.RegularExpressions;
using Conformance.CommandLine;
using Conformance.Scenarios;

namespace Conformance.Tests.CommandLine;

public sealed partial class SelectionTests
{
    private static readonly ScenarioSet Set = ScenarioSet.Load(Home.Scenarios);

    private static IEnumerable<ScenarioCase> Short => Set.Cases.Where(c => !c.IsThorough);

    private static async Task<string[]> DryAsync(params string[] arguments)
    {
        var ran = await TheSuite.RunAsync([.. arguments, "--dry-run"]);
        Assert.Equal(0, ran.Exit);
        var lines = ran.Output.TrimEnd().Split('\n', StringSplitOptions.TrimEntries);
        Assert.Equal($"{lines.Length - 1} cases would run", lines[^1]);
        return lines[..^1];
    }

    [Fact]
    public async Task A_dry_run_names_every_case_and_connects_to_nothing() =>
        Assert.Equal(Short.Select(c => c.Id).Concat(Walks(1, 20)), await DryAsync("--server", "127.0.0.1:1", "--user", "a", "--password", "b"));

    [Fact]
    public async Task Long_forms_run_when_they_are_asked_for()
    {
        Assert.Equal(Set.Cases.Select(c => c.Id).Concat(Walks(1, 200)), await DryAsync("--thorough"));
        var some = Set.Cases.Where(c => c.IsThorough).Select(c => c.Id).ToList();
        Assert.Equal([some[0]], await DryAsync("--case", some[0]));
        Assert.Equal(
            Set.Cases.Where(c => c.Id.StartsWith("qresync/convergence/away@gone.cut-", StringComparison.Ordinal)).Select(c => c.Id),
            await DryAsync("--case", "qresync/convergence/away@gone.cut-*"));
    }

    [Fact]
    public async Task Walks_are_named_by_their_seeds()
    {
        Assert.Equal(Walks(1, 20), await DryAsync("--case", "walks/*"));
        Assert.Equal(Walks(1, 20), await DryAsync("--case", "walks"));
        Assert.Equal(Walks(7, 3), await DryAsync("--case", "walks/*", "--seed", "7", "--walks", "3"));
        Assert.Equal(Walks(4711, 1), await DryAsync("--case", "walks/seed-4711"));
        Assert.Equal(Walks(2, 8), await DryAsync("--case", "walks/*", "--skip", "walks/seed-1*", "--skip", "walks/seed-20"));
        Assert.DoesNotContain(await DryAsync("--case", "condstore/races/*"), id => id.StartsWith("walks/", StringComparison.Ordinal));
        Assert.DoesNotContain(await DryAsync("--level", "must"), id => id.StartsWith("walks/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false, null, null, null, "")]
    [InlineData(false, 12, 5, null, " --walk-length 12 --walk-sessions 5")]
    [InlineData(true, null, 5, 60, " --walk-sessions 5")]
    [InlineData(false, null, null, 60, " --thorough")]
    public void A_walk_is_repeated_with_what_else_decides_of_it(bool thorough, int? length, int? sessions, int? seconds, string options)
    {
        var selection = new Selection([], [], [], [], thorough);
        var asked = new WalkArguments(7, null, length, sessions, seconds is { } s ? TimeSpan.FromSeconds(s) : null);
        var (walk, again) = (WalkSelection.Of(selection, asked, ["restart"]), WalkSelection.Of(selection with { IsThorough = thorough || options.Contains("thorough", StringComparison.Ordinal) }, asked with { Time = null }, ["restart"]));
        Assert.Equal(options, walk.Options);
        Assert.Equal((walk.Length, walk.Sessions), (again.Length, again.Sessions));
        Assert.Equal(walk.Hooks, again.Hooks);
    }

    [Fact]
    public async Task Another_seed_each_time_gives_other_walks_and_none_are_made_where_none_are_wanted()
    {
        Assert.NotEqual(await DryAsync("--case", "walks/*", "--seed", "random"), await DryAsync("--case", "walks/*", "--seed", "random"));
        Assert.DoesNotContain(await DryAsync("--walks", "0"), id => id.StartsWith("walks/", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Walks(int first, int count) => Enumerable.Range(first, count).Select(s => $"walks/seed-{s}");

    [Fact]
    public async Task A_scenario_stands_for_all_its_variants()
    {
        var scenario = Short.GroupBy(c => c.Scenario.Id).First(g => g.Count() > 1);
        Assert.Equal(scenario.Select(c => c.Id), await DryAsync("--case", scenario.Key));
        Assert.Equal([scenario.First().Id], await DryAsync("--case", scenario.First().Id));
    }

    [Fact]
    public async Task Patterns_add_up_and_skips_take_away()
    {
        var expected = Short.Select(c => c.Id).Where(id => id.StartsWith("condstore/races/", StringComparison.Ordinal) || id.StartsWith("condstore/idle/", StringComparison.Ordinal))
            .Where(id => !id.StartsWith("condstore/races/one-", StringComparison.Ordinal)).ToList();
        Assert.Equal(expected, await DryAsync("--case", "condstore/races/*", "--case", "condstore/idle/*", "--skip", "condstore/races/one-*"));
    }

    [Theory]
    [InlineData("may")]
    [InlineData("should")]
    [InlineData("must")]
    public async Task A_level_keeps_the_cases_with_a_requirement_of_it(string level)
    {
        var chosen = await DryAsync("--level", level);
        var expected = Short.Where(c => c.Scenario.Requirements.Any(id => Set.Catalogue.TryGet(id, out var r) && Group(r.Level) == level)).Select(c => c.Id);
        Assert.Equal(expected, chosen);
        if (level != "must")
            Assert.InRange(chosen.Length, 1, Set.Cases.Count - 1);
    }

    [Fact]
    public async Task An_rfc_keeps_the_cases_with_a_requirement_of_it()
    {
        var chosen = await DryAsync("--rfc", "2177");
        Assert.Equal(Short.Where(c => c.Scenario.Requirements.Any(r => r.StartsWith("2177-", StringComparison.Ordinal))).Select(c => c.Id), chosen);
        Assert.InRange(chosen.Length, 1, Set.Cases.Count - 1);
    }

    [Fact]
    public async Task What_leaves_nothing_verifies_nothing()
    {
        var ran = await TheSuite.RunAsync("--case", "condstore/idle/*", "--skip", "condstore/*", "--dry-run");
        Assert.Equal(5, ran.Exit);
    }

    [Fact]
    public async Task Last_failed_takes_up_what_did_not_hold()
    {
        var folder = TheSuite.Folder();
        await using var server = new FakeImap("IMAP4rev1 CONDSTORE", answer: c => c.StartsWith("STATUS", StringComparison.Ordinal) ? "HANGUP" : null).Start();
        var first = await TheSuite.RunSmallAsync(server, folder);
        Assert.Equal(2, first.Exit);
        Assert.Equal([TheSuite.SmallCase], await DryAsync("--last-failed", "--out", folder));
        var none = await TheSuite.RunAsync("--last-failed", "--out", folder, "--case", "condstore/idle/*", "--dry-run");
        Assert.Equal(4, none.Exit);
        Assert.Contains("nothing failed", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_names_each_case_with_its_needs()
    {
        var ran = await TheSuite.RunAsync("list", "--case", "condstore/idle/*");
        Assert.Equal(0, ran.Exit);
        Assert.Contains("condstore/idle/told-at-once  (needs CONDSTORE IDLE)", ran.Output, StringComparison.Ordinal);
        var requirements = await TheSuite.RunAsync("list", "--requirements");
        Assert.Equal(Set.Catalogue.Requirements.Count, RequirementLine().Count(requirements.Output));
    }

    [Fact]
    public async Task Show_gives_the_card_of_a_scenario_a_case_a_requirement_and_a_disputed_point()
    {
        var scenario = await TheSuite.RunAsync("show", "condstore/idle/told-at-once");
        Assert.Contains("A  IDLE", scenario.Output, StringComparison.Ordinal);
        Assert.Contains("2177-3-a", scenario.Output, StringComparison.Ordinal);
        Assert.Contains("By hand:", scenario.Output, StringComparison.Ordinal);
        var variant = Set.Cases.First(c => c.Id.Contains('@', StringComparison.Ordinal));
        Assert.StartsWith(variant.Scenario.Id, (await TheSuite.RunAsync("show", variant.Id)).Output, StringComparison.Ordinal);
        var requirement = await TheSuite.RunAsync("show", "2177-3-a");
        Assert.Contains("RFC 2177", requirement.Output, StringComparison.Ordinal);
        Assert.Contains("    condstore/idle/told-at-once", requirement.Output, StringComparison.Ordinal);
        var point = await TheSuite.RunAsync("show", "A-3");
        Assert.Contains("reading:", point.Output, StringComparison.Ordinal);
        Assert.All([scenario, requirement, point], r => Assert.Equal(0, r.Exit));
    }

    private static string Group(RequirementLevel level) => level switch
    {
        RequirementLevel.May => "may",
        RequirementLevel.Should or RequirementLevel.ShouldNot or RequirementLevel.LowerShould => "should",
        _ => "must",
    };

    [GeneratedRegex(@"^\S+-\S+  \S", RegexOptions.Multiline)]
    private static partial Regex RequirementLine();
}
