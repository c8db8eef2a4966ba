namespace Reference.Searching;

/// <summary>Step 5 of REFERENCES (RFC 5256 section 3): threads of one subject become one.</summary>
internal static class SubjectMerge
{
    /// <param name="roots">Sorted by date.</param>
    public static List<ThreadNode> Merge(List<ThreadNode> roots)
    {
        var table = Table(roots);
        var merged = new List<ThreadNode>(roots);
        var places = new Dictionary<ThreadNode, int>(roots.Select((root, place) => KeyValuePair.Create(root, place)));
        var gone = new HashSet<ThreadNode>();
        foreach (var current in roots)
        {
            var subject = Subject(current);
            if (subject.Length == 0) continue;
            var kept = table[subject];
            if (ReferenceEquals(kept, current)) continue;
            gone.Add(current);
            if (kept.IsDummy && current.IsDummy)
            {
                kept.Children.AddRange(current.Children);
            }
            else if (kept.IsDummy || (IsReply(current) && !IsReply(kept)))
            {
                kept.Children.Add(current);
            }
            else
            {
                var dummy = new ThreadNode { Children = [kept, current] };
                var place = places[kept];
                merged[place] = dummy;
                places[dummy] = place;
                table[subject] = dummy;
            }
        }
        return [.. merged.Where(node => !gone.Contains(node))];
    }

    private static Dictionary<byte[], ThreadNode> Table(List<ThreadNode> roots)
    {
        var table = new Dictionary<byte[], ThreadNode>(OctetsEqual.Instance);
        foreach (var current in roots)
        {
            var subject = Subject(current);
            if (subject.Length == 0) continue;
            if (!table.TryGetValue(subject, out var kept)
                || (!kept.IsDummy && (current.IsDummy || (IsReply(kept) && !IsReply(current)))))
            {
                table[subject] = current;
            }
        }
        return table;
    }

    private static byte[] Subject(ThreadNode node) => node.Front.Member?.Subject ?? [];

    private static bool IsReply(ThreadNode node) => node.Member is { IsReplyOrForward: true };
}
