using System.Globalization;
using Conformance.Checking;
using Conformance.CommandLine;
using Conformance.Grammar;
using Conformance.Reporting;
using Conformance.Running;
using Conformance.Scenarios;

namespace Conformance.Tests.Suite;

/// <summary>
/// Every case of every scenario, one test each. They run one after the other, as some of them restart the server.
/// Against another server: <c>tools/peers/peer with dovecot -- dotnet test conformance/tests --filter ScenarioTests</c>.
/// </summary>
public sealed class ScenarioTests(ScenarioTests.Bench bench) : IClassFixture<ScenarioTests.Bench>
{
    private static readonly Lazy<ScenarioSet> Set = new(() => ScenarioSet.Load(Home.Scenarios));

    public static TheoryData<string> Cases => [.. Set.Value.Cases.Where(c => !c.IsThorough).Select(c => c.Id)];

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public async Task The_server_holds_what_the_scenario_asks(string id)
    {
        var index = Set.Value.Cases.ToList().FindIndex(c => c.Id == id);
        var result = await bench.RunAsync(Set.Value.Cases[index], index + 1);
        Skip.If(result.Outcome == Outcome.Skip, result.Reason);

        var failed = result.Checks.Where(c => c.Outcome == Outcome.Fail).ToList();
        Assert.True(failed.Count == 0, string.Join('\n', failed.Select(c => Card.Write(bench.Report([result]), result, c))));
        Assert.True(
            result.Outcome is Outcome.Pass or Outcome.Info or Outcome.Warn,
            $"{id} is {result.Outcome}: {result.Reason}\n{TranscriptFile.Write(result)}");
    }

    [Fact]
    public void There_are_cases() => Assert.NotEmpty(Set.Value.Cases);

    /// <summary>The server, and the connection that prepares the mailboxes, for all cases.</summary>
    public sealed class Bench : IAsyncLifetime
    {
        private readonly TestTarget target = new();
        private readonly DateTimeOffset started = DateTimeOffset.UtcNow;
        private Fixture? fixture;
        private ScenarioRunner? runner;

        public async Task InitializeAsync()
        {
            await target.InitializeAsync();
            var (opened, options) = (target.Opened, target.Settings.Run);
            var names = new MailboxNames(options.Prefix, started.ToUnixTimeMilliseconds().ToString("x", CultureInfo.InvariantCulture), opened.Offer);
            var environment = new RunEnvironment(
                opened.Target, opened.Offer, Set.Value.Catalogue, SyntaxJudge.Load(Home.Grammar), options, TimeProvider.System, names);
            fixture = new Fixture(opened.Target, opened.Offer, opened.Pace, names);
            runner = new ScenarioRunner(environment);
        }

        public async Task DisposeAsync()
        {
            if (fixture is not null)
                await fixture.DisposeAsync();
            await target.DisposeAsync();
        }

        /// <summary>Runs one case. The runner bounds it by the case's own time.</summary>
        public Task<CaseResult> RunAsync(ScenarioCase scenarioCase, int number) => runner!.RunAsync(scenarioCase, number, fixture!, CancellationToken.None);

        /// <summary>What a failure card needs to know of the run.</summary>
        public RunResult Report(IReadOnlyList<CaseResult> results) => new(
            target.Opened.Description,
            target.Settings.Server is null,
            target.Opened.Identity,
            target.Opened.Offer.Capabilities,
            target.Settings.Run.Seed,
            [],
            $"./run-conformance.sh --seed {target.Settings.Run.Seed}{(target.Settings.Server is { } server ? $" --server {server}" : "")}",
            new Dictionary<string, string>(),
            started,
            TimeSpan.Zero,
            results,
            Set.Value.Catalogue,
            null);
    }
}
