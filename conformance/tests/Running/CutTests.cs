using Conformance.Checking;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Scenarios;
using Conformance.Tests.Checking;
using Conformance.Wire;

namespace Conformance.Tests.Running;

/// <summary>A session that is cut off after each of its lines, and the cache that it has by then.</summary>
public sealed class CutTests
{
    private const string LogIn = "S: * OK hello\nC: LOGIN alice pass\nS: {tag} OK\n";
    private const string LogOut = "\nC: LOGOUT\nS: * BYE\nS: {tag} OK\n";

    private const string Preparation =
        LogIn
        + """
        C: CREATE conformance-t-1
        S: {tag} OK
        C: EXAMINE conformance-t-1
        S: * 0 EXISTS
        S: * OK [UIDVALIDITY 9]
        S: * OK [UIDNEXT 5]
        S: {tag} OK
        C: CLOSE
        S: {tag} OK
        C: DELETE conformance-t-1
        S: {tag} OK
        """ + LogOut;

    // From SELECT's answer on there is a cache. Lines: 1 and 2 answer FETCH, 3 and 4 answer NOOP.
    private const string Opening =
        LogIn
        + """
        C: SELECT conformance-t-1 (CONDSTORE)
        S: * 1 EXISTS
        S: * OK [UIDVALIDITY 9]
        S: * OK [HIGHESTMODSEQ 10]
        S: {tag} OK
        C: FETCH 1 (UID FLAGS)
        S: * 1 FETCH (UID 5 FLAGS ())
        S: {tag} OK
        C: NOOP
        S: * 1 FETCH (UID 5 FLAGS (\Seen) MODSEQ (12))
        S: {tag} OK

        """;

    private const string Scenario =
        """
        A test.

        needs IMAP4rev1
        mailbox 0 messages
        cut A 6 lines      7162-3.2-i
        A  SELECT $mailbox (CONDSTORE)
        A  FETCH 1 (UID FLAGS)
           * 1 FETCH (FLAGS (\Answered))      7162-3.1-a
        A  NOOP
        drop A
        reconnect A
        A  CHECK
        """;

    /// <summary>The connection that resynchronises: what has changed since, then the listing as often as it is asked for.</summary>
    private static string Resynchronise(int since, string changed, params string[] listings) =>
        LogIn
        + "C: SELECT conformance-t-1 (CONDSTORE)\nS: * 1 EXISTS\nS: * OK [UIDVALIDITY 9]\nS: {tag} OK\n"
        + $"C: UID FETCH 1:* (FLAGS) (CHANGEDSINCE {since})\n{changed}S: {{tag}} OK\n"
        + string.Concat(listings.Select(l => $"C: UID FETCH 1:* (FLAGS)\nS: * 1 FETCH (UID 5 FLAGS ({l}))\nS: {{tag}} OK\n"))
        + LogOut.TrimStart('\n');

    private static Task<CaseResult> RunAsync(int afterLine, params string[] connections) => RunAsync($"cut-{afterLine}", connections);

    private static async Task<CaseResult> RunAsync(string label, params string[] connections)
    {
        await using var server = new ScriptedServer([Preparation, .. connections]);
        var offer = new Offer([], ["IMAP4REV1"], false, "", "/", new Dictionary<string, string>());
        var options = new RunOptions { Timeout = TimeSpan.FromSeconds(2), CaseTimeout = TimeSpan.FromSeconds(20) };
        var environment = new RunEnvironment(
            server.Target() with { Hooks = new Dictionary<string, IHook>() }, offer, TranscriptText.Catalogue, null, options, TimeProvider.System, new MailboxNames("conformance", "t", offer));
        await using var fixture = new Fixture(
            environment.Target, environment.Offer, new Pace(options.Timeout, options.Limits, TimeProvider.System), environment.Names);
        var cut = ScenarioParser.ParseCases(
            "test/case", "case.scenario", label.Contains("octet", StringComparison.Ordinal) ? Scenario.Replace("6 lines", "90 octets", StringComparison.Ordinal) : Scenario, TranscriptText.Catalogue).Single(c => c.Id == $"test/case@{label}");
        return await new ScenarioRunner(environment).RunAsync(cut, 12, fixture, CancellationToken.None);
    }

    private static List<string> Said(CaseResult result) =>
        [.. result.Transcript.Entries.Where(e => e is { Lane: "A", Kind: EntryKind.Sent }).Select(e => System.Text.Encoding.ASCII.GetString(e.Bytes.Span).Split(' ', 2)[1].TrimEnd())];

