using Reference.Wire;

namespace Reference.Commands;

/// <summary>list-select-opt of RFC 5258 and RFC 6154.</summary>
[Flags]
public enum ListSelect
{
    None = 0,
    Subscribed = 1,

    /// <summary>Remote mailboxes as well; this server has none.</summary>
    Remote = 2,
    RecursiveMatch = 4,
    SpecialUse = 8,
}

/// <summary>return-option of RFC 5258, RFC 5819 and RFC 6154.</summary>
/// <param name="Subscribed">\Subscribed is to be told.</param>
/// <param name="Status">Items of STATUS to tell beside each mailbox; none without the option.</param>
/// <remarks>CHILDREN and SPECIAL-USE ask for what is told anyhow.</remarks>
public sealed record ListReturn(bool Subscribed, IReadOnlyList<StatusAtt> Status)
{
    public static ListReturn None { get; } = new(false, []);

    public bool Equals(ListReturn? other) => other is not null && Subscribed == other.Subscribed && Status.SequenceEqual(other.Status);

    public override int GetHashCode() => HashCode.Combine(Subscribed, Status.Count);
}

/// <summary>Reads the options of an extended LIST.</summary>
internal static class ListOptions
{
    /// <summary>list-select-opts.</summary>
    /// <exception cref="SyntaxException">An option that is not known, or RECURSIVEMATCH without one that it could extend (section
    /// 3.1).</exception>
    public static ListSelect ParseSelect(CommandScanner scanner)
    {
        var start = scanner.Offset;
        scanner.Take('(');
        var options = ListSelect.None;
        if (scanner.TryTake(')')) return options;
        do
        {
            var at = scanner.Offset;
            options |= scanner.Word("list-select-opt") switch
            {
                "SUBSCRIBED" => ListSelect.Subscribed,
                "REMOTE" => ListSelect.Remote,
                "RECURSIVEMATCH" => ListSelect.RecursiveMatch,
                "SPECIAL-USE" when scanner.Offer.Has("SPECIAL-USE") => ListSelect.SpecialUse,
                _ => throw new SyntaxException("list-select-opt (SUBSCRIBED, REMOTE, RECURSIVEMATCH, SPECIAL-USE)", at),
            };
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        if (options.HasFlag(ListSelect.RecursiveMatch) && !options.HasFlag(ListSelect.Subscribed))
            throw new SyntaxException("SUBSCRIBED beside RECURSIVEMATCH (RFC 5258 section 3.1)", start);
        return options;
    }

    /// <summary>list-return-opts, from the parenthesis on; an option that is given twice counts once.</summary>
    public static ListReturn ParseReturn(CommandScanner scanner)
    {
        scanner.Take('(');
        var subscribed = false;
        IReadOnlyList<StatusAtt> status = [];
        if (scanner.TryTake(')')) return ListReturn.None;
        do
        {
            var at = scanner.Offset;
            switch (scanner.Word("return-option"))
            {
                case "SUBSCRIBED":
                    subscribed = true;
                    break;
                case "CHILDREN":
                case "SPECIAL-USE" when scanner.Offer.Has("SPECIAL-USE"):
                    break;
                case "STATUS" when scanner.Offer.Has("LIST-STATUS"):
                    scanner.Sp();
                    status = [.. status.Union(StatusItems.Parse(scanner))];
                    break;
                default:
                    throw new SyntaxException("return-option (SUBSCRIBED, CHILDREN, STATUS, SPECIAL-USE)", at);
            }
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        return new ListReturn(subscribed, status);
    }
}
