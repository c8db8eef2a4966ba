namespace Conformance.Running;

/// <summary>Unique names for the mailboxes of one run, below the account's personal prefix; and the list of those that are to be removed.</summary>
/// <param name="stem">What all names begin with: <c>conformance</c> unless <c>--prefix</c> says otherwise.</param>
/// <param name="runId">Letters and digits that tell this run from others.</param>
public sealed class MailboxNames(string stem, string runId, Offer offer)
{
    private int used;

    /// <summary>The next name, as an astring.</summary>
    public string Next()
    {
        // A hyphen that is the server's delimiter would make a tree of it.
        var joint = offer.Delimiter == "-" ? '_' : '-';
        return Astring.Write($"{offer.Prefix}{stem}{joint}{runId}{joint}{Interlocked.Increment(ref used)}")
            ?? throw new TargetException(EntryStage.Mailbox, "the mailbox prefix cannot be written on one line");
    }
}
