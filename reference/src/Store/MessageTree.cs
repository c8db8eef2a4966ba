using System.Runtime.InteropServices;

namespace Reference.Store;

/// <summary>A mailbox's messages by UID: immutable, sharing structure with the trees it came from. See <see cref="MessageNode"/>.</summary>
internal sealed class MessageTree
{
    public static readonly MessageTree Empty = new(null);

    private readonly MessageNode? root;

    private MessageTree(MessageNode? root) => this.root = root;

    public int Count => root?.Count ?? 0;

    public int Unseen => root?.Unseen ?? 0;

    public int Deleted => root?.Deleted ?? 0;

    public ulong Size => root?.Size ?? 0;

    public ulong MaxModSeq => root?.MaxModSeq ?? 0;

    public uint LastUid => root?.LastUid ?? 0;

    public Message this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return root!.LeafAt(ref index).Messages[index];
        }
    }

    public int LowerBound(uint uid) => root?.LowerBound(uid) ?? 0;

    public int IndexOf(uint uid)
    {
        var index = LowerBound(uid);
        return index < Count && this[index].Uid == uid ? index : -1;
    }

    /// <summary>The index of the first message without \Seen, -1 if there is none.</summary>
    public int FirstUnseen() => Unseen == 0 ? -1 : root!.FirstUnseen();

    /// <summary>The messages whose mod-sequence is greater, by UID, in time proportional to their number.</summary>
    public List<Message> ChangedSince(ulong modSeq)
    {
        if (MaxModSeq <= modSeq) return [];
        var result = new List<Message>(16);
        root!.CollectChangedSince(modSeq, result);
        return result;
    }

    public IEnumerator<Message> GetEnumerator() => From(0).GetEnumerator();

    /// <summary>The messages from an index on.</summary>
    public IEnumerable<Message> From(int start)
    {
        for (var index = start; index < Count;)
        {
            var within = index;
            var leaf = root!.LeafAt(ref within);
            for (var i = within; i < leaf.Count; i++) yield return leaf.Messages[i];
            index += leaf.Count - within;
        }
    }

    /// <summary>All messages, by UID.</summary>
    public Message[] ToArray()
    {
        var all = GC.AllocateUninitializedArray<Message>(Count);
        for (var index = 0; index < all.Length;)
        {
            var within = index;
            var leaf = root!.LeafAt(ref within).Messages;
            leaf.CopyTo(all.AsSpan(index));
            index += leaf.Length;
        }

        return all;
    }

    /// <summary>The ranges of UIDs below <paramref name="uidNext"/> that no message has.</summary>
    public List<UidRange> Absent(uint uidNext)
    {
        var result = new List<UidRange>();
        uint expected = 1;
        foreach (var message in this)
        {
            if (message.Uid > expected) result.Add(new UidRange(expected, message.Uid - 1));
            expected = message.Uid + 1;
        }

        if (expected < uidNext) result.Add(new UidRange(expected, uidNext - 1));
        return result;
    }

    /// <summary>The tree of messages that are sorted by UID.</summary>
    public static MessageTree Of(ReadOnlySpan<Message> messages) => Empty.Append(messages);

    public MessageTree Append(List<Message> added) => Append(CollectionsMarshal.AsSpan(added));

    private MessageTree Append(ReadOnlySpan<Message> span)
    {
        if (span.IsEmpty) return this;
        var level = new List<MessageNode>();
        if (root is not null) root.Append(span, level);
        else new MessageLeaf([span[0]]).Append(span[1..], level);
        while (level.Count > 1)
        {
            var above = new List<MessageNode>();
            MessageBranch.Group(level, above);
            level = above;
        }

        return new MessageTree(level[0]);
    }

    /// <summary>The tree with messages replaced by those of the same UID; all must be there, sorted by UID.</summary>
    public MessageTree Replace(List<Message> changed) =>
        changed.Count == 0 ? this : new MessageTree(root!.Replace(CollectionsMarshal.AsSpan(changed)));

    public MessageTree Remove(UidSet expunged)
    {
        if (root is null || expunged.IsEmpty) return this;
        var node = root.Remove(expunged.Ranges.AsSpan());
        while (node is MessageBranch { OnlyChild: { } child }) node = child;
        return new MessageTree(node);
    }
}
