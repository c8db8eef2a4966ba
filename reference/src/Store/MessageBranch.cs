namespace Reference.Store;

/// <summary>Up to <see cref="Capacity"/> nodes of one height, by UID.</summary>
internal sealed class MessageBranch : MessageNode
{
    public const int Capacity = 32;

    private readonly MessageNode[] children;

    public MessageBranch(MessageNode[] children)
    {
        this.children = children;
        FirstUid = children[0].FirstUid;
        LastUid = children[^1].LastUid;
        foreach (var child in children)
        {
            Count += child.Count;
            Unseen += child.Unseen;
            Deleted += child.Deleted;
            Size += child.Size;
            MaxModSeq = Math.Max(MaxModSeq, child.MaxModSeq);
        }
    }

    /// <summary>Puts nodes of one height under as few branches as hold them.</summary>
    public static void Group(List<MessageNode> nodes, List<MessageNode> level)
    {
        for (var start = 0; start < nodes.Count; start += Capacity)
            level.Add(new MessageBranch([.. nodes.GetRange(start, Math.Min(Capacity, nodes.Count - start))]));
    }

    /// <summary>The only child, so that a tree which shrank loses its height.</summary>
    public MessageNode? OnlyChild => children.Length == 1 ? children[0] : null;

    public override MessageLeaf LeafAt(ref int index)
    {
        foreach (var child in children)
        {
            if (index < child.Count) return child.LeafAt(ref index);
            index -= child.Count;
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    public override int LowerBound(uint uid)
    {
        var before = 0;
        foreach (var child in children)
        {
            if (child.LastUid >= uid) return before + child.LowerBound(uid);
            before += child.Count;
        }

        return before;
    }

    public override int FirstUnseen()
    {
        var before = 0;
        foreach (var child in children)
        {
            if (child.Unseen > 0) return before + child.FirstUnseen();
            before += child.Count;
        }

        return -1;
    }

    public override void CollectChangedSince(ulong modSeq, List<Message> result)
    {
        foreach (var child in children)
        {
            if (child.MaxModSeq > modSeq) child.CollectChangedSince(modSeq, result);
        }
    }

    public override MessageNode Replace(ReadOnlySpan<Message> changed)
    {
        var copy = (MessageNode[])children.Clone();
        for (var i = 0; i < copy.Length && changed.Length > 0; i++)
        {
            var mine = 0;
            while (mine < changed.Length && changed[mine].Uid <= copy[i].LastUid) mine++;
            if (mine > 0) copy[i] = copy[i].Replace(changed[..mine]);
            changed = changed[mine..];
        }

        return new MessageBranch(copy);
    }

    public override MessageNode? Remove(ReadOnlySpan<UidRange> expunged)
    {
        var kept = new List<MessageNode>(children.Length);
        foreach (var child in children)
        {
            while (expunged.Length > 0 && expunged[0].Last < child.FirstUid) expunged = expunged[1..];
            var node = expunged.Length > 0 && expunged[0].First <= child.LastUid ? child.Remove(expunged) : child;
            if (node is null) continue;
            if (kept.Count > 0 && kept[^1].TryMerge(node) is { } merged) kept[^1] = merged;
            else kept.Add(node);
        }

        return kept.Count == 0 ? null : new MessageBranch([.. kept]);
    }

    public override void Append(ReadOnlySpan<Message> added, List<MessageNode> level)
    {
        var nodes = new List<MessageNode>(children.Length + 1);
        nodes.AddRange(children.AsSpan(0, children.Length - 1));
        children[^1].Append(added, nodes);
        Group(nodes, level);
    }

    public override MessageNode? TryMerge(MessageNode right) =>
        right is MessageBranch branch && children.Length + branch.children.Length <= Capacity * 3 / 4
            ? new MessageBranch([.. children, .. branch.children])
            : null;
}
