using System.Text.RegularExpressions;
using Conformance.Checking;
using Conformance.Running;
using Conformance.Tests.Checking;
using Conformance.Tests.CommandLine;
using Conformance.Walking;
using Conformance.Wire;

namespace Conformance.Tests.Walking;

/// <summary>Against the reference server as it was built; skipped where it was not.</summary>
public sealed partial class WalkRunnerTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(60);

    private static Task<BuiltInServer> StartAsync()
    {
        try
        {
            ReferenceProgram.Find();
        }
        catch (BuiltInServerException e)
        {
            Skip.If(true, e.Message);
        }

        return BuiltInServer.StartAsync(Time, TimeProvider.System, CancellationToken.None);
    }

    private static async Task<RunEnvironment> EnvironmentAsync(Target target)
    {
        var offer = await TargetProbe.RunAsync(target, new Pace(Time, new Limits(), TimeProvider.System), "probe", new Transcript(TimeProvider.System), CancellationToken.None);
        return new RunEnvironment(target, offer, TranscriptText.Catalogue, null, new RunOptions { Timeout = Time, CaseTimeout = Time }, TimeProvider.System, new MailboxNames("walk", "t", offer));
    }

    private static WalkSettings Seeds(params int[] seeds) => new(seeds, 40, null, [], Time);

    [SkippableFact]
    public async Task The_reference_server_passes_and_the_same_seed_says_the_same()
    {
        await using var server = await StartAsync();
        var environment = await EnvironmentAsync(server.Target);
        var told = new List<CaseResult>();
        var first = await new WalkRunner(environment, Seeds(3, 1), TheSuite.Folder()).RunAsync(told.Add, CancellationToken.None);
        Assert.Equal(["walks/seed-3", "walks/seed-1"], first.Select(r => r.Case.Id));
        Assert.Equal(2, told.Count);
        Assert.All(first, r => Assert.True(r.Outcome is Outcome.Pass or Outcome.Info, string.Join('\n', r.Checks.Where(c => c.Outcome > Outcome.Info).Select(c => c.Findings[0].Message)) + r.Reason));
        Assert.Contains(first[0].Checks, c => c.RequirementId == "3501-6.4.6-b");

        var again = await new WalkRunner(environment, Seeds(3), TheSuite.Folder()).RunAsync(_ => { }, CancellationToken.None);
        Assert.Equal(Said(first[0]), Said(again[0]));
        Assert.NotEqual(Said(first[1]), Said(again[0]));
    }

    [SkippableFact]
    public async Task A_fault_is_found_shrunk_and_written_as_a_scenario_that_fails_by_itself()
    {
        await using var server = await StartAsync();
        await using var relay = new ForgetfulRelay(server.Target.Host, server.Target.Port, Modified());
        var environment = await EnvironmentAsync(server.Target with { Port = relay.Port });
        var folder = TheSuite.Folder();
        var results = await new WalkRunner(environment, Seeds([.. Enumerable.Range(1, 20)]), folder).RunAsync(_ => { }, CancellationToken.None);
        var message = results.SelectMany(r => r.Checks).First(c => c is { RequirementId: "7162-3.1.3-f", Outcome: Outcome.Fail }).Findings.First(f => f.Outcome == Outcome.Fail).Message;
        var shrunk = Shrunk().Match(message);
        Assert.True(shrunk.Success, message);
        Assert.InRange(int.Parse(shrunk.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 2, 12);

        var ran = await TheSuite.RunAsync(
            "--server", $"127.0.0.1:{relay.Port}", "--user", environment.Target.Account.User, "--password", environment.Target.Account.Password, "--tls", "none",
            "--scenario", shrunk.Groups[2].Value, "--out", Path.Combine(folder, "out"));
        Assert.Equal(1, ran.Exit);
        Assert.Contains("7162-3.1.3-f", ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("random walk", ran.Output, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_report_tells_all_that_makes_the_same_walk_again()
    {
        await using var server = await StartAsync();
        await using var relay = new ForgetfulRelay(server.Target.Host, server.Target.Port, Modified());
        var (user, password) = server.Target.Account;
        var ran = await TheSuite.RunAsync(
            "--server", $"127.0.0.1:{relay.Port}", "--user", user, "--password", password, "--tls", "none",
            "--case", "walks/*", "--walks", "30", "--walk-sessions", "3", "--seed", "1", "--out", TheSuite.Folder());
        Assert.Equal(1, ran.Exit);
        Assert.Matches(@"repeat .* --tls none --seed 1 --walk-sessions 3 --case 'walks/seed-[0-9]+'", ran.Output);
    }

    [SkippableFact]
    public async Task A_failure_that_is_expected_is_not_shrunk()
    {
        await using var server = await StartAsync();
        await using var relay = new ForgetfulRelay(server.Target.Host, server.Target.Port, Modified());
        var folder = TheSuite.Folder();
        var results = await new WalkRunner(await EnvironmentAsync(server.Target with { Port = relay.Port }), Seeds([.. Enumerable.Range(1, 20)]), folder, (_, _) => true)
            .RunAsync(_ => { }, CancellationToken.None);
        Assert.Contains(results, r => r.Outcome == Outcome.Fail);
        Assert.Empty(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
    }

    [SkippableFact]
    public async Task Cancelling_ends_the_walks_and_leaves_no_mailbox()
    {
        await using var server = await StartAsync();
        var environment = await EnvironmentAsync(server.Target);
        using var stop = new CancellationTokenSource();
        var results = await new WalkRunner(environment, Seeds([.. Enumerable.Range(1, 500)]), TheSuite.Folder())
            .RunAsync(_ => stop.Cancel(), stop.Token).WaitAsync(Time);
        Assert.InRange(results.Count, 1, 50);
        Assert.Empty(environment.LeftMailboxes);
    }

    /// <summary>What sessions said, without what is another in each run: tags, names and mod-sequences.</summary>
    private static string Said(CaseResult result) => string.Join('\n', result.Transcript.Entries
        .Where(e => e.Kind == EntryKind.Sent && e.Tag is not null && e.Lane != Fixture.Lane && !e.IsSecret)
        .Select(e => e.Lane + Changing().Replace(System.Text.Encoding.ASCII.GetString(e.Bytes.Span)[e.Tag!.Length..].TrimEnd(), "#")));

    [GeneratedRegex(@"\[MODIFIED [^\]]*\] ")]
    private static partial Regex Modified();

    [GeneratedRegex(@"shrunk to (\d+) commands in (.*\.scenario), which fails by itself")]
    private static partial Regex Shrunk();

    [GeneratedRegex(@"walk-t-\d+|\d{6,}")]
    private static partial Regex Changing();
}
