using Conformance.Wire;

namespace Conformance.Checking.Convergence;

/// <summary>How a resynchronised cache can differ from the mailbox.</summary>
public enum LossKind
{
    /// <summary>The cache still has a message that is gone.</summary>
    Expunge,

    /// <summary>The cache has other flags than the mailbox.</summary>
    FlagChange,

    /// <summary>The cache was told that a message is gone which is there.</summary>
    Message,
}

/// <summary>A difference.</summary>
/// <param name="Message">In words, with the UIDs.</param>
public sealed record Loss(LossKind Kind, SequenceSet Uids, string Message);

/// <summary>
/// Holds a resynchronised cache against a full listing. New messages, of which the cache knows nothing yet, are no difference.
/// </summary>
public static class Comparison
{
    /// <summary>All differences; empty if the cache has converged.</summary>
    /// <param name="expungesTold">The resynchronisation was one that tells of expunges (QRESYNC, VANISHED); without it the client has to list UIDs itself.</param>
    public static IReadOnlyList<Loss> Compare(Resynchronised cache, Listing listing, bool expungesTold)
    {
        if (cache.IsVoid)
            return [];
        var losses = new List<Loss>();
        var from = $"resynchronising from HIGHESTMODSEQ {cache.Base.HighestModSeq}";
        var stale = expungesTold ? cache.Messages.Keys.Where(u => !listing.Messages.ContainsKey(u)).ToList() : [];
        if (stale.Count > 0)
        {
            var uids = SequenceSet.Of(stale);
            losses.Add(new Loss(LossKind.Expunge, uids, $"{from} lost the expunge of UID {uids}: the client still has what is gone"));
        }

        var changed = (
            from m in cache.Messages
            let now = listing.Messages.GetValueOrDefault(m.Key)
            where m.Value.Flags is not null && now?.Flags is not null && !m.Value.Flags.SetEquals(now.Flags)
            orderby m.Key
            select (Uid: m.Key, Mine: m.Value.Flags!, Theirs: now.Flags!)).ToList();
        if (changed.Count > 0)
        {
            var uids = SequenceSet.Of(changed.Select(c => c.Uid));
            var (uid, mine, theirs) = changed[0];
            losses.Add(new Loss(
                LossKind.FlagChange,
                uids,
                $"{from} lost a flag change of UID {uids}: of UID {uid} the client has ({Words(mine)}), the mailbox ({Words(theirs)})"));
        }

        var denied = cache.Dropped.Where(listing.Messages.ContainsKey).ToList();
        if (denied.Count > 0)
        {
            var uids = SequenceSet.Of(denied);
            losses.Add(new Loss(LossKind.Message, uids, $"{from} lost UID {uids}: VANISHED told it is gone, and it is there"));
        }

        return losses;
    }

    /// <summary>The same as findings: one for each difference and requirement, or a Pass for each requirement.</summary>
    /// <param name="broken">What a difference amounts to.</param>
    public static IReadOnlyList<Finding> Findings(IReadOnlyList<Loss> losses, IReadOnlyList<string> requirements, Outcome broken, string lane) =>
    [
        .. from requirement in requirements
           from finding in losses.Count == 0
               ? [new Finding(requirement, Outcome.Pass, "the client's cache equals the mailbox after resynchronisation", lane)]
               : losses.Select(l => new Finding(requirement, broken, l.Message, lane, Expected: "a cache that equals the mailbox", Actual: l.Message))
           select finding,
    ];

    private static string Words(IEnumerable<string> flags) => string.Join(' ', flags.Order(StringComparer.OrdinalIgnoreCase));
}
