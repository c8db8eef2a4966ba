using System.Runtime.CompilerServices;
using Reference.Store;

namespace Reference.Sessions;

/// <summary>Which messages are \Recent (RFC 3501 section 2.3.2): the first read-write session that learns of a message has it.</summary>
/// <remarks>Lasts as long as the process; after a restart the messages of before are nobody's recent ones, which 2.3.2 allows for
/// a flag that is bound to sessions.</remarks>
public sealed class RecentMark
{
    private static readonly ConditionalWeakTable<Mailbox, RecentMark> Marks = [];
    private readonly Lock _lock = new();
    private uint _first;

    private RecentMark(uint first) => _first = first;

    /// <summary>The mark of a mailbox; made when the process first opens it.</summary>
    public static RecentMark Of(Mailbox mailbox) => Marks.GetValue(mailbox, static m => new RecentMark(m.State.UidNext));

    /// <summary>How many messages no session has taken yet.</summary>
    public ulong Count(MailboxState state)
    {
        lock (_lock) return (ulong)(state.Count - state.LowerBound(_first));
    }

    /// <summary>Takes the messages from the mark up to <paramref name="uidNext"/>, for this session alone unless it is read-only.</summary>
    /// <returns>The lowest UID that is recent; those from here to <paramref name="uidNext"/> - 1 are.</returns>
    public uint Claim(uint uidNext, bool readOnly)
    {
        lock (_lock)
        {
            var first = Math.Min(_first, uidNext);
            if (!readOnly) _first = Math.Max(_first, uidNext);
            return first;
        }
    }
}
