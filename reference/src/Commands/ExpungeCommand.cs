using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>EXPUNGE (RFC 3501 section 6.4.3) and UID EXPUNGE (RFC 4315 section 2.1), with HIGHESTMODSEQ (RFC 7162 sections 3.2.7 and
/// 3.2.9).</summary>
/// <param name="Uids">UID EXPUNGE: only these; null for all.</param>
public sealed record ExpungeCommand(SequenceSet? Uids) : Command
{
    public static CommandRow Row { get; } =
        new("EXPUNGE", SessionStates.Selected, TellsExpunges: true, SimpleParse.Of(new ExpungeCommand((SequenceSet?)null)));

    public static CommandRow UidRow { get; } = new("UID EXPUNGE", SessionStates.Selected, TellsExpunges: true, ParseUid, Needs: "UIDPLUS");

    /// <summary>uid-expunge = "UID" SP "EXPUNGE" SP sequence-set.</summary>
    private static ExpungeCommand ParseUid(CommandScanner scanner)
    {
        scanner.Sp();
        var uids = scanner.SequenceSet();
        scanner.End();
        return new ExpungeCommand(uids);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var name = Uids is null ? "EXPUNGE" : "UID EXPUNGE";
        var selected = session.Selected!;
        if (selected.ReadOnly) return Completion.No($"{name} refused: the mailbox is selected read-only");
        var within = Uids is null ? null : session.ResolveUids(Uids);
        string? limited = null;
        var result = await selected.Mailbox.CommitAsync(
            state =>
            {
                // EXPUNGE has no limit (RFC 9738 section 3.1).
                if (within is null) return AllDeleted(state);
                var uids = session.Limit(UidsOfDeleted(state, within), uid => uid, out limited);
                return uids.Count == 0 ? Decision.Nothing : new Decision([new ExpungeChange(uids)]);
            },
            cancellation);
        var expunged = !ReferenceEquals(result.Before, result.After);
        return session.With(Completion.Ok($"{name} completed") with { TellsHighestModSeq = expunged && session.QResync }, limited);
    }

    /// <summary>Every message with \Deleted, also one that this session has not been told of.</summary>
    public static Decision AllDeleted(MailboxState state)
    {
        var uids = UidsOfDeleted(state, [new SequenceRange(1, uint.MaxValue)]);
        return uids.Count == 0 ? Decision.Nothing : new Decision([new ExpungeChange(uids)]);
    }

    private static List<uint> UidsOfDeleted(MailboxState state, IReadOnlyList<SequenceRange> within)
    {
        var uids = new List<uint>();
        if (state.DeletedCount == 0) return uids;
        foreach (var (first, last) in within)
        {
            for (var i = state.LowerBound(first); i < state.Count && state[i] is var message && message.Uid <= last; i++)
            {
                if ((message.Flags & SystemFlags.Deleted) != 0) uids.Add(message.Uid);
            }
        }
        return uids;
    }
}
