using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>CLOSE's tagged OK carries no HIGHESTMODSEQ (RFC 7162 section 3.2.8).</summary>
public sealed class CloseTellsNothing : Invariant
{
    private const string Silent = "7162-3.2.8-c";

    public override string Name => "close-tells-nothing";

    public override void Received(Observation seen)
    {
        if (seen.HighestModSeq is not null && seen.Response is StatusResponse { IsTagged: false } && seen.Only(c => c.Name == "CLOSE"))
            Broken(Silent, Outcome.Warn, seen.Entry, "CLOSE told HIGHESTMODSEQ in an untagged OK", "no HIGHESTMODSEQ");
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (!command.Is("CLOSE") || tagged.Status != "OK")
            return;
        if (seen.HighestModSeq is not null)
            Broken(
                Silent,
                Outcome.Fail,
                seen.Entry,
                "the tagged OK of CLOSE carries HIGHESTMODSEQ",
                "no HIGHESTMODSEQ: the client could take it for what it was told");
        else if (View.CondStore == Enabling.Yes)
            Held(Silent);
    }
}
