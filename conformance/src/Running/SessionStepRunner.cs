using Conformance.Checking.Convergence;
using Conformance.Checking.Matching;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>Runs what sessions say, alone or together, and has the answers judged.</summary>
internal sealed class SessionStepRunner(CaseState state)
{
    /// <summary>How long it is left to the server to speak by itself before a command below <c>eventually</c> is sent again; doubled up to the last.</summary>
    private static readonly (TimeSpan First, TimeSpan Last) Intervals = (TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(250));

    public async Task RunAsync(SessionStep step, Bindings scope, CancellationToken cancel)
    {
        var session = await state.OpenAsync(step.Session.ToString(), cancel);
        var parts = TemplateFiller.Fill(step.Text, scope);
        state.Transcript.Add(session.Lane, 0, EntryKind.Note, text: $"line {step.Line.Number}");
        var armed = state.Armed.Remove(step.Session, out var lines);
        if (armed)
            session.DropAfterLines(lines);
        ArmCut(step.Session, session, scope);
        if (state.IsCut)
            step = WithoutWaiting(step);

        var answer = await TalkAsync(step, session, parts, scope, cancel);
        if (armed)
            await session.DropAsync($"the scenario cut the connection after line {lines} of the answer");
        if (state.IsCutOff(step.Session))
        {
            await session.DropAsync("the connection was cut");
            return;
        }

        if (answer is not null)
            Examine(step, answer, scope, armed);
    }

    /// <summary>All are sent before any answer is read; the answers are judged in the order of the lines.</summary>
    public async Task RunAsync(TogetherStep together, Bindings scope, CancellationToken cancel)
    {
        foreach (var letter in together.SessionLetters.Distinct())
            ArmCut(letter, await state.OpenAsync(letter.ToString(), cancel), scope);
        var groups = together.Steps
            .Select(step => (Step: step, Parts: TemplateFiller.Fill(step.Text, scope)))
            .GroupBy(s => s.Step.Session)
            .Select(g => (Session: state.Session(g.Key.ToString()), Steps: g.ToList()))
            .ToList();
        state.Transcript.Add("", 0, EntryKind.Note, text: $"line {together.Line.Number}");

        var sent = await Task.WhenAll(groups.Select(g => g.Session.SendAllAsync([.. g.Steps.Select(s => (s.Step.Talk, s.Parts))], cancel)));
        var answers = await Task.WhenAll(groups.Zip(sent, async (group, readers) =>
        {
            var found = new List<(SessionStep Step, Answer Answer)>();
            foreach (var ((step, _), read) in group.Steps.Zip(readers))
            {
                if (read is not null)
                    found.Add((step, await read(cancel)));
            }

            return found;
        }));

        foreach (var (step, answer) in answers.SelectMany(a => a).OrderBy(a => a.Step.Line.Number).Where(a => !state.IsCutOff(a.Step.Session)))
            Examine(step, answer, scope, armed: false);
    }

    /// <summary>As soon as the session that is to be cut off has a cache, which it could lose.</summary>
    private void ArmCut(char letter, Session session, Bindings scope)
    {
        if (state.Scenario.Cut is not { } cut || cut.Session != letter || session.IsToBeCutOff)
            return;
        scope.TryGet("mailbox", out var mailbox);
        if (ClientCache.Replay(state.Transcript.Entries, session.Lane, Astring.Read(mailbox!)) is not null)
            session.CutOffAfter(cut.After, cut.Header.Unit);
    }

    /// <summary>What a session that is gone did not do will not show either.</summary>
    private static SessionStep WithoutWaiting(SessionStep step) => step with { Expectations = [.. step.Expectations.Where(e => !e.Eventually)] };

    private async Task<Answer?> TalkAsync(SessionStep step, Session session, IReadOnlyList<OutgoingPart> parts, Bindings scope, CancellationToken cancel)
    {
        switch (step.Talk)
        {
            case Talk.Raw:
                // Whether the bytes found a taker shows in what is read next.
                await session.RawAsync(parts, cancel);
                return null;
            case Talk.Begin:
                return await session.BeginAsync(parts, cancel);
            case Talk.Continue:
                return await session.ContinueAsync(parts, cancel)
                    ?? throw new ScenarioRunException($"{step.Line}: session {step.Session} has begun no command that could be continued");
            case Talk.Wait:
                return await session.WaitAsync(w => Preview(step, w, scope).AllMet, cancel);
            default:
                var answer = step.Expectations.Any(e => e.Eventually)
                    ? await RepeatAsync(step, session, parts, scope, cancel)
                    : await session.CommandAsync(parts, cancel);
                return await ReadToTheEndAsync(step, session, answer, scope, cancel);
        }
    }

    /// <summary>Sends the command until what is expected eventually has come, at most until the deadline. The window holds all that came meanwhile.</summary>
    private async Task<Answer> RepeatAsync(SessionStep step, Session session, IReadOnlyList<OutgoingPart> parts, Bindings scope, CancellationToken cancel)
    {
        using var deadline = state.Settings.Pace.Deadline(cancel);
        var entries = new List<Entry>();
        for (var interval = Intervals.First; ; interval = interval < Intervals.Last ? interval * 2 : Intervals.Last)
        {
            var answer = await session.CommandAsync(parts, cancel);
            entries.AddRange(answer.Window.Entries);
            answer = answer with { Window = answer.Window with { Entries = entries } };
            if (answer.Fault is not null || deadline.IsPassed || Preview(step, answer.Window, scope).EventuallyMet)
                return answer;
            await session.PauseAsync(interval, cancel);
        }
    }

    /// <summary>Where a closed connection is expected, it may close a moment after the tagged answer.</summary>
    private async Task<Answer> ReadToTheEndAsync(SessionStep step, Session session, Answer answer, Bindings scope, CancellationToken cancel)
    {
        if (answer.Fault is not null || !ExpectsEnd(step) || Preview(step, answer.Window, scope).AllMet)
            return answer;
        var rest = await session.WaitAsync(w => w.Closed, cancel);
        return answer with { Window = answer.Window with { Entries = [.. answer.Window.Entries, .. rest.Window.Entries], Closed = rest.Window.Closed } };
    }

    private void Examine(SessionStep step, Answer answer, Bindings scope, bool armed)
    {
        if (answer.Fault is { Fault: WireFault.Flood } flood)
        {
            state.Block(flood.Message, step.Line, step.Session.ToString(), answer.LastEntry);
            return;
        }

        var result = Match(step, answer.Window, scope, armed);
        state.Findings.AddRange(result.Findings);
        if (!result.PreconditionsMet)
            state.Block();
        else if (result.SkipReason is { } skip)
            state.SkipReason ??= skip;
        else if (answer.Fault is { } fault && !armed && step.Talk != Talk.Wait && !(ExpectsEnd(step) && result.AllMet))
            state.Block(answer.Bye is { } bye ? $"the server said {Doorway.Describe(bye)}" : fault.Message, step.Line, step.Session.ToString(), answer.LastEntry);
    }

    private MatchResult Match(SessionStep step, Window window, Bindings scope, bool armed) => Matcher.Match(
        step.Expectations, window, scope, state.Environment.Catalogue, !armed && step.Talk is Talk.Command or Talk.Continue, step.Line);

    /// <summary>What the matcher would say, without binding anything.</summary>
    private MatchResult Preview(SessionStep step, Window window, Bindings scope) => Match(step, window, scope.Nest(), armed: false);

    private static bool ExpectsEnd(SessionStep step) => step.Expectations.Any(e => e.Alternatives.Any(a => a.Pattern is EofPattern));
}
