using Conformance.Checking;
using Conformance.Checking.Matching;
using Conformance.Scenarios;

namespace Conformance.Running;

/// <summary>Runs the steps of one attempt, in order, until they end or something blocks them.</summary>
internal sealed class StepRunner(CaseState state)
{
    private readonly SessionStepRunner sessions = new(state);
    private readonly RaceRunner races = new(state);
    private readonly CounterRunner counters = new(state);
    private readonly ConvergenceRunner convergence = new(state);
    private readonly AgreementRunner agreements = new(state);
    private readonly LadderRunner ladders = new(state);
    private readonly HookRunner hooks = new(state);

    public async Task RunAsync(IReadOnlyList<Step> steps, Bindings scope, CancellationToken cancel)
    {
        foreach (var step in steps)
        {
            if (state.IsOver)
                return;
            try
            {
                await RunAsync(step, scope, cancel);
            }
            catch (UnboundVariableException e)
            {
                state.Block(e.Message, step.Line);
            }
            catch (TargetException e)
            {
                state.Block(e.Message, step.Line);
            }
        }
    }

    private Task RunAsync(Step step, Bindings scope, CancellationToken cancel) => step switch
    {
        SessionStep session when state.IsCutOff(session.Session) => Task.CompletedTask,
        ConnectionStep connection when state.IsCutOff(connection.Session) => Task.CompletedTask,
        ConvergedStep converged when state.Scenario.Cut is { } cut && cut.Header.Line != converged.Line => Task.CompletedTask,
        SessionStep session => sessions.RunAsync(session, scope, cancel),
        TogetherStep together => sessions.RunAsync(
            together with { Steps = [.. together.Steps.Where(s => !state.IsCutOff(s.Session))] }, scope, cancel),
        RepeatStep repeat => RepeatAsync(repeat, scope, cancel),
        RaceStep race => races.RunAsync(race, scope, cancel),
        AgreementStep agreement => state.IsCut ? Task.CompletedTask : agreements.RunAsync(agreement, scope, cancel),
        LadderStep ladder => state.IsCut ? Task.CompletedTask : ladders.RunAsync(ladder, scope, cancel),
        CounterStep counter => counters.RunAsync(counter, scope, cancel),
        ConnectionStep connection => ConnectAsync(connection, cancel),
        HookStep hook => hooks.RunAsync(hook, scope, cancel),
        ConvergedStep converged => convergence.RunAsync(converged, scope, cancel),
        LetStep let => Do(() => scope.Assign(let.Name, TemplateFiller.Text(let.Value, scope))),
        CompareStep compare => Do(() => Compare(compare, scope)),
        _ => throw new ScenarioRunException($"{step.Line}: a step that cannot be run: {step.GetType().Name}"),
    };

    private async Task RepeatAsync(RepeatStep repeat, Bindings scope, CancellationToken cancel)
    {
        var before = state.Findings.Count;
        var found = new List<(int Round, Finding Finding)>();
        for (var i = 1; i <= repeat.Times && !state.IsOver; i++)
        {
            var inner = scope.Nest();
            inner.Bind("i", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            await RunAsync(repeat.Steps, inner, cancel);
            found.AddRange(state.Findings.Skip(before + found.Count).Select(finding => (i, finding)));
        }

        // One finding for each line and outcome, with in how many rounds it was made; the first one's entry is the one to look at.
        state.Findings.RemoveRange(before, found.Count);
        state.Findings.AddRange(found
            .GroupBy(f => (f.Finding.RequirementId, f.Finding.Line, f.Finding.Outcome))
            .Select(g => (g.First().Finding, Rounds: g.Select(f => f.Round).Distinct().Count()))
            .Select(g => g.Finding.RequirementId is null ? g.Finding : g.Finding with { Occurrences = new Occurrences(g.Rounds, repeat.Times) }));
    }

    private async Task ConnectAsync(ConnectionStep step, CancellationToken cancel)
    {
        var lane = step.Session.ToString();
        var session = state.Session(lane);
        if (step.Action == ConnectionAction.LogIn)
            await session.LogInAsync(cancel);
        else if (step.Action != ConnectionAction.Drop)
            await session.OpenAsync(logIn: step.Action == ConnectionAction.Reconnect, cancel);
        else if (step.AfterLine is { } lines)
            state.Armed[step.Session] = lines;
        else
            await session.DropAsync("the scenario cut the connection");
    }

    private void Compare(CompareStep step, Bindings scope)
    {
        var left = TemplateFiller.Text(step.Left, scope);
        var words = left;
        var holds = true;
        foreach (var relation in step.Relations)
        {
            var right = TemplateFiller.Text(relation.Operand, scope);
            words += $" {Comparing.Sign(relation.Comparison)} {right}";
            holds &= Comparing.Holds(left, relation.Comparison, right);
            left = right;
        }

        var source = $"{step.Left.Source}{string.Concat(step.Relations.Select(r => $" {Comparing.Sign(r.Comparison)} {r.Operand.Source}"))}";
        if (step.Ids.Count == 0 && !holds && step.Level is null)
            state.Block($"{source} does not hold: {words}", step.Line);
        state.Findings.AddRange(step.Ids.Select(id => new Finding(
            id,
            holds ? Outcome.Pass : Levels.OfBreaking(id, state.Environment.Catalogue, step.Level),
            holds ? $"{source} holds: {words}" : $"{source} does not hold: {words}",
            Line: step.Line,
            Expected: source,
            Actual: words,
            Readings: step.Readings)));
    }

    private static Task Do(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
