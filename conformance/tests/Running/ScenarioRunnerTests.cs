using System.Diagnostics;
using System.Text;
using Conformance.Checking;
using Conformance.Running;
using Conformance.Running.Hooks;
using Conformance.Scenarios;
using Conformance.Tests.Checking;
using Conformance.Wire;

namespace Conformance.Tests.Running;

public sealed class ScenarioRunnerTests
{
    private const string LogIn = "S: * OK hello\nC: LOGIN alice pass\nS: {tag} OK\n";
    private const string LogOut = "\nC: LOGOUT\nS: * BYE\nS: {tag} OK\n";

    private const string Preparation =
        LogIn +
        """
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

    private sealed record Setting(double Timeout = 2, double CaseTimeout = 20, params string[] Capabilities);

    private static RunEnvironment Environment(ScriptedServer server, Setting setting, IReadOnlyDictionary<string, IHook>? hooks = null)
    {
        var offer = new Offer([], ["IMAP4REV1", .. setting.Capabilities], false, "", "/", new Dictionary<string, string>());
        var target = server.Target() with { Hooks = hooks ?? new Dictionary<string, IHook>() };
        var options = new RunOptions { Timeout = TimeSpan.FromSeconds(setting.Timeout), CaseTimeout = TimeSpan.FromSeconds(setting.CaseTimeout) };
        return new RunEnvironment(target, offer, TranscriptText.Catalogue, null, options, TimeProvider.System, new MailboxNames("conformance", "t", offer));
    }

    private static ScenarioCase Case(string body)
    {
        var text = body.StartsWith("needs", StringComparison.Ordinal) ? body : "needs IMAP4rev1\n" + body;
        return Assert.Single(ScenarioParser.ParseCases("test/case", "case.scenario", "A test.\n\n" + text, TranscriptText.Catalogue));
    }

    private static async Task<CaseResult> RunAsync(
        ScriptedServer server, string body, Setting? setting = null, IReadOnlyDictionary<string, IHook>? hooks = null, CancellationToken cancel = default)
    {
        var environment = Environment(server, setting ?? new Setting(), hooks);
        await using var fixture = new Fixture(
            environment.Target, environment.Offer, new Pace(environment.Options.Timeout, environment.Options.Limits, TimeProvider.System), environment.Names);
        return await new ScenarioRunner(environment).RunAsync(Case(body), 12, fixture, cancel);
    }

    private static Outcome? Of(CaseResult result, string id) => result.Checks.SingleOrDefault(c => c.RequirementId == id)?.Outcome;

    [Fact]
    public async Task A_case_gets_its_mailbox_its_steps_and_its_verdict()
    {
        await using var server = new ScriptedServer(
            [
                Preparation,
                LogIn + "C: SELECT conformance-t-1\nS: * 0 EXISTS\nS: * OK [UIDNEXT 5]\nS: {tag} OK\nC: NOOP\nS: {tag} OK" + LogOut,
            ]);
        var result = await RunAsync(
            server,
            """
            mailbox 0 messages
            A  SELECT $mailbox
               * OK [UIDNEXT $uidnext]       3501-7.4.1-b
            A  NOOP
            """);
        Assert.Empty(server.Complaints);
        Assert.Null(result.Reason);
        Assert.Equal(Outcome.Pass, Of(result, "3501-7.4.1-b"));
        Assert.Equal((1, 0), (result.Attempts, result.FailedAttempts));
        Assert.Contains(result.Transcript.Entries, e => e.Tag == "s12A2" && e.Lane == "A");
        Assert.All(result.Transcript.Entries, e => Assert.DoesNotContain("pass", e.IsSecret ? "" : Encoding.Latin1.GetString(e.Bytes.Span), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SILENCE", "no tagged answer to s12A2 within")]
    [InlineData("S: * BYE [UNAVAILABLE] going down", "the server said BYE [UNAVAILABLE] going down")]
    [InlineData("S~ * 1 FETCH (BODY[] {400}\\r\\n0123", "inside a literal, 4 of 400 bytes had come")]
    [InlineData("S: * 1 FETCH (BODY[] {4294967296}", "a literal of 4294967296 bytes")]
    [InlineData("ENDLESS * OK so", "a line of more than")]
    [InlineData("FLOOD * 1 EXISTS", "more than 20000 responses")]
    public async Task A_server_that_goes_astray_blocks_the_case_in_time_and_leaves_no_mailbox(string act, string reason)
    {
        await using var server = new ScriptedServer([Preparation, LogIn + "C: NOOP\n" + act]);
        var watch = Stopwatch.StartNew();
        var result = await RunAsync(
            server, "mailbox 0 messages\nA  NOOP\n   never * 9 EXPUNGE   3501-7.4.1-b\n   OK   3501-2.2.1-a\nA  NOOP\n   OK   7162-3.1.3-s", new Setting(Timeout: 1));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 10);
        Assert.Equal(Outcome.Blocked, Of(result, "7162-3.1.3-s"));
        Assert.NotEqual(Outcome.Fail, result.Outcome);
        Assert.Contains(reason, result.Reason!, StringComparison.Ordinal);
        Assert.Empty(server.Complaints);
        Assert.Contains(result.Transcript.Entries, e => Encoding.Latin1.GetString(e.Bytes.Span).Contains("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_with_several_sessions_is_repeated_to_tell_how_often_it_happens()
    {
        var good = LogIn + "C: NOOP\nS: {tag} OK" + LogOut;
        var bad = LogIn + "C: NOOP\nS: {tag} BAD" + LogOut;
        await using var server = new ScriptedServer([good, bad, good, good, good, bad]);
        var result = await RunAsync(server, "A  NOOP\nB  NOOP\n   OK   7162-3.1.3-s");
        Assert.Equal((Outcome.Fail, 3, 2), (result.Outcome, result.Attempts, result.FailedAttempts));

        await using var alone = new ScriptedServer([bad]);
        Assert.Equal(1, (await RunAsync(alone, "A  NOOP\n   OK   7162-3.1.3-s")).Attempts);
    }

    [Fact]
    public async Task What_is_expected_eventually_is_asked_for_again_until_it_comes()
    {
        const string script = LogIn + "C: NOOP\nS: {tag} OK\nC: NOOP\nS: * 3 EXISTS\nS: {tag} OK\nC: NOOP\nS: {tag} OK\nS: * 4 EXISTS";
        await using var server = new ScriptedServer([script + LogOut]);
        var result = await RunAsync(server, "A  NOOP\n   eventually * 3 EXISTS   3501-7.4.1-b\nA  NOOP\n   OK   7162-3.1.3-s");
        Assert.Equal(Outcome.Pass, result.Outcome);
        Assert.Empty(server.Complaints);

        await using var never = new ScriptedServer([LogIn + string.Concat(Enumerable.Repeat("C: NOOP\nS: {tag} OK\n", 1000))]);
        var unmet = await RunAsync(never, "A  NOOP\n   eventually * 3 EXISTS   7162-3.1.3-s", new Setting(Timeout: 0.5));
        Assert.Equal(Outcome.Fail, unmet.Outcome);
        // It is left to the server to speak: not as many NOOPs as fit into the time.
        Assert.InRange(unmet.Transcript.Entries.Count(e => e.Kind == EntryKind.Sent), 3, 30);
    }

    [Fact]
    public async Task A_wait_ends_with_what_it_waits_for_or_with_the_deadline()
    {
        await using var server = new ScriptedServer([LogIn + "C: IDLE\nS: + idling\nS: * 4 EXISTS\nC= DONE\nS: {tag} OK" + LogOut]);
        var met = await RunAsync(server, "A  IDLE\nA  wait\n   * 4 EXISTS   7162-3.1.3-s\nA  DONE");
        Assert.Equal(Outcome.Pass, met.Outcome);

        await using var silent = new ScriptedServer([LogIn + "C: IDLE\nS: + idling\nC= DONE\nS: {tag} OK" + LogOut]);
        var unmet = await RunAsync(silent, "A  IDLE\nA  wait\n   * 4 EXISTS   7162-3.1.3-s\nA  DONE\n   OK   3501-7.4.1-b", new Setting(Timeout: 0.5));
        Assert.Equal((Outcome.Fail, Outcome.Pass), (Of(unmet, "7162-3.1.3-s"), Of(unmet, "3501-7.4.1-b")));
    }

    [Fact]
    public async Task The_end_of_a_connection_can_be_expected()
    {
        await using var server = new ScriptedServer([LogIn + "C: LOGOUT\nS: * BYE\nS: {tag} OK\nHANGUP"]);
        Assert.Equal(Outcome.Pass, (await RunAsync(server, "A  LOGOUT\n   EOF   7162-3.1.3-s")).Outcome);

        await using var stays = new ScriptedServer([LogIn + "C: LOGOUT\nS: * BYE\nS: {tag} OK\nSILENCE"]);
        Assert.Equal(Outcome.Fail, (await RunAsync(stays, "A  LOGOUT\n   EOF   7162-3.1.3-s", new Setting(Timeout: 0.5))).Outcome);
    }

    [Fact]
    public async Task What_is_said_together_goes_out_before_any_answer_is_read()
    {
        await using var server = new ScriptedServer([LogIn + "C: NOOP\nC: CHECK\nS: s12A2 OK first\nS: s12A3 NO second" + LogOut]);
        var result = await RunAsync(server, "together\nA  NOOP\nA  CHECK\n   NO   7162-3.1.3-s\nend");
        Assert.Equal(Outcome.Pass, result.Outcome);
        Assert.Empty(server.Complaints);
        Assert.Contains(result.Transcript.Entries, e => e.Tag == "s12A3");
    }

    [Fact]
    public async Task A_repetition_says_how_often_and_binds_anew()
    {
        await using var server = new ScriptedServer(
            [LogIn + "C: NOOP 1\nS: * 5 EXISTS\nS: {tag} OK\nC: NOOP 2\nS: * 6 EXISTS\nS: {tag} OK\nC: NOOP 3\nS: {tag} OK" + LogOut]);
        var result = await RunAsync(server, "repeat 3\nA  NOOP $i\n   * $n EXISTS   7162-3.1.3-s\nend");
        var check = Assert.Single(result.Checks, c => c.RequirementId == "7162-3.1.3-s");
        Assert.Equal(Outcome.Fail, check.Outcome);
        Assert.Equal(
            [(Outcome.Pass, new Occurrences(2, 3)), (Outcome.Fail, new Occurrences(1, 3))],
            check.Findings.Select(f => (f.Outcome, f.Occurrences!)));
    }

    [Fact]
    public async Task A_connection_can_be_cut_in_the_middle_of_an_answer_and_made_again()
    {
        await using var server = new ScriptedServer(
            [
                LogIn + "C: NOOP\nS: * 1 EXISTS\nS: * 2 EXISTS\nS: {tag} OK\nSILENCE",
                LogIn + "C: NOOP\nS: {tag} OK" + LogOut,
            ]);
        var result = await RunAsync(server, "drop A after line 1\nA  NOOP\n   * 1 EXISTS   3501-7.4.1-b\nreconnect A\nA  NOOP\n   OK   7162-3.1.3-s");
        Assert.Null(result.Reason);
        Assert.Equal((Outcome.Pass, Outcome.Pass), (Of(result, "3501-7.4.1-b"), Of(result, "7162-3.1.3-s")));
        Assert.DoesNotContain(result.Transcript.Entries, e => Encoding.Latin1.GetString(e.Bytes.Span).StartsWith("* 2 EXISTS", StringComparison.Ordinal) && e.Kind == EntryKind.Received);
    }

    [Fact]
    public async Task Values_are_compared_and_what_has_none_blocks()
    {
        await using var server = new ScriptedServer([LogIn + "C: NOOP\nS: * 5 EXISTS\nS: {tag} OK" + LogOut]);
        var result = await RunAsync(
            server,
            """
            A  NOOP
               * $n EXISTS
               may * $m EXPUNGE
            let $old = $n
            check $n >= $old   3501-7.4.1-b
            check $n > $old    3501-2.2.1-a
            check $m = $n      7162-3.1.3-s
            """);
        Assert.Equal((Outcome.Pass, Outcome.Blocked), (Of(result, "3501-7.4.1-b"), Of(result, "7162-3.1.3-s")));
        Assert.Contains("5 > 5", result.Checks.Single(c => c.RequirementId == "3501-2.2.1-a").Findings.Single(f => f.Line is not null).Actual!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("needs CONDSTORE IDLE", "CONDSTORE and IDLE not offered")]
    [InlineData("needs not:XFOO", "XFOO is offered")]
    [InlineData("needs hook:restart", "no hook restart was given (--hook restart=COMMAND)")]
    [InlineData("needs user2", "no second account was given (--user2)")]
    public async Task What_the_target_lacks_skips_the_case_with_the_reason(string needs, string reason)
    {
        await using var server = new ScriptedServer(["SILENCE"]);
        var scenarioCase = Assert.Single(ScenarioParser.ParseCases(
            "test/case", "case.scenario", $"A test.\n\n{needs}\nA  NOOP\n   OK   7162-3.1.3-s", TranscriptText.Catalogue));
        var environment = Environment(server, new Setting(Capabilities: "XFOO"));
        await using var fixture = new Fixture(environment.Target, environment.Offer, new Pace(TimeSpan.FromSeconds(1), new Limits(), TimeProvider.System), environment.Names);
        var result = await new ScenarioRunner(environment).RunAsync(scenarioCase, 1, fixture, CancellationToken.None);
        Assert.Equal((Outcome.Skip, reason, 0), (result.Outcome, result.Reason, result.Attempts));
        Assert.Equal(Outcome.Skip, Of(result, "7162-3.1.3-s"));
    }

    [Fact]
    public async Task A_hook_is_run_and_noted_and_one_that_fails_blocks()
    {
        var hooks = new Dictionary<string, IHook>
        {
            ["deliver"] = new ShellHook("echo \"$IMAP_USER at $IMAP_PORT\"", TimeSpan.FromSeconds(10), TimeProvider.System),
            ["restart"] = new ShellHook("echo oh no; exit 3", TimeSpan.FromSeconds(10), TimeProvider.System),
        };
        await using var server = new ScriptedServer([LogIn + "C: NOOP\nS: {tag} OK" + LogOut]);
        var result = await RunAsync(server, "needs hook:deliver hook:restart\nA  NOOP\nhook deliver\nhook restart\nA  NOOP\n   OK   7162-3.1.3-s", hooks: hooks);
        Assert.Contains(result.Transcript.Entries, e => e.Text == $"hook deliver is done: alice at {server.Port}");
        Assert.Contains("hook restart failed: exit code 3; it printed: oh no", result.Reason!, StringComparison.Ordinal);
        Assert.Equal(Outcome.Blocked, Of(result, "7162-3.1.3-s"));
    }

    [Fact]
    public async Task A_case_has_a_deadline_and_is_put_away_behind_it()
    {
        await using var server = new ScriptedServer([Preparation, LogIn + "C: NOOP\nSILENCE"]);
        var result = await RunAsync(server, "mailbox 0 messages\nA  NOOP\n   OK   7162-3.1.3-s", new Setting(Timeout: 30, CaseTimeout: 1));
        Assert.Equal("the case was not done within 1 s", result.Reason);
        Assert.Equal(Outcome.Blocked, result.Outcome);
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task An_interruption_still_removes_the_mailbox()
    {
        await using var server = new ScriptedServer([Preparation, LogIn + "C: NOOP\nSILENCE"]);
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var result = await RunAsync(server, "mailbox 0 messages\nA  NOOP\n   OK   7162-3.1.3-s", new Setting(Timeout: 30, CaseTimeout: 30), cancel: interrupt.Token);
        Assert.Equal("the run was interrupted", result.Reason);
        Assert.Contains(result.Transcript.Entries, e => Encoding.Latin1.GetString(e.Bytes.Span).Contains("DELETE", StringComparison.Ordinal));
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_made_blocks_with_what_the_server_said()
    {
        await using var server = new ScriptedServer(
            [LogIn + "C: CREATE conformance-t-1\nS: {tag} NO [NOPERM] not you\nC: DELETE conformance-t-1\nS: {tag} NO none\nC: LIST \"\" conformance-t-1\nS: {tag} OK" + LogOut]);
        var result = await RunAsync(server, "mailbox 0 messages\nA  NOOP\n   OK   7162-3.1.3-s");
        Assert.Equal((Outcome.Blocked, "CREATE conformance-t-1 was answered NO [NOPERM] not you"), (result.Outcome, result.Reason));
        Assert.Empty(server.Complaints);
    }

    [Fact]
    public async Task A_session_that_was_cut_and_not_made_again_is_our_own_error()
    {
        await using var server = new ScriptedServer([LogIn + "C: NOOP\nS: {tag} OK\nSILENCE"]);
        var result = await RunAsync(server, "A  NOOP\ndrop A\nA  NOOP\n   OK   7162-3.1.3-s");
        Assert.Equal(Outcome.Error, result.Outcome);
        Assert.Contains("'reconnect A'", result.Reason!, StringComparison.Ordinal);
    }
}
