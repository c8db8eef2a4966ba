using System.Collections.Immutable;
using System.Globalization;
using Conformance.Checking;
using Conformance.Checking.Matching;
using Conformance.Checking.Racing;
using Conformance.Scenarios;
using Conformance.Wire;

namespace Conformance.Running;

/// <summary>
/// <c>check status equals select</c> and its like: asks the same in two ways over a new connection, while nobody changes the mailbox. Neither answer is taken for the
/// right one; a difference is one only if it is there again.
/// </summary>
internal sealed class AgreementRunner(CaseState state)
{
    private const string Lane = ConvergenceRunner.Lane;

    /// <summary>Mod-sequences of the mailbox that are asked from.</summary>
    private const int MostValues = 6;

    public async Task RunAsync(AgreementStep step, Bindings scope, CancellationToken cancel)
    {
        scope.TryGet("mailbox", out var mailbox);
        var session = state.Session(Lane);
        string? difference = null;
        int? entry = null;
        try
        {
            for (var attempt = 1; attempt <= 2 && (attempt == 1 || difference is not null); attempt++)
            {
                await session.OpenAsync(logIn: true, cancel);
                difference = step.What switch
                {
                    Agreement.StatusSelect => await StatusAsync(session, mailbox!, cancel),
                    Agreement.SearchChangedSince => await SearchAsync(session, mailbox!, cancel),
                    _ => await FormsAsync(session, mailbox!, cancel),
                };
                entry = state.Transcript.Count;
            }
        }
        catch (ContestBlockedException e)
        {
            state.Block(e.Message, step.Line, e.Lane, e.Entry);
            return;
        }

        await session.CloseAsync(cancel);
        state.Findings.AddRange(step.Ids.Select(id => new Finding(
            id,
            difference is null ? Outcome.Pass : Levels.OfBreaking(id, state.Environment.Catalogue),
            difference ?? "both ways to ask are answered alike",
            Lane,
            difference is null ? null : entry,
            step.Line,
            Expected: "the same answer to both ways to ask",
            Actual: difference,
            Readings: step.Readings)));
    }

    private static async Task<string?> StatusAsync(Session session, string mailbox, CancellationToken cancel)
    {
        var command = $"STATUS {mailbox} (MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ)";
        var before = Items(await Contest.OkAsync(session, command, cancel));
        var opened = await Contest.OkAsync(session, $"SELECT {mailbox} (CONDSTORE)", cancel);
        await session.OpenAsync(logIn: true, cancel);
        var after = Items(await Contest.OkAsync(session, command, cancel));
        var selected = new Dictionary<string, string>();
        foreach (var response in opened.Responses)
        {
            if (response is DataResponse { Name: "EXISTS", Number: { } exists })
                selected["MESSAGES"] = exists.ToString(CultureInfo.InvariantCulture);
            else if (response is StatusResponse { IsTagged: false, Code: { Arguments: [var value] } code })
                selected[code.Name] = value.ToText() ?? "";
        }

        // What is not the same before and after moves by itself.
        var differing = before.Where(i => after.GetValueOrDefault(i.Key) == i.Value && selected.TryGetValue(i.Key, out var there) && there != i.Value).Select(i => i.Key).ToList();
        return differing is [var name, ..] ? $"STATUS says {name} {before[name]}, before SELECT and after it, and SELECT says {selected[name]}" : null;
    }

    private static Dictionary<string, string> Items(Answer status) =>
        status.Responses.Select(r => StatusData.TryRead(r, out var data) ? data : null).OfType<StatusData>()
            .SelectMany(d => d.Items).GroupBy(i => i.Name).ToDictionary(g => g.Key, g => g.Last().Value.ToText() ?? "");

