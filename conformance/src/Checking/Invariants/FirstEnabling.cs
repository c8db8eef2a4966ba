using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// The first CONDSTORE-enabling command with a mailbox selected makes the server tell that mailbox's HIGHESTMODSEQ (RFC 7162 section 3.1). Commands that
/// fail or that only might enable do not count.
/// </summary>
public sealed class FirstEnabling : Invariant
{
    private const string Announced = "7162-3.1-v";
    private Command? first;
    private Selection? selection;
    private bool told;

    public override string Name => "first-enabling";

    public override void Sent(Command command)
    {
        if (View.CondStore != Enabling.No || command.Enabling != Enabling.Yes || command.Is("SELECT", "EXAMINE") || !Context.OffersCondStore)
            return;
        if (View is { IsDisturbed: false, Opening: null, Selected: { NoModSeq: false } selected, InProgress.Count: 1 })
            (first, selection, told) = (command, selected, false);
    }

    public override void Received(Observation seen) => told |= first is not null && (seen.HighestModSeq is not null || seen.Code("NOMODSEQ") is not null);

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (!ReferenceEquals(command, first))
            return;
        first = null;
        var enabled = command.Name != "ENABLE" || View.Enabled.Contains("CONDSTORE") || View.Enabled.Contains("QRESYNC");
        if (tagged.Status != "OK" || !enabled)
            return;
        if (told)
        {
            Held(Announced);
            return;
        }

        // ENABLE belongs before the first SELECT (RFC 5161 section 3.1): what it must tell after that is nobody's plain rule.
        var known = selection!.HighestModSeq is not null;
        Broken(
            Announced,
            known || command.Name == "ENABLE" ? Outcome.Warn : Outcome.Fail,
            seen.Entry,
            $"{command.Title} is the session's first CONDSTORE-enabling command, and HIGHESTMODSEQ was not told" + (known ? " again" : ""),
            "OK [HIGHESTMODSEQ …] before or in the tagged answer",
            known ? ["A-40"] : []);
    }
}
