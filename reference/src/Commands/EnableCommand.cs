using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>ENABLE (RFC 5161). Taken with a mailbox selected too: section 3.1 does not ask the server to refuse it.</summary>
/// <param name="Names">In upper case, unknown ones included.</param>
public sealed record EnableCommand(IReadOnlyList<string> Names) : Command
{
    public static CommandRow Row { get; } = new("ENABLE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse, Needs: "ENABLE");

    /// <summary>enable = "ENABLE" 1*(SP capability).</summary>
    public static Command Parse(CommandScanner scanner)
    {
        var names = new List<string>();
        do
        {
            scanner.Sp();
            names.Add(scanner.Word("capability"));
        }
        while (!scanner.AtEnd);
        return new EnableCommand(names);
    }

    /// <summary>Always answers ENABLED, with what this command switched on, be it nothing.</summary>
    public override ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        var known = Names.Select(asked => Capabilities.Enableable.FirstOrDefault(name => name.Equals(asked, StringComparison.OrdinalIgnoreCase)));
        var enabled = known.OfType<string>().Where(session.Offer.Has).Distinct().Where(session.Enabled.Add).ToList();
        session.Output.Text($"* ENABLED{string.Concat(enabled.Select(name => " " + name))}\r\n");
        session.Output.Utf8 = session.Utf8;
        if (enabled.Contains("CONDSTORE")) session.EnableCondStore();
        if (enabled.Contains("QRESYNC")) session.EnableQResync();
        if (enabled.Contains("UIDONLY")) UidOnly.EndNumberedUpdates(session);
        return new(Completion.Ok("ENABLE completed"));
    }
}
