namespace Conformance.Checking.Invariants;

/// <summary>UIDs ascend with message numbers, and a message keeps its UID (RFC 3501 section 2.3.1.1).</summary>
public sealed class UidOrder : Invariant
{
    private const string Ascending = "3501-2.3.1.1-a";

    public override string Name => "uid-order";

    public override void Received(Observation seen)
    {
        if (seen is not { Selection: { } selection, Fetch.Uid: { } uid, Message: not null } || Examination.Replaced.Contains(selection.Mailbox))
            return;
        if (seen.Objection is { } objection)
            Broken(Ascending, Outcome.Fail, seen.Entry, objection, "UIDs that ascend with the message numbers and stay the same");
        else if (uid > 0)
            Held(Ascending);
    }
}
