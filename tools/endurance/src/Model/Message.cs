using System.Collections.Immutable;

namespace Endurance.Model;

/// <summary>What one message must be, by what was answered. Changed only by the writer it belongs to, except that anybody's EXPUNGE may
/// take it once it is doomed.</summary>
public sealed class Message(Mailbox mailbox, uint uid, string letter, int owner, ImmutableSortedSet<string> flags)
{
    public Mailbox Mailbox { get; } = mailbox;

    public uint Uid { get; } = uid;

    public string Letter { get; } = letter;

    public int Owner { get; } = owner;

    public ImmutableSortedSet<string> Flags { get; set; } = flags;

    /// <summary>The last one told, or null when none was.</summary>
    public ulong? ModSeq { get; set; }

    /// <summary>Its first mod-sequence is higher: the highest told before the server's last start when it was made.</summary>
    public required ulong BornAbove { get; init; }

    /// <summary>A command that makes it go is in flight.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>When STORE \Deleted was sent, on the clock of the model; 0 when it was not. From then on nothing but an expunge is
    /// asked for it.</summary>
    public long DoomSent { get; set; }

    /// <summary>When that was answered.</summary>
    public long DoomAnswered { get; set; }
}
