using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// Once the client is CONDSTORE-aware, FETCHes that tell of a change carry MODSEQ (RFC 7162 section 3.1), and UID too (section 3.2.4); before that they
/// do not. Judged only for FETCHes that surely nobody asked for, or that a STORE caused; several for one message count together.
/// </summary>
public sealed class ModSeqPresence : Invariant
{
    private const string Present = "7162-3.1-t";
    private const string Absent = "7162-3.1-u";

    private static readonly HashSet<string> NeverFetches =
    [
        "NOOP", "IDLE", "CHECK", "SEARCH", "STATUS", "COPY", "MOVE", "APPEND", "LIST", "LSUB", "EXPUNGE", "CREATE", "DELETE", "RENAME",
        "SUBSCRIBE", "UNSUBSCRIBE", "ENABLE", "CAPABILITY", "ID", "NAMESPACE", "SORT", "THREAD", "SETMETADATA", "GETMETADATA",
    ];

    private readonly List<Update> updates = [];

    public override string Name => "modseq-presence";

    public override void Received(Observation seen)
    {
        if (seen is not { Fetch: { } fetch, Selection: { IsOpen: true, NoModSeq: false } selection } || View.Notify || !Context.OffersCondStore)
            return;
        if (seen.Commands.Any(c => c.IsRaw || !c.IsComplete || !c.IsReadable || !(c.Name == "STORE" || NeverFetches.Contains(c.Name))))
            return;
        switch (View.CondStore)
        {
            case Enabling.No when fetch.ModSeq is not null:
                Broken(
                    Absent,
                    Outcome.Warn,
                    seen.Entry,
                    "MODSEQ came although the client has not shown that it knows CONDSTORE",
                    "no MODSEQ before a CONDSTORE-enabling command");
                break;
            case Enabling.No when fetch.Flags is not null:
                Held(Absent);
                break;
            case Enabling.Yes when selection.HasModSeqs && seen.Message is { } message:
                updates.Add(new Update(message, seen.Entry, fetch, seen.Commands.FirstOrDefault(c => c.Name == "STORE")));
                break;
        }
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (seen.Commands.Count > 1)
            return;
        foreach (var message in updates.GroupBy(u => u.Message))
        {
            if (message.LastOrDefault(u => u.Fetch.Flags is not null) is not { } update)
                continue;
            if (message.Any(u => u.Fetch.ModSeq is not null))
                Held(Present);
            else
                Broken(
                    Present,
                    Outcome.Fail,
                    update.Entry,
                    "a flag change is told without MODSEQ although the client is CONDSTORE-aware",
                    "MODSEQ in the FETCH");
            JudgeUid(message, update);
        }

        updates.Clear();
    }

    private void JudgeUid(IEnumerable<Update> all, Update update)
    {
        var requirement = !Context.OffersQResync ? "7162-3.1.4.2-b"
            : update.Store is null ? "7162-3.2.4-d"
            : update.Store.HasModifier("UNCHANGEDSINCE") ? "7162-3.2.4-b"
            : "7162-3.2.4-a";
        if (all.Any(u => u.Fetch.Uid is not null))
            Held(requirement);
        else if (Context.OffersQResync && View.QResync)
            Broken(requirement, Outcome.Fail, update.Entry, "a flag change is told without UID although QRESYNC is enabled", "UID in the FETCH");
        else
            // Nearly every dialogue with such a server shows it; the scenarios of condstore/told judge it, once, by the letter.
            Broken(
                requirement,
                Outcome.Info,
                update.Entry,
                "a flag change is told to a CONDSTORE-aware client without UID",
                "UID in the FETCH",
                Context.OffersQResync ? ["A-3"] : []);
    }

    private sealed record Update(KnownMessage Message, Entry Entry, FetchData Fetch, Command? Store);
}
