using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>A mailbox that a session has selected, or is just selecting.</summary>
/// <param name="Mailbox">The name; INBOX in upper case.</param>
/// <param name="Command">The SELECT or EXAMINE.</param>
/// <param name="Previous">The mailbox that was selected when the command began; null if surely none.</param>
public sealed record Selection(string Mailbox, Command Command, Selection? Previous)
{
    public MessageView Messages { get; } = new();

    public uint? UidValidity { get; internal set; }

    public uint? UidNext { get; internal set; }

    /// <summary>The last HIGHESTMODSEQ code of the SELECT's untagged responses, where it is a number.</summary>
    public ModSeqText? HighestModSeq { get; internal set; }

    public bool NoModSeq { get; internal set; }

    /// <summary>The client was CONDSTORE-aware, for certain, when the command began.</summary>
    public bool WasAware { get; init; }

    /// <summary>This session was told a mod-sequence of this mailbox: it has some.</summary>
    public bool HasModSeqs { get; internal set; }

    /// <summary>[CLOSED] has come.</summary>
    public bool ClosedSeen { get; internal set; }

    /// <summary>EXISTS has come.</summary>
    public bool ExistsSeen { get; internal set; }

    /// <summary>The tagged OK has come.</summary>
    public bool IsOpen { get; internal set; }

    /// <summary>What comes now belongs to this mailbox and no other: it is open, or nothing was selected before, or [CLOSED] has come.</summary>
    public bool IsCertain => IsOpen || Previous is null || ClosedSeen;

    /// <summary>What came before the boundary was the old mailbox's.</summary>
    internal void Close()
    {
        ClosedSeen = true;
        ExistsSeen = false;
        UidValidity = UidNext = null;
        HighestModSeq = null;
        NoModSeq = false;
        Messages.Lose();
    }
}
