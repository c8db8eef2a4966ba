namespace Conformance.Scenarios;

/// <summary>What must fit between the headers and the steps of a scenario.</summary>
internal static class ScenarioCheck
{
    public static void Check(Scenario scenario, ErrorList errors, int needsLine)
    {
        foreach (var hook in All(scenario.Steps).OfType<HookStep>().Where(h => !scenario.Needs.Hooks.Contains(h.Name)))
            errors.Add(hook.Line.Number, $"expected 'hook:{hook.Name}' on the needs line, line {needsLine}");
        if (scenario.SessionUsers.Count > 0 && !scenario.Needs.SecondUser)
            errors.Add(needsLine, "expected 'user2' on the needs line: a session logs in as the second account");
        foreach (var session in scenario.SessionUsers.Keys.Where(s => !scenario.Sessions.Contains(s)))
            errors.Add(needsLine, $"expected a step of session {session}, which a header names");
        if (scenario.CutHeader is { } cut)
            CheckCut(scenario, cut, errors);
        var fixtures = scenario.Mailboxes.SelectMany(m => m.Variables).Concat(VariableFlow.Reserved).ToHashSet();
        foreach (var let in All(scenario.Steps).OfType<LetStep>().Where(l => fixtures.Contains(l.Name)))
            errors.Add(let.Line.Number, $"expected a name of the scenario's own, found ${let.Name}, which is given");
        foreach (var text in All(scenario.Steps).OfType<SessionStep>().Where(s => s.Text.Parts.Any(p => p is LiteralPart { NonSynchronising: true })))
        {
            if (!scenario.Needs.Capabilities.Any(c => c is "LITERAL+" or "LITERAL-"))
                errors.Add(text.Line.Number, $"expected 'LITERAL+' on the needs line, line {needsLine}: '<<+…>>' is a non-synchronising literal");
        }
    }

    private static void CheckCut(Scenario scenario, CutHeader cut, ErrorList errors)
    {
        if (!scenario.Sessions.Contains(cut.Session))
            errors.Add(cut.Line.Number, $"expected a step of session {cut.Session}, which is to be cut off");
        if (!scenario.Mailboxes.Any(m => m is { Name: "mailbox", Absent: false }))
            errors.Add(cut.Line.Number, "expected a mailbox without a name of its own: it is the one whose cache has to converge");
        foreach (var step in All(scenario.Steps).Where(s => s is ContestStep or HookStep or ConnectionStep { AfterLine: not null }))
            errors.Add(step.Line.Number, $"expected no race, counter, hook or 'drop … after line' in a scenario with 'cut', line {cut.Line.Number}");
    }

    /// <summary>The steps and those inside blocks.</summary>
    public static IEnumerable<Step> All(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        TogetherStep together => together.Steps.Prepend(step),
        RepeatStep repeat => All(repeat.Steps).Prepend(step),
        _ => [step],
    });
}
