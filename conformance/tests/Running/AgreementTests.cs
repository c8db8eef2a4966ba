using Conformance.Checking;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Scenarios;
using Conformance.Tests.Checking;

namespace Conformance.Tests.Running;

/// <summary>The same asked in two ways, of a server that says what the test makes it say.</summary>
public sealed class AgreementTests
{
    private const string LogIn = "S: * OK hello\nC: LOGIN alice pass\nS: {tag} OK\n";
    private const string LogOut = "C: LOGOUT\nS: * BYE\nS: {tag} OK\n";

    private const string Preparation =
        LogIn + "C: CREATE conformance-t-1\nS: {tag} OK\nC: EXAMINE conformance-t-1\nS: * 0 EXISTS\nS: * OK [UIDVALIDITY 9]\nS: * OK [UIDNEXT 5]\nS: {tag} OK\nC: CLOSE\nS: {tag} OK\n"
        + "C: DELETE conformance-t-1\nS: {tag} OK\n" + LogOut;

    private const string Select = "C: SELECT conformance-t-1 (CONDSTORE)\nS: * 2 EXISTS\nS: * OK [UIDVALIDITY 9]\nS: * OK [HIGHESTMODSEQ 12]\nS: {tag} OK\n";

    private const string Listing = "C: FETCH 1:* (UID FLAGS MODSEQ)\nS: * 1 FETCH (UID 3 FLAGS () MODSEQ (1))\nS: * 2 FETCH (UID 7 FLAGS (\\Seen) MODSEQ (12))\nS: {tag} OK\n";

    private static string Status(int messages, int highest) =>
        $"C: STATUS conformance-t-1 (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)\nS: * STATUS conformance-t-1 (MESSAGES {messages} UIDVALIDITY 9 HIGHESTMODSEQ {highest})\nS: {{tag}} OK\n";

    private static Task<Finding> FindingAsync(string check, params string[] connections) => FindingAsync("", check, connections);

    private static async Task<Finding> FindingAsync(string steps, string check, string[] connections)
    {
        await using var server = new ScriptedServer([Preparation, .. connections]);
        var offer = new Offer([], ["IMAP4REV1"], false, "", "/", new Dictionary<string, string>());
        var options = new RunOptions { Timeout = TimeSpan.FromSeconds(5), CaseTimeout = TimeSpan.FromSeconds(20) };
        var environment = new RunEnvironment(
            server.Target() with { Hooks = new Dictionary<string, IHook>() }, offer, TranscriptText.Catalogue, null, options, TimeProvider.System, new MailboxNames("conformance", "t", offer));
        await using var fixture = new Fixture(environment.Target, environment.Offer, new Pace(options.Timeout, options.Limits, TimeProvider.System), environment.Names);
        var scenario = ScenarioParser.ParseCases("test/case", "case.scenario", $"A test.\n\nneeds IMAP4rev1\nmailbox 0 messages\n{steps}check {check}      7162-3.1.7-a\n", TranscriptText.Catalogue);
        var result = await new ScenarioRunner(environment).RunAsync(scenario.Single(), 12, fixture, CancellationToken.None);
        Assert.Null(result.Reason);
        return Assert.Single(result.Checks.Single(c => c.RequirementId == "7162-3.1.7-a").Findings);
    }

    private static string[] Twice(params string[] connections) => [.. connections, .. connections];

    [Fact]
    public async Task Status_says_what_select_says()
    {
        var finding = await FindingAsync("status equals select", LogIn + Status(2, 12) + Select + LogOut, LogIn + Status(2, 12) + LogOut);
        Assert.Equal(Outcome.Pass, finding.Outcome);
    }

