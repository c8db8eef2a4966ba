using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>STATUS tells HIGHESTMODSEQ 0 only of a mailbox without mod-sequences (RFC 7162 section 3.1.7).</summary>
public sealed class StatusZero : Invariant
{
    private const string Zero = "7162-3.1.7-b";

    public override string Name => "status-zero";

    public override void Received(Observation seen)
    {
        if (!StatusData.TryRead(seen.Response, out var status) || status.HighestModSeq is not { } highest || !seen.Only(c => c.Name == "STATUS"))
            return;
        if (highest.Number is > 0 and <= ModSeqText.Max)
            Held(Zero);
        else if (highest.Number == 0 && IsPersistent(Command.NameOf(status.Mailbox)!))
            Broken(Zero, Outcome.Fail, seen.Entry, "STATUS tells HIGHESTMODSEQ 0 of a mailbox that has mod-sequences", "1 or more");
    }

    private bool IsPersistent(string mailbox) =>
        Examination.Hooks.TrueForAll(h => h.Name != "nomodseq") && Examination.MemoriesOf(View, mailbox).Any(m => m.IsPersistent);
}
