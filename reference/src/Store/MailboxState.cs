using System.Collections;
using System.Collections.Immutable;

namespace Reference.Store;

/// <summary>
/// A mailbox at one moment. Immutable, so that readers neither wait nor lock; a change makes a new state that shares all but a few nodes with the
/// old one. As a list it is the messages by UID, and an index into it is a message's sequence number minus one.
/// </summary>
public sealed class MailboxState : IReadOnlyList<Message>
{
    private readonly MessageTree messages;
    private readonly ExpungeQueue expunges;

    internal MailboxState(
        uint uidValidity, uint uidNext, ulong highestModSeq, MessageTree messages, ExpungeQueue expunges, ImmutableArray<string> keywords)
    {
        UidValidity = uidValidity;
        UidNext = uidNext;
        HighestModSeq = highestModSeq;
        Keywords = keywords;
        this.messages = messages;
        this.expunges = expunges;
    }

    /// <summary>UIDVALIDITY, 1 to 2^32 - 1.</summary>
    public uint UidValidity { get; }

    /// <summary>UIDNEXT: greater than each UID ever assigned under this UIDVALIDITY.</summary>
    public uint UidNext { get; }

    /// <summary>HIGHESTMODSEQ: at least each message's mod-sequence, raised by expunges too, never falling (RFC 7162, 3.1.2.1).</summary>
    public ulong HighestModSeq { get; }

    /// <summary>From this mod-sequence on <see cref="ExpungedSince"/> is exact.</summary>
    public ulong ExpungeFloor => expunges.Floor;

    /// <summary>Every keyword ever used in the mailbox, in the order and spelling of first use.</summary>
    public ImmutableArray<string> Keywords { get; }

    /// <summary>Metadata entries and their values (RFC 5464), names in any case.</summary>
    public ImmutableSortedDictionary<string, byte[]> Metadata { get; internal init; } = NoMetadata;

    internal static ImmutableSortedDictionary<string, byte[]> NoMetadata { get; } =
        ImmutableSortedDictionary.Create<string, byte[]>(StringComparer.OrdinalIgnoreCase);

    /// <summary>EXISTS.</summary>
    public int Count => messages.Count;

    /// <summary>Messages without \Seen.</summary>
    public int UnseenCount => messages.Unseen;

    /// <summary>Messages with \Deleted.</summary>
    public int DeletedCount => messages.Deleted;

    /// <summary>Octets of all messages together, each as RFC822.SIZE tells them.</summary>
    public ulong Size => messages.Size;

    /// <summary>Index of the first message without \Seen, -1 if there is none. O(log n).</summary>
    public int FirstUnseenIndex => messages.FirstUnseen();

    internal MessageTree Messages => messages;

    internal ExpungeQueue Expunges => expunges;

    /// <summary>The message at a 0-based index. O(log n).</summary>
    public Message this[int index] => messages[index];

    /// <summary>The index of the message with this UID, -1 if there is none. O(log n).</summary>
    public int IndexOf(uint uid) => messages.IndexOf(uid);

    /// <summary>The index of the first message with this or a greater UID, <see cref="Count"/> if there is none. O(log n).</summary>
    public int LowerBound(uint uid) => messages.LowerBound(uid);

    /// <summary>The messages whose mod-sequence is greater than <paramref name="modSeq"/>, by UID. O(their number).</summary>
    public IReadOnlyList<Message> ChangedSince(ulong modSeq) => messages.ChangedSince(modSeq);

    /// <summary>
    /// The UIDs that were expunged by mod-sequences above <paramref name="modSeq"/>: exact, in O(their number), from <see cref="ExpungeFloor"/>
    /// on. Below it every UID that was, or might have been, assigned and is not there; never a live one.
    /// </summary>
    public UidSet ExpungedSince(ulong modSeq) =>
        modSeq >= ExpungeFloor ? expunges.Since(modSeq) : UidSet.Create(messages.Absent(UidNext));

    /// <summary>The same messages under another UIDVALIDITY.</summary>
    internal MailboxState WithUidValidity(uint uidValidity) =>
        new(uidValidity, UidNext, HighestModSeq, messages, expunges, Keywords) { Metadata = Metadata };

    /// <summary>The same messages, some of which (by UID) have their bytes elsewhere.</summary>
    internal MailboxState WithContents(List<Message> moved) =>
        new(UidValidity, UidNext, HighestModSeq, messages.Replace(moved), expunges, Keywords) { Metadata = Metadata };

    /// <summary>The same messages, all with the mod-sequence <paramref name="baseline"/>, and no expunge known from before it.</summary>
    internal MailboxState WithoutHistory(ulong baseline)
    {
        var renewed = messages.From(0).Select(message => message with { ModSeq = baseline }).ToList();
        return new(UidValidity, UidNext, baseline, MessageTree.Empty.Append(renewed), ExpungeQueue.Create(baseline, []), Keywords) { Metadata = Metadata };
    }

    /// <summary>The same, with nothing known of what was expunged so far.</summary>
    internal MailboxState WithoutExpunges() =>
        new(UidValidity, UidNext, HighestModSeq, messages, ExpungeQueue.Create(HighestModSeq, []), Keywords) { Metadata = Metadata };

    /// <summary>The messages from an index on, by UID.</summary>
    public IEnumerable<Message> From(int start) => messages.From(start);

    public IEnumerator<Message> GetEnumerator() => messages.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
