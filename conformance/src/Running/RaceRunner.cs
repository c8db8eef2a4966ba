using System.Collections.Immutable;
using System.Globalization;
using Conformance.Checking.Matching;
using Conformance.Checking.Racing;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>
/// Runs a race: a session of its own (R0) prepares each round, all racers (R1 and on) wait at a barrier and send at once. What they were told goes into
/// a history, which is judged when all rounds are done.
/// </summary>
internal sealed class RaceRunner(CaseState state)
{
    private const string Director = "R0";

    public async Task RunAsync(RaceStep race, Bindings scope, CancellationToken cancel)
    {
        if (!scope.TryGet("mailbox", out var mailbox))
            throw new ScenarioRunException($"{race.Line}: a race needs a mailbox");
        var rounds = new List<RaceRound>();
        try
        {
            var lanes = Enumerable.Range(1, race.Sessions).Select(k => $"R{k}").Prepend(Director).ToList();
            // One after the other: a server may well refuse a burst of logins.
            foreach (var lane in lanes)
                await Contest.OkAsync(await state.OpenAsync(lane, cancel), $"SELECT {mailbox} (CONDSTORE)", cancel);
            foreach (var letter in race.SessionLetters)
                await state.OpenAsync(letter.ToString(), cancel);
            var time = new ContestTime(state.Environment);
            for (var round = 1; round <= race.Rounds || (round <= state.Environment.Options.RoundsOf(race.Rounds) && time.IsLeft); round++)
                rounds.Add(await RoundAsync(race, round, mailbox, scope.Nest(), cancel));
        }
        catch (ContestBlockedException e)
        {
            state.Block(e.Message, race.Line, e.Lane, e.Entry);
        }

        state.Environment.Rounds.Add(rounds.Count);
        // Rounds that were run are judged even where the race was cut short: what they show, they show.
        var history = new RaceHistory(rounds, race.Besides.Any(b => !RaceReading.LeavesFlags(b.Text.Source)));
        foreach (var check in race.Checks)
        {
            var findings = RaceJudge.Findings(check, history, id => Levels.OfBreaking(id, state.Environment.Catalogue));
            state.Findings.AddRange(findings.Where(f => !state.IsBlocked || f.Outcome != Checking.Outcome.Pass));
        }
    }

    private async Task<RaceRound> RoundAsync(RaceStep race, int number, string mailbox, Bindings scope, CancellationToken cancel)
    {
        state.Transcript.Add("", 0, EntryKind.Note, text: $"round {number}");
        scope.Bind("round", number.ToString(CultureInfo.InvariantCulture));
        var director = state.Session(Director);
        foreach (var template in race.Before)
            await Contest.OkAsync(director, TemplateFiller.Fill(template, scope), cancel);
        var before = await LookAsync(director, mailbox, cancel);
        scope.Bind("h", before.Highest.ToString(CultureInfo.InvariantCulture));

        var racers = Enumerable.Range(1, race.Sessions).Select(k =>
        {
            var own = scope.Nest();
            own.Bind("k", k.ToString(CultureInfo.InvariantCulture));
            var commands = race.Then.Prepend(race.Each[(k - 1) % race.Each.Count]).Select(t => TemplateFiller.Fill(t, own)).ToList();
            commands.ForEach(RaceReading.RequireStore);
            return new Racer(state.Session($"R{k}"), commands);
        });
        var besides = race.Besides.Select(b => new Racer(state.Session(b.Session.ToString()), [TemplateFiller.Fill(b.Text, scope)]));
        var all = racers.Concat(besides).ToList();
        await Task.WhenAll(all.Select(r => r.Session).Distinct().Select(s => Contest.OkAsync(s, "NOOP", cancel)));

        var barrier = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = all.Select(async racer =>
        {
            await barrier.Task;
            return await SendAsync(racer, cancel);
        }).ToList();
        barrier.SetResult();
        var answers = (await Task.WhenAll(sent)).SelectMany(a => a).ToList();

        // A session that has got no answer has no say in what was lost or won.
        if (answers.Find(a => a.Answer.Window.Tagged is null) is { Answer: not null } silent)
            throw Contest.Blocked(silent.Session, silent.Answer);
        var after = await LookAsync(director, mailbox, cancel);
        return new RaceRound(
            number,
            before.Highest,
            before.Messages,
            after.Messages,
            [.. answers.Select(a => RaceReading.Entrant(a.Session.Lane, a.Parts, a.Answer, Contest.SentAt(state.Transcript, a.Answer), before.Messages)).OfType<RaceEntrant>()],
            before.Asked,
            after.Asked);
    }

    private static async Task<IReadOnlyList<(Session Session, IReadOnlyList<OutgoingPart> Parts, Answer Answer)>> SendAsync(Racer racer, CancellationToken cancel)
    {
        var readers = await racer.Session.SendAllAsync([.. racer.Commands.Select(c => (Talk.Command, c))], cancel);
        var answers = new List<(Session, IReadOnlyList<OutgoingPart>, Answer)>();
        foreach (var (parts, read) in racer.Commands.Zip(readers))
            answers.Add((racer.Session, parts, await read!(cancel)));
        return answers;
    }

    /// <summary>The mailbox as a new SELECT shows it, its highest MODSEQ, and the entry of the command that asked.</summary>
    private async Task<(ImmutableDictionary<uint, RaceMessage> Messages, ulong Highest, int? Asked)> LookAsync(Session director, string mailbox, CancellationToken cancel)
    {
        await Contest.OkAsync(director, $"SELECT {mailbox} (CONDSTORE)", cancel);
        var answer = await Contest.OkAsync(director, "FETCH 1:* (UID FLAGS MODSEQ)", cancel);
        var messages = RaceReading.Messages(answer);
        return messages.IsEmpty
            ? throw new ContestBlockedException("FETCH 1:* (UID FLAGS MODSEQ) told no mod-sequence", Director, answer.LastEntry)
            : (messages, messages.Values.Max(m => m.ModSeq), Contest.SentAt(state.Transcript, answer));
    }

    /// <summary>What one session sends in one write.</summary>
    private sealed record Racer(Session Session, IReadOnlyList<IReadOnlyList<OutgoingPart>> Commands);
}
