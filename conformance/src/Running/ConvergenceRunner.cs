using System.Globalization;
using Conformance.Checking.Convergence;
using Conformance.Checking.Matching;
using Conformance.Scenarios;
using Conformance.Wire;
using Comparison = Conformance.Checking.Convergence.Comparison;

namespace Conformance.Running;

/// <summary>
/// <c>check converged</c>: takes the cache that a session has by RFC 7162 section 6, resynchronises it over new connections in the ways that the server
/// offers, and holds each result against a full listing.
/// </summary>
internal sealed class ConvergenceRunner(CaseState state)
{
    /// <summary>The lane of the new connections.</summary>
    public const string Lane = "V";

    /// <summary>How often a mailbox that moves meanwhile is compared again.</summary>
    private const int MaxAttempts = 5;

    public async Task RunAsync(ConvergedStep step, Bindings scope, CancellationToken cancel)
    {
        var lane = step.Session.ToString();
        scope.TryGet("mailbox", out var written);
        if (ClientCache.Replay(state.Transcript.Entries, lane, Astring.Read(written!)) is not { } cache)
        {
            state.Block($"session {lane} was never told a HIGHESTMODSEQ: it has nothing to resynchronise from", step.Line, lane);
            return;
        }

        var session = state.Session(Lane);
        for (var attempt = 1; ; attempt++)
        {
            if (await CompareAsync(session, cache, written!, step, cancel) is not { } found)
                return;
            // A command that was cut off may still have been at work between one answer and the next: then nothing is shown.
            if (found.Losses.Count > 0 && attempt < MaxAttempts && await HasMovedAsync(session, found.Listing, step, cancel))
                continue;
            await session.CloseAsync(cancel);
            foreach (var id in step.Ids)
            {
                var broken = Levels.OfBreaking(id, state.Environment.Catalogue);
                state.Findings.AddRange(Comparison.Findings([.. found.Losses.DistinctBy(l => l.Message)], [id], broken, lane)
                    .Select(f => f with { Line = step.Line, Readings = step.Readings }));
            }

            return;
        }
    }

    /// <summary>What each way to resynchronise lost, and the listing that says so; null, and blocked, if a command was not answered OK.</summary>
    private async Task<(List<Loss> Losses, Listing Listing)?> CompareAsync(
        Session session, Checkpoint cache, string written, ConvergedStep step, CancellationToken cancel)
    {
        await session.OpenAsync(logIn: true, cancel);
        var since = Math.Max(1, cache.HighestModSeq);
        if (await EntriesAsync(session, step, cancel, $"SELECT {written} (CONDSTORE)", $"UID FETCH 1:* (FLAGS) (CHANGEDSINCE {since})") is not { } changed
            || await EntriesAsync(session, step, cancel, "UID FETCH 1:* (FLAGS)") is not { } all)
            return null;
        var listing = Listing.Read(all);
        var losses = Comparison.Compare(cache.Apply(changed), listing, expungesTold: false).ToList();

        if (state.Environment.Offer.Has("QRESYNC"))
        {
            await session.OpenAsync(logIn: true, cancel);
            // In figures: whether * reaches an expunged message above the last live one is disputed.
            var top = cache.Messages.IsEmpty ? "*" : cache.Messages.Keys.Max().ToString(CultureInfo.InvariantCulture);
            if (await EntriesAsync(session, step, cancel, "ENABLE QRESYNC", $"SELECT {written} (QRESYNC ({cache.UidValidity} {since}))") is not { } resynchronised
                || await EntriesAsync(session, step, cancel, $"UID FETCH 1:{top} (FLAGS) (CHANGEDSINCE {since} VANISHED)") is not { } vanished)
                return null;
            losses.AddRange(Comparison.Compare(cache.Apply(resynchronised), listing, expungesTold: true));
            losses.AddRange(Comparison.Compare(cache.Apply(vanished), listing, expungesTold: true));
        }

        return (losses, listing);
    }

    private async Task<bool> HasMovedAsync(Session session, Listing before, ConvergedStep step, CancellationToken cancel) =>
        await EntriesAsync(session, step, cancel, "UID FETCH 1:* (FLAGS)") is { } again && !Listing.Read(again).IsSameAs(before);

    /// <summary>What came in answer to these commands; null, and blocked, if one was not answered OK.</summary>
    private async Task<List<Entry>?> EntriesAsync(Session session, ConvergedStep step, CancellationToken cancel, params string[] commands)
    {
        var entries = new List<Entry>();
        foreach (var command in commands)
        {
            var answer = await session.CommandAsync(Dialogue.Parts(command), cancel);
            entries.AddRange(answer.Window.Entries);
            if (answer.Window.Tagged is { Status: "OK" })
                continue;
            var why = answer.Window.Tagged is { } tagged ? Doorway.Describe(tagged) : answer.Fault?.Message;
            state.Block($"resynchronising failed: {command} was answered {why}", step.Line, Lane);
            return null;
        }

        return entries;
    }
}
