using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>NOTIFY (RFC 5465 section 3.1).</summary>
/// <param name="Status">STATUS: the client wants to know at once how the other mailboxes stand.</param>
/// <param name="Groups">Null for NOTIFY NONE.</param>
/// <param name="HasUnknownEvent">An event is asked for that this server does not know.</param>
public sealed record NotifyCommand(bool Status, IReadOnlyList<NotifyGroup>? Groups, bool HasUnknownEvent) : Command
{
    public static CommandRow Row { get; } = new("NOTIFY", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse, Needs: "NOTIFY");

    /// <summary>notify = "NOTIFY" SP (notify-set / notify-none).</summary>
    private static NotifyCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var start = scanner.Offset;
        var form = scanner.Word("SET or NONE");
        if (form == "NONE")
        {
            scanner.End();
            return new NotifyCommand(false, null, false);
        }
        if (form != "SET") throw new SyntaxException("SET or NONE", start);
        scanner.Sp();
        var status = false;
        if (!scanner.Next('('))
        {
            var at = scanner.Offset;
            if (scanner.Word("STATUS or event-group") != "STATUS") throw new SyntaxException("STATUS or event-group", at);
            scanner.Sp();
            status = true;
        }
        var reader = new NotifyArguments(scanner);
        var groups = reader.Groups();
        scanner.End();
        return new NotifyCommand(status, groups, reader.HasUnknownEvent);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (HasUnknownEvent) return Completion.No("Not all of these events are known here", $"BADEVENT ({string.Join(' ', NotifyArguments.Known(session.Offer))})");
        var notifier = new Notifier(session.User!, Groups ?? []);
        if (!await notifier.StartAsync(session, Status)) return Completion.No("These are too many mailboxes", "NOTIFICATIONOVERFLOW");
        // Whatever was asked for before, this is a NOOP besides.
        session.Notifier = null;
        session.Tell(mayTellExpunges: true);
        if (session.Selected is { } selected) selected.AnnouncedBelow = selected.View.State.UidNext;
        session.Notifier = notifier;
        return Completion.Ok("NOTIFY completed");
    }
}
