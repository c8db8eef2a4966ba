using Reference.Naming;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>LIST and LSUB (RFC 3501 sections 6.3.8 and 6.3.9), with \HasChildren and \HasNoChildren (RFC 3348).</summary>
/// <param name="Reference">Put before the pattern.</param>
/// <param name="Pattern">With "*" and "%".</param>
/// <param name="Subscribed">LSUB.</param>
public sealed record ListCommand(string Reference, string Pattern, bool Subscribed) : Command
{
    public static CommandRow Row { get; } =
        new("LIST", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, scanner => Parse(scanner, subscribed: false));

    public static CommandRow LsubRow { get; } =
        new("LSUB", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, scanner => Parse(scanner, subscribed: true));

    /// <summary>list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts] (RFC 5258 section 6); lsub = "LSUB" SP
    /// mailbox SP list-mailbox. Options or several patterns make it an extended one.</summary>
    private static Command Parse(CommandScanner scanner, bool subscribed)
    {
        var extensible = !subscribed && scanner.Offer.Has("LIST-EXTENDED");
        scanner.Sp();
        ListSelect? select = null;
        if (extensible && scanner.Next('('))
        {
            select = ListOptions.ParseSelect(scanner);
            scanner.Sp();
        }
        var reference = scanner.ListName(pattern: false);
        scanner.Sp();
        var several = extensible && scanner.Next('(');
        List<string> patterns = several ? Patterns(scanner) : [scanner.ListName(pattern: true)];
        ListReturn? returns = null;
        if (extensible && !scanner.AtEnd)
        {
            scanner.Sp();
            var start = scanner.Offset;
            if (scanner.Word("\"RETURN\"") != "RETURN") throw new SyntaxException("\"RETURN\"", start);
            scanner.Sp();
            returns = ListOptions.ParseReturn(scanner);
        }
        scanner.End();
        return several || select is not null || returns is not null
            ? new ExtendedListCommand(reference, patterns, select ?? ListSelect.None, returns ?? ListReturn.None)
            : new ListCommand(reference, patterns[0], subscribed);
    }

    /// <summary>patterns = "(" list-mailbox *(SP list-mailbox) ")".</summary>
    private static List<string> Patterns(CommandScanner scanner)
    {
        scanner.Take('(');
        var patterns = new List<string>();
        do
        {
            patterns.Add(scanner.ListName(pattern: true));
            if (patterns.Count > scanner.Limits.ListPatterns) throw scanner.Expected($"at most {scanner.Limits.ListPatterns} patterns");
        }
        while (scanner.TryTake(' '));
        scanner.Take(')');
        return patterns;
    }

    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var name = Subscribed ? "LSUB" : "LIST";
        if (Pattern.Length == 0 && !Subscribed)
        {
            // An empty pattern asks for the delimiter and the root of the reference.
            session.Output.Raw("* LIST (\\Noselect) \"/\" \"\"\r\n"u8);
            return new(Completion.Ok("LIST completed"));
        }
        var known = session.User!.List().ToDictionary(info => info.Name, StringComparer.Ordinal);
        IEnumerable<string> names = Subscribed ? session.User.Subscriptions() : known.Keys;
        foreach (var listed in new MailboxPattern(Reference, Pattern).Select(names))
        {
            var attributes = Attributes(session.Offer, listed, known.GetValueOrDefault(listed.Name));
            session.Output.Text($"* {name} ({attributes}) \"/\" ").Mailbox(listed.Name).CrLf();
        }
        return new(Completion.Ok($"{name} completed"));
    }

    private string Attributes(Offer offer, ListedName listed, MailboxInfo? info)
    {
        // For LSUB \Noselect marks a level that is not subscribed itself, or a subscribed name that is no mailbox.
        var attributes = new List<string>();
        if (!listed.IsPresent || info is null or { NoSelect: true }) attributes.Add("\\Noselect");
        if (!Subscribed && offer.Has("CHILDREN")) attributes.Add(info is { HasChildren: true } ? "\\HasChildren" : "\\HasNoChildren");
        if (!Subscribed && info is { SpecialUse.Length: > 0 } && offer.Has("SPECIAL-USE")) attributes.Add(info.SpecialUse);
        return string.Join(' ', attributes);
    }
}
