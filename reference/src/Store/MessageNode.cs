using System.Runtime.CompilerServices;

namespace Reference.Store;

/// <summary>
/// A node of the persistent tree that holds a mailbox's messages by UID. Every node knows the sums over what lies below it, so that counts, the
/// first unseen message and "changed since" are found by descending, and a change of one message copies one leaf and the path to it.
/// </summary>
internal abstract class MessageNode
{
    public int Count { get; protected init; }

    public int Unseen { get; protected init; }

    public int Deleted { get; protected init; }

    /// <summary>Octets of the messages together.</summary>
    public ulong Size { get; protected init; }

    public ulong MaxModSeq { get; protected init; }

    public uint FirstUid { get; protected init; }

    public uint LastUid { get; protected init; }

    /// <summary>The leaf that holds the message at <paramref name="index"/>, which becomes the index within the leaf.</summary>
    public abstract MessageLeaf LeafAt(ref int index);

    /// <summary>The index of the first message whose UID is at least <paramref name="uid"/>; Count if there is none.</summary>
    public abstract int LowerBound(uint uid);

    /// <summary>The index of the first message without \Seen. There must be one.</summary>
    public abstract int FirstUnseen();

    public abstract void CollectChangedSince(ulong modSeq, List<Message> result);

    /// <summary>This node with messages replaced by those of the same UID. <paramref name="changed"/> is sorted, and all of it lies here.</summary>
    public abstract MessageNode Replace(ReadOnlySpan<Message> changed);

    /// <summary>This node without the messages in <paramref name="expunged"/>, null when none is left.</summary>
    public abstract MessageNode? Remove(ReadOnlySpan<UidRange> expunged);

    /// <summary>Adds this node, with messages behind it, to <paramref name="level"/>: one or more nodes of the same height.</summary>
    public abstract void Append(ReadOnlySpan<Message> added, List<MessageNode> level);

    /// <summary>This node and its right neighbour as one, or null when they are better left apart.</summary>
    public abstract MessageNode? TryMerge(MessageNode right);
}

/// <summary>Up to <see cref="Capacity"/> messages, by UID.</summary>
internal sealed class MessageLeaf : MessageNode
{
    public const int Capacity = 64;

    private readonly Message[] messages;

    // An opening makes thousands of them within a moment, long before the runtime would find out that it is worth optimizing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public MessageLeaf(Message[] messages)
    {
        this.messages = messages;
        Count = messages.Length;
        FirstUid = messages[0].Uid;
        LastUid = messages[^1].Uid;
        foreach (ref readonly var message in messages.AsSpan())
        {
            if ((message.Flags & SystemFlags.Seen) == 0) Unseen++;
            if ((message.Flags & SystemFlags.Deleted) != 0) Deleted++;
            Size += message.Size;
            if (message.ModSeq > MaxModSeq) MaxModSeq = message.ModSeq;
        }
    }

    public ReadOnlySpan<Message> Messages => messages;

    public override MessageLeaf LeafAt(ref int index) => this;

    public override int LowerBound(uint uid)
    {
        var (low, high) = (0, messages.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (messages[middle].Uid < uid) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    public override int FirstUnseen() => Array.FindIndex(messages, static message => (message.Flags & SystemFlags.Seen) == 0);

    public override void CollectChangedSince(ulong modSeq, List<Message> result)
    {
        foreach (ref readonly var message in messages.AsSpan())
        {
            if (message.ModSeq > modSeq) result.Add(message);
        }
    }

    public override MessageNode Replace(ReadOnlySpan<Message> changed)
    {
        var copy = (Message[])messages.Clone();
        var at = 0;
        foreach (ref readonly var message in changed)
        {
            while (copy[at].Uid != message.Uid) at++;
            copy[at] = message;
        }

        return new MessageLeaf(copy);
    }

    public override MessageNode? Remove(ReadOnlySpan<UidRange> expunged)
    {
        var kept = new List<Message>(messages.Length);
        var at = 0;
        foreach (ref readonly var message in messages.AsSpan())
        {
            while (at < expunged.Length && expunged[at].Last < message.Uid) at++;
            if (at == expunged.Length || message.Uid < expunged[at].First) kept.Add(message);
        }

        if (kept.Count == messages.Length) return this;
        return kept.Count == 0 ? null : new MessageLeaf([.. kept]);
    }

    public override void Append(ReadOnlySpan<Message> added, List<MessageNode> level)
    {
        var room = Math.Min(Capacity - messages.Length, added.Length);
        level.Add(room == 0 ? this : new MessageLeaf([.. messages, .. added[..room]]));
        for (var rest = added[room..]; rest.Length > 0; rest = rest[Math.Min(Capacity, rest.Length)..])
            level.Add(new MessageLeaf(rest[..Math.Min(Capacity, rest.Length)].ToArray()));
    }

    public override MessageNode? TryMerge(MessageNode right) =>
        right is MessageLeaf leaf && messages.Length + leaf.messages.Length <= Capacity * 3 / 4
            ? new MessageLeaf([.. messages, .. leaf.messages])
            : null;
}
