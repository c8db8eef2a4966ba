namespace Conformance.Checking.Invariants;

/// <summary>Plain VANISHED names only messages that the session was told of, each once (RFC 7162 section 3.2.10.2).</summary>
public sealed class VanishedContent : Invariant
{
    private const string Visible = "7162-3.2.10.2-a";
    private const string Once = "7162-3.2.10.2-b";

    public override string Name => "vanished-content";

    public override void Received(Observation seen)
    {
        if (seen is not { Vanished.IsEarlier: false, Selection: { } selection, CountBefore: not null })
            return;
        if (seen.Objection is not { } objection)
        {
            Held(Visible);
            Held(Once);
        }
        else if (Examination.Replaced.Contains(selection.Mailbox))
            Broken(Visible, Outcome.Warn, seen.Entry, objection, "only messages that the session knows", "A-35");
        else
            Broken(
                objection.Contains("second time", StringComparison.Ordinal) ? Once : Visible,
                Outcome.Fail,
                seen.Entry,
                objection,
                "only messages that the session knows, each once");
    }
}
