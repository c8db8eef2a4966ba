using Conformance.Checking;
using Conformance.Checking.Invariants;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>Runs cases: new mailboxes, the steps, the invariants, the verdict, and everything put away again.</summary>
public sealed class ScenarioRunner(RunEnvironment environment)
{
    /// <summary>How often a failing case with several sessions is run in all.</summary>
    public const int MaxAttempts = 3;

    /// <summary>The least time for removing mailboxes, also after everything else was cancelled.</summary>
    private static readonly TimeSpan CleanupTime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Runs one case. Whatever the server does ends as a result; a failure with several sessions is repeated on new mailboxes, to tell how often it
    /// happens, and stays the failure that it is.
    /// </summary>
    /// <param name="number">The case's number in the run; it stands in the tags.</param>
    /// <param name="fixture">The connection that prepares mailboxes; used by nobody else meanwhile.</param>
    public async Task<CaseResult> RunAsync(ScenarioCase scenarioCase, int number, Fixture fixture, CancellationToken cancel)
    {
        if (Unmet(scenarioCase.Scenario) is { } reason)
            return Skipped(scenarioCase, reason);

        var start = environment.Clock.GetTimestamp();
        var first = await AttemptAsync(scenarioCase, $"s{number}", fixture, cancel);
        var (attempts, failed) = (1, first.Outcome == Outcome.Fail ? 1 : 0);
        while (first.Outcome == Outcome.Fail && HasSeveralSessions(scenarioCase.Scenario) && attempts < MaxAttempts && !cancel.IsCancellationRequested)
        {
            attempts++;
            var again = await AttemptAsync(scenarioCase, $"s{number}{(char)('a' + attempts - 1)}", fixture, cancel);
            failed += again.Outcome == Outcome.Fail ? 1 : 0;
        }

        return first with { Attempts = attempts, FailedAttempts = failed, Duration = environment.Clock.GetElapsedTime(start) };
    }

    /// <summary>Why the target cannot run this scenario, or null if it can.</summary>
    public string? Unmet(Scenario scenario)
    {
        var (target, offer) = (environment.Target, environment.Offer);
        var missing = scenario.Needs.Capabilities.Where(c => !c.Equals("IMAP4rev1", StringComparison.OrdinalIgnoreCase) && !offer.Has(c)).ToList();
        if (missing.Count > 0)
            return $"{string.Join(" and ", missing)} not offered";
        if (scenario.Needs.Without.FirstOrDefault(offer.Has) is { } unwanted)
            return $"{unwanted} is offered";
        if (scenario.Needs.Hooks.Where(h => !target.Hooks.ContainsKey(h)).ToList() is { Count: > 0 } hooks)
            return $"no hook {string.Join(" and ", hooks)} was given (--hook {hooks[0]}=COMMAND)";
        return scenario.Needs.SecondUser && target.SecondAccount is null ? "no second account was given (--user2)" : null;
    }

    /// <summary>The result of a case that is not run.</summary>
    public CaseResult Skipped(ScenarioCase scenarioCase, string reason)
    {
        var judgement = Judge.Case([], environment.Catalogue, scenarioCase.Scenario.Requirements, skipped: reason);
        return new CaseResult(scenarioCase, judgement.Outcome, judgement.Checks, reason, new Transcript(TimeProvider.System), TimeSpan.Zero, 0, 0);
    }

    /// <summary>How many connections a case has at once, the one that prepares mailboxes not counted.</summary>
    public static int ConnectionsOf(Scenario scenario)
    {
        var race = Flatten(scenario.Steps).OfType<ContestStep>().Select(r => r.Sessions + 1).DefaultIfEmpty(0).Max();
        var others = scenario.Cut is not null || Flatten(scenario.Steps).Any(s => s is ConvergedStep or LadderStep or AgreementStep) ? 1 : 0;
        return scenario.Sessions.Count + race + others;
    }