    private static string LastLine(CaseResult result) =>
        System.Text.Encoding.ASCII.GetString(result.Transcript.Entries.Last(e => e is { Lane: "A", Kind: EntryKind.Received }).Bytes.Span).TrimEnd();

    [Fact]
    public async Task Cut_after_the_tagged_answer_the_client_asks_from_what_it_was_told_and_says_nothing_more()
    {
        var result = await RunAsync(4, Opening, Resynchronise(12, "", "\\Seen"));
        Assert.Null(result.Reason);
        Assert.Equal(Outcome.Pass, Assert.Single(result.Checks, c => c.RequirementId == "7162-3.2-i").Outcome);
        Assert.Equal("NOOP", Said(result)[^1]);
        // The scenario's own lines are judged without the cut.
        Assert.DoesNotContain(result.Checks, c => c.RequirementId == "7162-3.1-a" && c.Outcome == Outcome.Fail);
    }

    [Fact]
    public async Task Cut_before_it_the_client_asks_from_the_value_before()
    {
        var result = await RunAsync(3, Opening, Resynchronise(10, "S: * 1 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (12))\n", "\\Seen"));
        Assert.Null(result.Reason);
        Assert.Equal(Outcome.Pass, result.Checks.Single(c => c.RequirementId == "7162-3.2-i").Outcome);
    }

    [Fact]
    public async Task Cut_in_the_middle_of_a_line_the_client_has_what_it_had_before_the_command()
    {
        // Of the answer to FETCH, after which the scenario's NOOP comes, all but the last octet.
        var octets = "* 1 FETCH (UID 5 FLAGS ())\r\ns12A3 OK\r\n".Length;
        var result = await RunAsync($"cut-octet-{octets - 1}", Opening, Resynchronise(10, "S: * 1 FETCH (UID 5 FLAGS (\\Seen) MODSEQ (12))\n", "\\Seen"));
        Assert.Null(result.Reason);
        Assert.Equal(Outcome.Pass, result.Checks.Single(c => c.RequirementId == "7162-3.2-i").Outcome);
        Assert.StartsWith("FETCH", Said(result)[^1], StringComparison.Ordinal);
        Assert.StartsWith("* 1 FETCH", LastLine(result), StringComparison.Ordinal);
        Assert.Equal("s12A3 OK\r", System.Text.Encoding.ASCII.GetString(result.Transcript.Entries.Last(e => e is { Lane: "A", Kind: EntryKind.Closed }).Bytes.Span));
    }

    [Fact]
    public async Task A_change_that_the_client_does_not_learn_of_breaks_the_ids_of_the_header()
    {
        var result = await RunAsync(3, Opening, Resynchronise(10, "", "\\Seen", "\\Seen"));
        var finding = Assert.Single(result.Checks.Single(c => c.RequirementId == "7162-3.2-i").Findings);
        Assert.Equal((Outcome.Fail, 5), (finding.Outcome, finding.Line!.Number));
        Assert.Contains("lost a flag change of UID 5", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_that_moves_between_the_answers_is_compared_again()
    {
        var moving = Resynchronise(10, "", "\\Seen", "\\Seen \\Flagged");
        var result = await RunAsync(3, Opening, moving, Resynchronise(10, "S: * 1 FETCH (UID 5 FLAGS (\\Seen \\Flagged) MODSEQ (13))\n", "\\Seen \\Flagged"));
        Assert.Null(result.Reason);
        Assert.Equal(Outcome.Pass, result.Checks.Single(c => c.RequirementId == "7162-3.2-i").Outcome);
    }

    [Fact]
    public async Task The_lines_of_the_next_connection_count_on_without_those_of_its_login()
    {
        var result = await RunAsync(5, Opening + "SILENCE", LogIn + "C: CHECK\nS: * 1 EXISTS\nS: {tag} OK\n", Resynchronise(12, "", "\\Seen"));
        Assert.Null(result.Reason);
        Assert.Equal("CHECK", Said(result)[^1]);
        Assert.Equal(Outcome.Pass, result.Checks.Single(c => c.RequirementId == "7162-3.2-i").Outcome);
        // Its second line is not there any more.
        Assert.Equal("* 1 EXISTS", LastLine(result));
    }

    [Fact]
    public async Task A_cut_after_more_lines_than_there_are_is_skipped()
    {
        var result = await RunAsync(6, Opening + "SILENCE", LogIn + "C: CHECK\nS: {tag} OK" + LogOut);
        Assert.Equal((Outcome.Skip, "session A was told fewer lines than it was to be cut after"), (result.Outcome, result.Reason));
    }
}
