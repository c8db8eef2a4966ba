namespace Reference.Searching;

/// <summary>What a thread algorithm looks at in one message (RFC 5256 section 3).</summary>
/// <param name="Shown">The message number or UID, by which the answer names it.</param>
/// <param name="SentDate">As sorting has it.</param>
/// <param name="Subject">The base subject as <see cref="UnicodeCasemap"/> has it; texts that are equal are one subject.</param>
/// <param name="IsReplyOrForward">Base subject extraction removed a mark of it.</param>
/// <param name="MessageId">The first valid one, or null.</param>
/// <param name="References">Of the References field, else the first of In-Reply-To.</param>
public sealed record ThreadMember(
    uint Shown, DateTimeOffset SentDate, byte[] Subject, bool IsReplyOrForward, string? MessageId, IReadOnlyList<string> References)
{
    /// <param name="message">The message.</param>
    /// <param name="shown">Its message number or UID.</param>
    public static ThreadMember Of(ISearchContext message, uint shown)
    {
        var content = message.Content;
        var subject = BaseSubject.Of(content?.Subject ?? "");
        var ids = content?.MessageIds("Message-ID") ?? [];
        var references = content?.MessageIds("References") ?? [];
        if (references.Count == 0) references = [.. (content?.MessageIds("In-Reply-To") ?? []).Take(1)];
        return new ThreadMember(
            shown, SortOrder.SentDate(message, content), UnicodeCasemap.Key(subject.Text), subject.IsReplyOrForward,
            ids.Count > 0 ? ids[0] : null, references);
    }
}

/// <summary>A place in a thread: a message, or a dummy in the place of one that is not there.</summary>
public sealed class ThreadNode
{
    /// <summary>Null for a dummy.</summary>
    public ThreadMember? Member { get; internal set; }

    /// <summary>Where the message stands among those that were searched; breaks ties.</summary>
    internal int Place { get; set; }

    internal ThreadNode? Parent { get; set; }

    public List<ThreadNode> Children { get; internal set; } = [];

    internal bool IsDummy => Member is null;

    /// <summary>The message that a dummy is sorted and named by is its first child.</summary>
    internal ThreadNode Front
    {
        get
        {
            var front = this;
            while (front.IsDummy && front.Children.Count > 0) front = front.Children[0];
            return front;
        }
    }

    internal static int ByDate(ThreadNode x, ThreadNode y)
    {
        var (left, right) = (x.Front, y.Front);
        var order = (left.Member?.SentDate ?? default).UtcTicks.CompareTo((right.Member?.SentDate ?? default).UtcTicks);
        return order != 0 ? order : left.Place.CompareTo(right.Place);
    }
}

/// <summary>The algorithms ORDEREDSUBJECT and REFERENCES.</summary>
public static class Threads
{
    /// <summary>Threads of one subject, with all others as children of the earliest message.</summary>
    /// <param name="members">In mailbox order.</param>
    public static List<ThreadNode> ByOrderedSubject(IReadOnlyList<ThreadMember> members)
    {
        var threads = new List<ThreadNode>();
        var nodes = members.Select((member, place) => new ThreadNode { Member = member, Place = place });
        foreach (var thread in nodes.GroupBy(node => node.Member!.Subject, OctetsEqual.Instance))
        {
            var sorted = thread.ToList();
            sorted.Sort(ThreadNode.ByDate);
            sorted[0].Children = sorted[1..];
            threads.Add(sorted[0]);
        }
        threads.Sort(ThreadNode.ByDate);
        return threads;
    }

    /// <summary>Threads by who answers whom, and by subject where that is all there is.</summary>
    /// <param name="members">In mailbox order.</param>
    public static List<ThreadNode> ByReferences(IReadOnlyList<ThreadMember> members)
    {
        var roots = ThreadLinks.Build(members);
        roots = ThreadLinks.Prune(roots);
        // Step 4.
        foreach (var root in roots)
        {
            if (root.IsDummy) root.Children.Sort(ThreadNode.ByDate);
        }
        roots.Sort(ThreadNode.ByDate);
        roots = SubjectMerge.Merge(roots);
        // Step 6, the deepest first: so a dummy's first child is known when the dummy itself is sorted.
        foreach (var node in ThreadLinks.ChildrenFirst(roots)) node.Children.Sort(ThreadNode.ByDate);
        roots.Sort(ThreadNode.ByDate);
        return roots;
    }
}
