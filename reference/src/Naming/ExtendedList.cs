namespace Reference.Naming;

/// <summary>A name that an extended LIST tells.</summary>
/// <param name="Name">The name.</param>
/// <param name="Meets">The name meets the selection criteria; if not, it is told for the sake of its inferiors.</param>
/// <param name="HasChildThatMeets">An inferior meets them; found out only for RECURSIVEMATCH, told as CHILDINFO.</param>
public readonly record struct FoundName(string Name, bool Meets, bool HasChildThatMeets);

/// <summary>Which names an extended LIST tells: RFC 5258 sections 3.3 and 3.5.</summary>
/// <param name="Patterns">At least one of them has to match. An empty one matches nothing here (section 3).</param>
/// <param name="Meets">The selection criteria.</param>
/// <param name="Recursive">RECURSIVEMATCH.</param>
/// <param name="WithLevels">No criteria but being there: where a pattern ends with <c>%</c>, levels of hierarchy above mailboxes are told
/// too, as names that do not exist (section 3.5 and example 11).</param>
public sealed record ExtendedList(IReadOnlyList<MailboxPattern> Patterns, Func<string, bool> Meets, bool Recursive, bool WithLevels)
{
    /// <param name="existing">Every mailbox.</param>
    /// <param name="names">Every name that could meet the criteria, mailboxes included.</param>
    /// <returns>Each name once, in ordinal order.</returns>
    public IReadOnlyList<FoundName> Find(IReadOnlySet<string> existing, IEnumerable<string> names)
    {
        var meeting = names.Where(Meets).ToHashSet(StringComparer.Ordinal);
        var parents = Recursive ? meeting.SelectMany(MailboxName.Superiors).ToHashSet(StringComparer.Ordinal) : [];
        var found = new SortedDictionary<string, FoundName>(StringComparer.Ordinal);
        foreach (var name in meeting)
        {
            var isTold = Patterns.Any(pattern => pattern.Matches(name));
            if (isTold) found[name] = new FoundName(name, true, parents.Contains(name));
            foreach (var superior in MailboxName.Superiors(name))
            {
                if (found.ContainsKey(superior) || meeting.Contains(superior)) continue;
                // Where the inferior itself is told, the client sees it and CHILDINFO would say nothing new.
                if (Recursive && !isTold && Patterns.Any(pattern => pattern.Matches(superior)))
                    found[superior] = new FoundName(superior, false, true);
                else if (WithLevels && !existing.Contains(superior) && Patterns.Any(pattern => pattern.ShowsLevels && pattern.Matches(superior)))
                    found[superior] = new FoundName(superior, false, false);
            }
        }
        return [.. found.Values];
    }
}
