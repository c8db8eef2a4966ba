using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Conformance.Checking.Convergence;
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
                await OkAsync(await state.OpenAsync(lane, cancel), $"SELECT {mailbox} (CONDSTORE)", cancel);
            foreach (var letter in race.SessionLetters)
                await state.OpenAsync(letter.ToString(), cancel);
            for (var round = 1; round <= race.Rounds; round++)
                rounds.Add(await RoundAsync(race, round, mailbox, scope.Nest(), cancel));
        }
        catch (RaceBlockedException e)
        {
            state.Block(e.Message, race.Line, e.Lane, e.Entry);
        }

        // Rounds that were run are judged even where the race was cut short: what they show, they show.
        var history = new RaceHistory(rounds, race.Besides.Count > 0);
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
            await OkAsync(director, TemplateFiller.Fill(template, scope), cancel);
        var (before, highest) = await LookAsync(director, mailbox, cancel);
        scope.Bind("h", highest.ToString(CultureInfo.InvariantCulture));

        var racers = Enumerable.Range(1, race.Sessions).Select(k =>
        {
            var own = scope.Nest();
            own.Bind("k", k.ToString(CultureInfo.InvariantCulture));
            return (Session: state.Session($"R{k}"), Parts: TemplateFiller.Fill(race.Each, own));
        }).ToList();
        var besides = race.Besides.Select(b => (Session: state.Session(b.Session.ToString()), Parts: TemplateFiller.Fill(b.Text, scope))).ToList();
        await Task.WhenAll(racers.Concat(besides).Select(r => r.Session).Distinct().Select(s => OkAsync(s, "NOOP", cancel)));

        var barrier = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = racers.Concat(besides).Select(async r =>
        {
            await barrier.Task;
            return await r.Session.CommandAsync(r.Parts, cancel);
        }).ToList();
        barrier.SetResult();
        var answers = await Task.WhenAll(sent);

        foreach (var (session, answer) in racers.Concat(besides).Select(r => r.Session).Zip(answers))
        {
            // A session that has got no answer has no say in what was lost or won.
            if (answer.Window.Tagged is null)
                throw Blocked(session, answer);
        }

        var (after, _) = await LookAsync(director, mailbox, cancel);
        return new RaceRound(number, highest, before, after, [.. racers.Zip(answers, (racer, answer) => Entrant(racer.Session.Lane, racer.Parts, answer, before))]);
    }

    /// <summary>The mailbox as a new SELECT shows it, and its highest MODSEQ.</summary>
    private static async Task<(ImmutableDictionary<uint, RaceMessage> Messages, ulong Highest)> LookAsync(Session director, string mailbox, CancellationToken cancel)
    {
        await OkAsync(director, $"SELECT {mailbox} (CONDSTORE)", cancel);
        var answer = await OkAsync(director, "FETCH 1:* (UID FLAGS MODSEQ)", cancel);
        var messages = ImmutableDictionary<uint, RaceMessage>.Empty;
        var highest = 0ul;
        foreach (var response in answer.Responses)
        {
            if (!FetchData.TryRead(response, out var fetch) || fetch is not { Uid: { } uid, Flags: { } flags, ModSeq.Number: { } modSeq })
                continue;
            messages = messages.SetItem(uid, new RaceMessage(fetch.Number, CachedMessage.FlagSet(flags)));
            highest = Math.Max(highest, modSeq);
        }

        return highest > 0
            ? (messages, highest)
            : throw new RaceBlockedException("FETCH 1:* (UID FLAGS MODSEQ) told no mod-sequence", Director, answer.LastEntry);
    }

    private static RaceEntrant Entrant(
        string lane, IReadOnlyList<OutgoingPart> parts, Answer answer, ImmutableDictionary<uint, RaceMessage> before)
    {
        var text = parts.SelectMany(p => p.Bytes.ToArray()).ToArray();
        var command = StoreCommand.Read(text)
            ?? throw new ScenarioRunException($"'each' has to be a STORE, found '{Encoding.UTF8.GetString(text)}'");
        var modSeqs = ImmutableDictionary<uint, ulong>.Empty;
        foreach (var response in answer.Responses)
        {
            if (!FetchData.TryRead(response, out var fetch) || fetch.ModSeq?.Number is not { } modSeq)
                continue;
            var uid = fetch.Uid ?? before.FirstOrDefault(m => m.Value.Number == fetch.Number).Key;
            modSeqs = modSeqs.SetItem(uid, modSeq);
        }

        var tagged = answer.Tagged;
        return new RaceEntrant(
            lane,
            command.Targets(before),
            command.Change,
            command.Flags,
            tagged.Status,
            tagged.Code is { Name: "MODIFIED", Arguments: [AtomValue set] } ? command.Named(set.Text, before) : null,
            modSeqs,
            answer.LastEntry);
    }

    private static Task<Answer> OkAsync(Session session, string text, CancellationToken cancel) => OkAsync(session, Dialogue.Parts(text), cancel);

    private static async Task<Answer> OkAsync(Session session, IReadOnlyList<OutgoingPart> parts, CancellationToken cancel)
    {
        var answer = await session.CommandAsync(parts, cancel);
        return answer.Window.Tagged is { Status: "OK" } ? answer : throw Blocked(session, answer);
    }

    private static RaceBlockedException Blocked(Session session, Answer answer)
    {
        var why = answer.Window.Tagged is { } tagged ? Doorway.Describe(tagged)
            : answer.Bye is { } bye ? Doorway.Describe(bye)
            : answer.Fault?.Message;
        return new RaceBlockedException($"the race could not go on: {session.Lane} was answered {why}", session.Lane, answer.LastEntry);
    }

    private sealed class RaceBlockedException(string message, string lane, int? entry) : Exception(message)
    {
        public string Lane { get; } = lane;

        public int? Entry { get; } = entry;
    }
}