    internal static IEnumerable<Step> Flatten(IEnumerable<Step> steps) =>
        steps.SelectMany(s => s is RepeatStep repeat ? Flatten(repeat.Steps).Prepend(s) : [s]);

    private static bool HasSeveralSessions(Scenario scenario) => scenario.Cut is not null || scenario.Sessions.Count > 1 || Flatten(scenario.Steps).Any(s => s is ContestStep or ConvergedStep or LadderStep);

    private async Task<CaseResult> AttemptAsync(ScenarioCase scenarioCase, string tagPrefix, Fixture fixture, CancellationToken cancel)
    {
        var scenario = scenarioCase.Scenario;
        var transcript = new Transcript(environment.Clock);
        var pace = new Pace(scenario.Deadline ?? environment.Options.Timeout, environment.Options.Limits, environment.Clock);
        var mail = new MailFactory(MailFactory.SeedFor(environment.Options.Seed, scenarioCase.Id));
        var bindings = Bindings.ForScenario(environment.Target.Account.User, mail.Next);
        var made = new List<string>();
        string? error = null;
        fixture.Attach(transcript, tagPrefix);
        var start = environment.Clock.GetTimestamp();

        await using var state = new CaseState(
            environment, scenario, new SessionSettings(environment.Target, environment.Offer, pace, tagPrefix, scenarioCase.Id, transcript));
        using (var deadline = new Deadline(environment.Options.CaseTimeout, environment.Clock, cancel))
        {
            state.Deadline = deadline;
            try
            {
                foreach (var mailbox in scenario.Mailboxes)
                    await fixture.MakeAsync(mailbox, mail, bindings, made, deadline.Token);
                var watcher = UnawareWatcher.Suits(scenario) && bindings.TryGet("mailbox", out var watched) ? new UnawareWatcher(state, fixture, watched) : null;
                if (watcher is not null)
                    await watcher.BeginAsync(deadline.Token);
                await new StepRunner(state).RunAsync(scenario.Steps, bindings, deadline.Token);
                if (scenario.Cut is { } cut)
                    await new CutCheck(state, cut).RunAsync(bindings, deadline.Token);
                if (watcher is not null)
                    await watcher.EndAsync(deadline.Token);
            }
            catch (FixtureException e)
            {
                state.Block(e.Message);
            }
            catch (OperationCanceledException)
            {
                state.Block(cancel.IsCancellationRequested ? "the run was interrupted" : $"the case was not done within {environment.Options.CaseTimeout.TotalSeconds:0.###} s");
            }
            catch (Exception e)
            {
                // Anything else is a defect of the suite and must not be taken for one of the server.
                error = e is ScenarioRunException ? e.Message : $"{e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
            }
        }

        await state.GoodbyeAsync();
        await RemoveAsync(fixture, made);

        IReadOnlyList<Finding> observed = [];
        try
        {
            observed = Invariants.Examine(transcript, environment.ContextOf(scenario));
        }
        catch (Exception e)
        {
            // As above: an invariant that breaks is our defect.
            error ??= $"the invariants broke: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
        }

        var judgement = Judge.Case([.. state.Findings, .. observed], environment.Catalogue, scenario.Requirements, state.SkipReason, error);
        return new CaseResult(
            scenarioCase, judgement.Outcome, judgement.Checks, judgement.Reason, transcript, environment.Clock.GetElapsedTime(start), 1, 0);
    }

    private async Task RemoveAsync(Fixture fixture, List<string> made)
    {
        using var deadline = new Deadline(CleanupTime, environment.Clock, CancellationToken.None);
        await LeaveAsync(fixture, deadline.Token);
        if (environment.Options.KeepMailboxes)
            return;
        foreach (var left in await fixture.RemoveAsync(made, deadline.Token))
            environment.LeftMailboxes.Enqueue(left);
    }

    private static async Task LeaveAsync(Fixture fixture, CancellationToken cancel)
    {
        try
        {
            await fixture.LeaveAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            // The server does not answer; the connection is gone.
        }
    }
}
