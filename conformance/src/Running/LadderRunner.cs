using System.Globalization;
using Conformance.Checking.Convergence;
using Conformance.Checking.Matching;
using Conformance.Scenarios;
using Conformance.Wire;
using Comparison = Conformance.Checking.Convergence.Comparison;

namespace Conformance.Running;

/// <summary>
/// <c>check ladder A</c>: resynchronises from every point at which the session's client could have been cut off, not only from the last: from each the answer is the
/// difference, or more, and names no message that is there.
/// </summary>
internal sealed class LadderRunner(CaseState state)
{
    private const string Lane = ConvergenceRunner.Lane;

    /// <summary>How many of the points are taken, the first and the last among them; more in a thorough run.</summary>
    private const int MostRungs = 12;

    public async Task RunAsync(LadderStep step, Bindings scope, CancellationToken cancel)
    {
        var lane = step.Session.ToString();
        scope.TryGet("mailbox", out var written);
        var rungs = ClientCache.Checkpoints(state.Transcript.Entries, lane, Astring.Read(written!));
        if (rungs.Count == 0)
        {
            state.Block($"session {lane} was never told a HIGHESTMODSEQ: it has nothing to resynchronise from", step.Line, lane);
            return;
        }

        try
        {
            var losses = await ClimbAsync(Sample(rungs), written!, cancel);
            // A difference is one only if it is there again: a command that was cut off may still have been at work.
            if (losses.Count > 0)
                losses = await ClimbAsync(Sample(rungs), written!, cancel);
            foreach (var id in step.Ids)
            {
                var broken = Levels.OfBreaking(id, state.Environment.Catalogue);
                state.Findings.AddRange(Comparison.Findings([.. losses.DistinctBy(l => l.Message)], [id], broken, lane).Select(f => f with { Line = step.Line, Readings = step.Readings }));
            }
        }
        catch (ContestBlockedException e)
        {
            state.Block(e.Message, step.Line, e.Lane, e.Entry);
        }

        await state.Session(Lane).CloseAsync(cancel);
    }

    private async Task<List<Loss>> ClimbAsync(IReadOnlyList<Checkpoint> rungs, string mailbox, CancellationToken cancel)
    {
        var session = state.Session(Lane);
        await session.OpenAsync(logIn: true, cancel);
        var knowsQresync = state.Environment.Offer.Has("QRESYNC");
        if (knowsQresync)
            await Contest.OkAsync(session, "ENABLE QRESYNC", cancel);
        await Contest.OkAsync(session, $"SELECT {mailbox} (CONDSTORE)", cancel);
        var listing = Listing.Read((await Contest.OkAsync(session, "UID FETCH 1:* (FLAGS)", cancel)).Window.Entries);
        var losses = new List<Loss>();
        foreach (var rung in rungs)
        {
            var since = Math.Max(1, rung.HighestModSeq);
            var top = rung.Messages.IsEmpty ? 1 : rung.Messages.Keys.Max();
            await TryAsync(rung, expungesTold: false, $"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {since})");
            if (!knowsQresync)
                continue;
            await TryAsync(rung, expungesTold: true, string.Create(CultureInfo.InvariantCulture, $"UID FETCH 1:{top} (FLAGS) (CHANGEDSINCE {since} VANISHED)"));
            await TryAsync(rung, expungesTold: true, $"SELECT {mailbox} (QRESYNC ({rung.UidValidity} {since}))");
            if (!rung.Messages.IsEmpty)
                await TryAsync(rung, expungesTold: true, $"SELECT {mailbox} (QRESYNC ({rung.UidValidity} {since} {SequenceSet.Of(rung.Messages.Keys)}))");
        }

        return losses;

        async Task TryAsync(Checkpoint rung, bool expungesTold, string command)
        {
            var answer = await Contest.OkAsync(session, command, cancel);
            losses.AddRange(Comparison.Compare(rung.Apply(answer.Window.Entries), listing, expungesTold));
        }
    }

    private List<Checkpoint> Sample(IReadOnlyList<Checkpoint> rungs)
    {
        var most = state.Environment.Options.RoundsOf(MostRungs);
        return rungs.Count <= most ? [.. rungs] : [.. Enumerable.Range(0, most).Select(i => rungs[i * (rungs.Count - 1) / (most - 1)])];
    }
}
