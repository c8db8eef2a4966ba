using Reference.Naming;
using Reference.Sessions;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>CREATE (RFC 3501 section 6.3.3), with a special use (RFC 6154 section 3), answered with MAILBOXID (RFC 8474 section 4.1).</summary>
/// <param name="Mailbox">Decoded.</param>
/// <param name="Uses">The attributes of USE, as sent.</param>
public sealed record CreateCommand(string Mailbox, IReadOnlyList<string> Uses) : Command
{
    public static CommandRow Row { get; } = new("CREATE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    /// <summary>create = "CREATE" SP mailbox [SP "(" create-param *(SP create-param) ")"] (RFC 4466 section 2.2).</summary>
    private static CreateCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        IReadOnlyList<string> uses = [];
        if (!scanner.AtEnd)
        {
            scanner.Sp();
            scanner.Take('(');
            var start = scanner.Offset;
            if (!scanner.Offer.Has("CREATE-SPECIAL-USE") || scanner.Word("create-param") != "USE") throw new SyntaxException("create-param USE", start);
            uses = SpecialUse.Parse(scanner);
            if (!scanner.TryTake(')')) throw scanner.Expected("\")\" (USE stands alone and once)");
        }
        scanner.End();
        return new CreateCommand(mailbox, uses);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (!session.TryNewName(Mailbox, creating: true, out var name, out var problem)) return Completion.No(problem, "CANNOT");
        if (SpecialUse.Normalize(Uses) is not { } specialUse) return Completion.No(SpecialUse.RefusalText, "USEATTR");
        var uidValidity = await session.User!.CreateAsync(name, specialUse, cancellation);
        if (session.Rev2) ListResponse.WriteIfRenamed(session, name, Mailbox.TrimEnd(MailboxName.Delimiter));
        return Completion.Ok("CREATE completed", session.Offer.Has("OBJECTID") ? $"MAILBOXID ({session.User.ObjectIdOf(uidValidity)})" : null);
    }
}
