namespace Reference.Searching;

/// <summary>Steps 1 to 3 of REFERENCES (RFC 5256 section 3): parents and children by msg-id, then without needless dummies. Without
/// recursion, for whoever sends mail decides how deep a thread is.</summary>
internal static class ThreadLinks
{
    /// <summary>Steps 1 and 2.</summary>
    /// <returns>Everything without a parent.</returns>
    public static List<ThreadNode> Build(IReadOnlyList<ThreadMember> members)
    {
        var byId = new Dictionary<string, ThreadNode>(StringComparer.Ordinal);
        var all = new List<ThreadNode>();
        for (var place = 0; place < members.Count; place++)
        {
            var member = members[place];
            ThreadNode? last = null;
            foreach (var reference in member.References)
            {
                var node = Named(reference);
                if (last is not null && node.Parent is null) Link(last, node);
                last = node;
            }
            var own = Own(member);
            (own.Member, own.Place) = (member, place);
            if (last is not null && ReferenceEquals(own.Parent, last)) continue;
            // The message itself knows its parent best: an earlier link came from somebody's shortened References.
            Unlink(own);
            if (last is not null) Link(last, own);
        }
        return [.. all.Where(node => node.Parent is null)];

        ThreadNode Named(string id)
        {
            if (!byId.TryGetValue(id, out var node)) byId[id] = node = New();
            return node;
        }

        // Of several messages with one msg-id the first has it; the others are as if they had one of their own.
        ThreadNode Own(ThreadMember member) => member.MessageId is { } id && Named(id) is { IsDummy: true } node ? node : New();

        ThreadNode New()
        {
            var node = new ThreadNode();
            all.Add(node);
            return node;
        }
    }

    /// <summary>Step 3: a dummy gives way to its children, except to several of them at the top.</summary>
    public static List<ThreadNode> Prune(List<ThreadNode> roots)
    {
        foreach (var node in ChildrenFirst(roots)) node.Children = [.. node.Children.SelectMany(Promoted)];
        return [.. roots.SelectMany(root => root is { IsDummy: true, Children.Count: <= 1 } ? root.Children : [root])];

        static IEnumerable<ThreadNode> Promoted(ThreadNode child) => child.IsDummy ? child.Children : [child];
    }

    /// <summary>Every node below the roots and the roots themselves, each after its children.</summary>
    public static IEnumerable<ThreadNode> ChildrenFirst(List<ThreadNode> roots)
    {
        var order = new List<ThreadNode>();
        var left = new Stack<ThreadNode>(roots);
        while (left.TryPop(out var node))
        {
            order.Add(node);
            foreach (var child in node.Children) left.Push(child);
        }
        order.Reverse();
        return order;
    }

    /// <summary>Not where it would close a loop.</summary>
    private static void Link(ThreadNode parent, ThreadNode child)
    {
        if (ReferenceEquals(parent, child)) return;
        // What has no children is nobody's ancestor: the common case, and it costs nothing.
        for (var above = child.Children.Count > 0 ? parent : null; above is not null; above = above.Parent)
        {
            if (ReferenceEquals(above, child)) return;
        }
        child.Parent = parent;
        parent.Children.Add(child);
    }

    private static void Unlink(ThreadNode child)
    {
        child.Parent?.Children.Remove(child);
        child.Parent = null;
    }
}
