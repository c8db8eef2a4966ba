using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>
/// Selecting another mailbox tells [CLOSED]; before it comes what is the old one's, after it what is the new one's (RFC 7162 section
/// 3.2.11).
/// </summary>
public sealed class ClosedBoundary : Invariant
{
    private const string Told = "7162-3.2.11-a";
    private const string Boundary = "7162-3.2.11-b";
    private Entry? early;
    private bool closed;
    private bool crossed;

    public override string Name => "closed-boundary";

    public override void Received(Observation seen)
    {
        if (seen.Code("CLOSED") is not null)
        {
            closed = true;
            if (early is not null && HasOther(View.Opening))
            {
                Broken(Boundary, Outcome.Fail, early, "UIDVALIDITY of the new mailbox came before [CLOSED]", "[CLOSED] first");
                crossed = true;
            }

            if (seen.Only(c => c.Name is "CLOSE" or "UNSELECT"))
                Broken("7162-3.2.11-e", Outcome.Info, seen.Entry, "[CLOSED] came in answer to CLOSE or UNSELECT", "it is not needed there");
        }
        else if (View.Opening is { IsCertain: false } && seen.Code("UIDVALIDITY") is not null)
            early ??= seen.Entry;
        else if (View.Opening is { ClosedSeen: true, ExistsSeen: false } && seen.IsRemoval)
        {
            Broken(
                Boundary,
                Outcome.Fail,
                seen.Entry,
                "a removal came after [CLOSED], before the new mailbox had any messages",
                "what is the old mailbox's only before [CLOSED]");
            crossed = true;
        }
    }

    public override void Completed(Command command, StatusResponse tagged, Observation seen)
    {
        if (View.Opening is { } opening && ReferenceEquals(opening.Command, command) && Context.OffersCondStore && !View.IsDisturbed)
            Judge(opening, tagged, seen);
        (early, closed, crossed) = (null, false, false);
    }

    private void Judge(Selection opening, StatusResponse tagged, Observation seen)
    {
        var rev2 = View.Enabled.Contains("IMAP4REV2");
        if (opening.Previous is null)
        {
            if (closed)
                Broken(Told, Outcome.Warn, seen.Entry, "[CLOSED] came although no mailbox was selected", "no [CLOSED]");
        }
        else if (!HasOther(opening))
        {
            if (!closed && rev2 && SessionView.HadPrevious(opening) && tagged.Status == "OK")
                Broken(
                    Told,
                    Outcome.Warn,
                    seen.Entry,
                    "[CLOSED] did not come when the mailbox was selected again under IMAP4rev2",
                    "[CLOSED]",
                    "A-16");
        }
        else if (tagged.Status == "OK")
        {
            // Whether or not the client is CONDSTORE-aware.
            var requirement = View.CondStore == Enabling.Yes ? Told : "7162-3.2.11-c";
            if (!closed)
                Broken(
                    requirement,
                    Outcome.Fail,
                    seen.Entry,
                    $"{opening.Command.Name} of another mailbox came without [CLOSED]",
                    "an untagged OK [CLOSED]");
            else
                Held(requirement);
            if (closed && !crossed)
                Held(Boundary);
        }
        else if (tagged.Status == "NO")
        {
            if (closed)
                Held("7162-3.2.11-d");
            else
                Broken(
                    "7162-3.2.11-d",
                    rev2 ? Outcome.Fail : Outcome.Warn,
                    seen.Entry,
                    $"{opening.Command.Name} failed, which closes the old mailbox, without [CLOSED]",
                    "an untagged OK [CLOSED]",
                    "A-17");
        }
    }

    private static bool HasOther(Selection? opening) =>
        opening is { Previous.Mailbox: var old } && SessionView.HadPrevious(opening) && old != opening.Mailbox;
}
