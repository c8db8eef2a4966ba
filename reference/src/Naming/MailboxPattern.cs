namespace Reference.Naming;

/// <summary>A name that LIST or LSUB tells, and whether it is one of the names searched or only a level above one.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsPresent">False for a level of hierarchy alone, to be told with \Noselect.</param>
public readonly record struct ListedName(string Name, bool IsPresent);

/// <summary>
/// A reference and a pattern of LIST or LSUB (RFC 3501, 6.3.8 and 6.3.9), interpreted as the one appended to the other:
/// <c>*</c> stands for anything, <c>%</c> for anything without a delimiter. Names and patterns are compared in the same form,
/// both as sent or both decoded; INBOX in any case, all else exactly.
/// </summary>
public sealed class MailboxPattern(string reference, string pattern)
{
    private readonly string pattern = reference + pattern;

    /// <summary>The pattern ends with <c>%</c>: levels of hierarchy are told that are no names themselves (RFC 3501, 6.3.8).</summary>
    public bool ShowsLevels => pattern.EndsWith('%');

    /// <summary>Whether a name matches. Time grows with the product of both lengths, whatever the wildcards.</summary>
    public bool Matches(string name)
    {
        var inbox = name == MailboxName.Inbox || name.StartsWith(MailboxName.Inbox + MailboxName.Delimiter, StringComparison.Ordinal)
            ? MailboxName.Inbox.Length
            : 0;
        // reached[i]: the pattern so far can stand for the first i characters of the name.
        var reached = new bool[name.Length + 1];
        reached[0] = true;
        foreach (var wanted in pattern)
        {
            if (wanted is '*' or '%') Spread(reached, name, wanted == '*');
            else Step(reached, name, wanted, inbox);
        }

        return reached[name.Length];
    }

    /// <summary>
    /// The names that match, and where the pattern ends with <c>%</c> also the levels above the names that do; each once,
    /// in ordinal order.
    /// </summary>
    /// <param name="names">For LIST the mailboxes, for LSUB the subscribed names.</param>
    public IReadOnlyList<ListedName> Select(IEnumerable<string> names)
    {
        var present = new HashSet<string>(names, StringComparer.Ordinal);
        var selected = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var name in present)
        {
            if (Matches(name)) selected[name] = true;
            if (!ShowsLevels) continue;
            foreach (var superior in MailboxName.Superiors(name))
            {
                if (!present.Contains(superior) && Matches(superior)) selected[superior] = false;
            }
        }

        return [.. selected.Select(pair => new ListedName(pair.Key, pair.Value))];
    }

    private static void Spread(bool[] reached, string name, bool overDelimiters)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (reached[i] && (overDelimiters || name[i] != MailboxName.Delimiter)) reached[i + 1] = true;
        }
    }

    private static void Step(bool[] reached, string name, char wanted, int inbox)
    {
        for (var i = name.Length; i > 0; i--)
        {
            var same = name[i - 1] == wanted || (i <= inbox && name[i - 1] == char.ToUpperInvariant(wanted));
            reached[i] = reached[i - 1] && same;
        }

        reached[0] = false;
    }
}
