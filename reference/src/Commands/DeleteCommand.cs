using Reference.Naming;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>DELETE (RFC 3501 section 6.3.4, RFC 9051 section 6.3.5).</summary>
public sealed record DeleteCommand(string Mailbox) : Command
{
    public static CommandRow Row { get; } = new("DELETE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, Parse);

    private static DeleteCommand Parse(CommandScanner scanner)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        scanner.End();
        return new DeleteCommand(mailbox);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        try
        {
            await session.User!.DeleteAsync(Mailbox, cancellation);
        }
        catch (StoreException e) when (e.Kind == StoreError.HasInferiors && session.Offer.Has("IMAP4rev2"))
        {
            // RFC 9051 section 6.3.5.
            return Completion.No(e.Message, "HASCHILDREN");
        }
        if (session.Rev2) ListResponse.WriteIfRenamed(session, MailboxName.Canonical(Mailbox), Mailbox);
        return Completion.Ok("DELETE completed");
    }
}