    private async Task<string?> SearchAsync(Session session, string mailbox, CancellationToken cancel)
    {
        var messages = await ListAsync(session, mailbox, cancel);
        foreach (var value in Sample(messages))
        {
            var expected = messages.Where(m => m.Value.ModSeq >= value).Select(m => m.Key).ToHashSet();
            var found = Numbers(await Contest.OkAsync(session, $"UID SEARCH MODSEQ {value}", cancel));
            var changed = RaceReading.Messages(await Contest.OkAsync(session, $"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {value - 1})", cancel)).Keys.ToHashSet();
            if (!found.SetEquals(changed))
                return $"UID SEARCH MODSEQ {value} finds UIDs {Set(found)}, and FETCH (CHANGEDSINCE {value - 1}) tells of {Set(changed)}";
            if (!found.SetEquals(expected))
                return $"UID SEARCH MODSEQ {value} finds UIDs {Set(found)}, and of all that FETCH tells {Set(expected)} have that value or a higher one";
        }

        return null;
    }

    private async Task<string?> FormsAsync(Session session, string mailbox, CancellationToken cancel)
    {
        var bySequence = await ListAsync(session, mailbox, cancel);
        var byUid = RaceReading.Messages(await Contest.OkAsync(session, "UID FETCH 1:* (FLAGS MODSEQ)", cancel));
        foreach (var (uid, message) in bySequence.Concat(byUid))
        {
            if (!bySequence.TryGetValue(uid, out var one) || !byUid.TryGetValue(uid, out var other))
                return $"UID {uid} is in the answer to one of FETCH 1:* and UID FETCH 1:*, and not in the other";
            if (one.Number != other.Number || one.ModSeq != other.ModSeq || !one.Flags.SetEquals(other.Flags))
                return $"FETCH tells of UID {uid}: number {one.Number}, FLAGS ({string.Join(' ', one.Flags)}), MODSEQ {one.ModSeq}; UID FETCH: number {other.Number}, FLAGS ({string.Join(' ', other.Flags)}), MODSEQ {other.ModSeq}";
        }

        var uids = bySequence.ToDictionary(m => m.Value.Number, m => m.Key);
        foreach (var value in Sample(bySequence))
        {
            var numbers = Numbers(await Contest.OkAsync(session, $"SEARCH MODSEQ {value}", cancel));
            var found = Numbers(await Contest.OkAsync(session, $"UID SEARCH MODSEQ {value}", cancel));
            if (!numbers.Select(n => uids.GetValueOrDefault(n)).ToHashSet().SetEquals(found))
                return $"SEARCH MODSEQ {value} finds the messages {Set(numbers)}, and UID SEARCH MODSEQ {value} UIDs {Set(found)}, which are others";
        }

        return null;
    }

    private static async Task<ImmutableDictionary<uint, RaceMessage>> ListAsync(Session session, string mailbox, CancellationToken cancel)
    {
        await Contest.OkAsync(session, $"SELECT {mailbox} (CONDSTORE)", cancel);
        return RaceReading.Messages(await Contest.OkAsync(session, "FETCH 1:* (UID FLAGS MODSEQ)", cancel));
    }

    /// <summary>Values that stand in the mailbox, spread over all of them; 1 is left out, as nothing is before it.</summary>
    private IEnumerable<ulong> Sample(ImmutableDictionary<uint, RaceMessage> messages)
    {
        var values = messages.Values.Select(m => m.ModSeq).Distinct().Where(v => v > 1).Order().ToList();
        var most = state.Environment.Options.RoundsOf(MostValues);
        return values.Count <= most ? values : Enumerable.Range(0, most).Select(i => values[i * (values.Count - 1) / (most - 1)]);
    }

    private static HashSet<uint> Numbers(Answer search) =>
        [.. search.Responses.Select(r => SearchData.TryRead(r, out var data) ? data : null).OfType<SearchData>().SelectMany(d => d.Numbers)];

    private static string Set(HashSet<uint> numbers) => numbers.Count == 0 ? "none" : SequenceSet.Of(numbers).ToString();
}