    [Fact]
    public async Task Status_and_select_that_differ_twice_are_found()
    {
        var finding = await FindingAsync("status equals select", Twice(LogIn + Status(2, 11) + Select + LogOut, LogIn + Status(2, 11) + LogOut));
        Assert.Equal(Outcome.Fail, finding.Outcome);
        Assert.Contains("HIGHESTMODSEQ 11, before SELECT and after it, and SELECT says 12", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_moves_by_itself_and_what_differs_only_once_is_no_difference()
    {
        Assert.Equal(Outcome.Pass, (await FindingAsync("status equals select", LogIn + Status(2, 11) + Select + LogOut, LogIn + Status(2, 13) + LogOut)).Outcome);
        Assert.Equal(Outcome.Pass, (await FindingAsync(
            "status equals select",
            LogIn + Status(3, 12) + Select + LogOut, LogIn + Status(3, 12) + LogOut,
            LogIn + Status(2, 12) + Select + LogOut, LogIn + Status(2, 12) + LogOut)).Outcome);
    }

    [Theory]
    [InlineData("7", 7, Outcome.Pass)]
    [InlineData("3 7", 7, Outcome.Fail)]
    [InlineData("7", 3, Outcome.Fail)]
    public async Task Search_finds_what_has_changed_since(string found, int told, Outcome expected)
    {
        var talk = LogIn + Select + Listing + $"C: UID SEARCH MODSEQ 12\nS: * SEARCH {found} (MODSEQ 12)\nS: {{tag}} OK\n"
            + $"C: UID FETCH 1:* (FLAGS) (CHANGEDSINCE 11)\nS: * 2 FETCH (UID {told} FLAGS () MODSEQ (12))\nS: {{tag}} OK\n" + LogOut;
        var finding = await FindingAsync("search equals changedsince", expected == Outcome.Pass ? [talk] : Twice(talk));
        Assert.Equal(expected, finding.Outcome);
    }

    [Theory]
    [InlineData("FLAGS (\\Seen) MODSEQ (12)", "2", Outcome.Pass)]
    [InlineData("FLAGS () MODSEQ (12)", "2", Outcome.Fail)]
    [InlineData("FLAGS (\\Seen) MODSEQ (11)", "2", Outcome.Fail)]
    [InlineData("FLAGS (\\Seen) MODSEQ (12)", "1", Outcome.Fail)]
    public async Task Uid_form_and_sequence_form_tell_the_same(string second, string searched, Outcome expected)
    {
        var talk = LogIn + Select + Listing + $"C: UID FETCH 1:* (FLAGS MODSEQ)\nS: * 2 FETCH (UID 7 {second})\nS: * 1 FETCH (UID 3 FLAGS () MODSEQ (1))\nS: {{tag}} OK\n";
        // What the listing differs in already is not searched for.
        if (!second.Contains("11", StringComparison.Ordinal) && !second.StartsWith("FLAGS ()", StringComparison.Ordinal))
            talk += $"C: SEARCH MODSEQ 12\nS: * SEARCH {searched} (MODSEQ 12)\nS: {{tag}} OK\nC: UID SEARCH MODSEQ 12\nS: * SEARCH 7 (MODSEQ 12)\nS: {{tag}} OK\n";
        talk += LogOut;
        var finding = await FindingAsync("uid equals sequence", expected == Outcome.Pass ? [talk] : Twice(talk));
        Assert.Equal(expected, finding.Outcome);
    }

    [Theory]
    // From the first point the client is told of the change, from the second there is none.
    [InlineData("S: * 1 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (12))\n", Outcome.Pass)]
    // From the last point nothing is lost, and from the one before a change is.
    [InlineData("", Outcome.Fail)]
    public async Task A_ladder_asks_from_every_point(string changed, Outcome expected)
    {
        const string opening = LogIn + "C: SELECT conformance-t-1 (CONDSTORE)\nS: * 1 EXISTS\nS: * OK [UIDVALIDITY 9]\nS: * OK [HIGHESTMODSEQ 10]\nS: {tag} OK\n"
            + "C: FETCH 1 (UID FLAGS)\nS: * 1 FETCH (UID 5 FLAGS ())\nS: {tag} OK\nC: NOOP\nS: * 1 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (12))\nS: {tag} OK\n" + LogOut;
        var ladder = LogIn + "C: SELECT conformance-t-1 (CONDSTORE)\nS: * 1 EXISTS\nS: * OK [UIDVALIDITY 9]\nS: {tag} OK\n"
            + "C: UID FETCH 1:* (FLAGS)\nS: * 1 FETCH (UID 5 FLAGS (\\Seen))\nS: {tag} OK\n"
            + string.Concat(Enumerable.Repeat($"C: UID FETCH 1:* (FLAGS) (CHANGEDSINCE 10)\n{changed}S: {{tag}} OK\n", 2))
            + "C: UID FETCH 1:* (FLAGS) (CHANGEDSINCE 12)\nS: {tag} OK\n" + LogOut;
        var finding = await FindingAsync("A  SELECT $mailbox (CONDSTORE)\nA  FETCH 1 (UID FLAGS)\nA  NOOP\n", "ladder A", [opening, .. expected == Outcome.Pass ? [ladder] : Twice(ladder)]);
        Assert.Equal(expected, finding.Outcome);
        if (expected == Outcome.Fail)
            Assert.Contains("from HIGHESTMODSEQ 10 lost a flag change of UID 5", finding.Message, StringComparison.Ordinal);
    }
}
