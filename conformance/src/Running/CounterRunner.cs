using System.Globalization;
using System.Numerics;
using Conformance.Checking.Matching;
using Conformance.Checking.Racing;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>
/// Runs a counter: a number is kept in keywords of the mailbox's first message, a bit each, and every session reads it and adds one on the condition that
/// the message has not changed, over and over, at its own pace.
/// </summary>
internal sealed class CounterRunner(CaseState state)
{
    private const string Director = "R0";

    public async Task RunAsync(CounterStep counter, Bindings scope, CancellationToken cancel)
    {
        if (!scope.TryGet("mailbox", out var mailbox))
            throw new ScenarioRunException($"{counter.Line}: a counter needs a mailbox");
        var attempts = new List<CounterAttempt>();
        try
        {
            var lanes = Enumerable.Range(1, counter.Sessions).Select(k => $"R{k}").ToList();
            var director = await state.OpenAsync(Director, cancel);
            var (uid, _, _, _) = await LookAsync(director, mailbox, cancel);
            foreach (var lane in lanes)
                await Contest.OkAsync(await state.OpenAsync(lane, cancel), $"SELECT {mailbox} (CONDSTORE)", cancel);
            var times = state.Environment.Options.RoundsOf(counter.Times);
            var bits = BitOperations.Log2((uint)(times * counter.Sessions)) + 1;
            await Contest.OkAsync(director, $"UID STORE {uid} FLAGS.SILENT ()", cancel);
            var counted = await Task.WhenAll(lanes.Select(l => CountAsync(state.Session(l), uid, counter.Times, times, bits, cancel)));
            state.Environment.Rounds.Add(counted.Sum(c => (long)c.Count));
            attempts.AddRange(counted.SelectMany(c => c).OrderBy(a => a.Sent));

            var (_, flags, modSeq, rows) = await LookAsync(director, mailbox, cancel);
            var history = new CounterHistory(attempts, Read(flags, bits), modSeq, rows);
            foreach (var check in counter.Checks)
                state.Findings.AddRange(CounterJudge.Findings(check, history, id => Levels.OfBreaking(id, state.Environment.Catalogue)));
        }
        catch (ContestBlockedException e)
        {
            state.Block(e.Message, counter.Line, e.Lane, e.Entry);
        }
    }

    /// <summary>The first message as a new SELECT shows it.</summary>
    private async Task<(uint Uid, IReadOnlySet<string> Flags, ulong ModSeq, IReadOnlyList<int> Rows)> LookAsync(Session director, string mailbox, CancellationToken cancel)
    {
        await Contest.OkAsync(director, $"SELECT {mailbox} (CONDSTORE)", cancel);
        var answer = await Contest.OkAsync(director, "FETCH 1 (UID FLAGS MODSEQ)", cancel);
        if (RaceReading.Messages(answer).FirstOrDefault(m => m.Value.Number == 1) is not { Value: { } message } found)
            throw new ContestBlockedException("FETCH 1 (UID FLAGS MODSEQ) told no mod-sequence", Director, answer.LastEntry);
        return (found.Key, message.Flags, message.ModSeq, [.. new[] { Contest.SentAt(state.Transcript, answer), message.Entry }.OfType<int>()]);
    }

    private async Task<List<CounterAttempt>> CountAsync(Session session, uint uid, int written, int times, int bits, CancellationToken cancel)
    {
        var attempts = new List<CounterAttempt>();
        var time = new ContestTime(state.Environment);
        for (var i = 0; i < written || (i < times && time.IsLeft); i++)
        {
            var seen = await Contest.OkAsync(session, string.Create(CultureInfo.InvariantCulture, $"UID FETCH {uid} (FLAGS MODSEQ)"), cancel);
            if (!RaceReading.Messages(seen).TryGetValue(uid, out var message))
                throw new ContestBlockedException($"UID FETCH {uid} (FLAGS MODSEQ) told no mod-sequence", session.Lane, seen.LastEntry);
            var count = Read(message.Flags, bits);
            var answer = await session.CommandAsync(
                Dialogue.Parts(string.Create(CultureInfo.InvariantCulture, $"UID STORE {uid} (UNCHANGEDSINCE {message.ModSeq}) FLAGS.SILENT ({Write(count + 1, bits)})")), cancel);
            if (answer.Window.Tagged is not { } tagged)
                throw Contest.Blocked(session, answer);
            attempts.Add(new CounterAttempt(
                session.Lane,
                message.ModSeq,
                count,
                ResultOf(tagged, uid),
                Told(answer, uid),
                Contest.SentAt(state.Transcript, seen),
                message.Entry,
                Contest.SentAt(state.Transcript, answer) ?? 0,
                answer.LastEntry ?? 0));
        }

        return attempts;
    }

    private static Counted ResultOf(StatusResponse tagged, uint uid) => tagged switch
    {
        { Status: "OK" or "NO", Code: { Name: "MODIFIED", Arguments: [AtomValue set] } }
            when SequenceSet.TryParse(set.Text, out var uids) && uids.Contains(uid) => Counted.Refused,
        { Status: "OK" } => Counted.Done,
        _ => Counted.Open,
    };

    private static ulong? Told(Answer answer, uint uid)
    {
        ulong? told = null;
        foreach (var response in answer.Responses)
        {
            if (FetchData.TryRead(response, out var fetch) && fetch.Uid == uid)
                told = fetch.ModSeq?.Number ?? told;
        }

        return told;
    }

    private static int Read(IReadOnlySet<string> flags, int bits) => Enumerable.Range(0, bits).Where(b => flags.Contains(Name(b))).Sum(b => 1 << b);

    private static string Write(int count, int bits) => string.Join(' ', Enumerable.Range(0, bits).Where(b => (count >> b & 1) == 1).Select(Name));

    private static string Name(int bit) => string.Create(CultureInfo.InvariantCulture, $"bit{bit}");
}
