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

    /// <summary>list = "LIST" SP mailbox SP list-mailbox.</summary>
    private static ListCommand Parse(CommandScanner scanner, bool subscribed)
    {
        scanner.Sp();
        var reference = scanner.ListName(pattern: false);
        scanner.Sp();
        var pattern = scanner.ListName(pattern: true);
        scanner.End();
        return new ListCommand(reference, pattern, subscribed);
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
            var attributes = Attributes(listed, known.GetValueOrDefault(listed.Name), session.Offer.Has("CHILDREN"));
            session.Output.Text($"* {name} ({attributes}) \"/\" ").Mailbox(listed.Name).CrLf();
        }
        return new(Completion.Ok($"{name} completed"));
    }

    private string Attributes(ListedName listed, MailboxInfo? info, bool tellsChildren)
    {
        // For LSUB \Noselect marks a level that is not subscribed itself, or a subscribed name that is no mailbox.
        var noSelect = !listed.IsPresent || info is null or { NoSelect: true };
        if (Subscribed) return noSelect ? "\\Noselect" : "";
        if (!tellsChildren) return noSelect ? "\\Noselect" : "";
        return (noSelect ? "\\Noselect " : "") + (info is { HasChildren: true } ? "\\HasChildren" : "\\HasNoChildren");
    }
}
