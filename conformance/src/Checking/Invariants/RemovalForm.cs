namespace Conformance.Checking.Invariants;

/// <summary>After ENABLE QRESYNC removals are told by VANISHED, never by EXPUNGE, and without it by EXPUNGE (RFC 7162 section 3.2.3).</summary>
public sealed class RemovalForm : Invariant
{
    private const string Form = "7162-3.2.3-e";
    private const string NotEarlier = "7162-3.2.10-a";
    private Selection? selection;
    private bool expunged;
    private bool vanished;

    public override string Name => "removal-form";

    public override void Received(Observation seen)
    {
        if (!seen.IsRemoval || View.IsResumed || seen.Selection is not { } now)
            return;
        if (!ReferenceEquals(now, selection))
            (selection, expunged, vanished) = (now, false, false);
        expunged |= seen.IsExpunge;
        vanished |= !seen.IsExpunge;

        // Between an ENABLE and its answer either form may come.
        if (seen.Commands.Any(c => c.Name == "ENABLE" || c.IsRaw))
            return;
        var enabled = View.QResync;
        if (now.NoModSeq)
        {
            if (expunged && vanished)
                Broken(Form, Outcome.Warn, seen.Entry, "EXPUNGE and VANISHED are mixed in one mailbox", "one form", "A-22");
        }
        else if (enabled && seen.IsExpunge)
            Broken(Form, Outcome.Fail, seen.Entry, "EXPUNGE came after ENABLE QRESYNC", "VANISHED");
        else if (!enabled && !seen.IsExpunge && !View.Enabled.Contains("UIDONLY") && !View.Enabled.Contains("QRESYNC"))
            Broken(Form, Outcome.Fail, seen.Entry, "VANISHED came, but the session has not enabled QRESYNC", "EXPUNGE", "A-21");
        else if (enabled)
        {
            Held(Form);
            Held(NotEarlier);
        }
    }
}
