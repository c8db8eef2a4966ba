using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>SELECT and EXAMINE (RFC 3501 sections 6.3.1 and 6.3.2) with the parameters of RFC 7162.</summary>
/// <param name="Mailbox">Decoded.</param>
/// <param name="ReadOnly">EXAMINE.</param>
/// <param name="CondStore">The CONDSTORE parameter (RFC 7162 section 3.1.8).</param>
/// <param name="QResync">The QRESYNC parameter (section 3.2.5), or null.</param>
public sealed record SelectCommand(string Mailbox, bool ReadOnly, bool CondStore, QResyncParameter? QResync) : Command
{
    public static CommandRow Select { get; } =
        new("SELECT", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, scanner => Parse(scanner, readOnly: false));

    public static CommandRow Examine { get; } =
        new("EXAMINE", SessionStates.AuthenticatedOrSelected, TellsExpunges: true, scanner => Parse(scanner, readOnly: true));

    /// <summary>select = "SELECT" SP mailbox [select-params]; select-params = SP "(" select-param *(SP select-param) ")" (RFC
    /// 4466).</summary>
    private static SelectCommand Parse(CommandScanner scanner, bool readOnly)
    {
        scanner.Sp();
        var mailbox = scanner.Mailbox();
        var condStore = false;
        QResyncParameter? qresync = null;
        if (!scanner.AtEnd)
        {
            scanner.Sp();
            scanner.Take('(');
            do
            {
                var start = scanner.Offset;
                var name = scanner.Word("select-param");
                if (name == "CONDSTORE" && !condStore && scanner.Offer.Has(name)) condStore = true;
                else if (name == "QRESYNC" && qresync is null && scanner.Offer.Has(name)) qresync = QResyncParameter.Parse(scanner);
                else throw new SyntaxException("select-param that is offered (CONDSTORE or QRESYNC), each once", start);
            }
            while (scanner.TryTake(' '));
            scanner.Take(')');
        }
        scanner.End();
        return new SelectCommand(mailbox, readOnly, condStore, qresync);
    }

    public override async ValueTask<Completion> RunAsync(Session session, CancellationToken cancellation)
    {
        if (QResync is not null && !session.QResync)
            throw new SyntaxException("QRESYNC needs ENABLE QRESYNC first (RFC 7162 section 3.2.5)");
        if (session.UidOnly && QResync?.KnownNumbers is not null) throw UidOnly.Refusal();
        // Sent for the mailbox that is still selected, so it stands before CLOSED.
        if (CondStore) session.EnableCondStore();
        if (session.Selected is not null)
        {
            // Whatever comes of this command, the old mailbox is closed (RFC 3501 section 6.3.1); section 3.2.11 of RFC 7162 marks the
            // border, and RFC 9051 section 6.3.2 asks for it too.
            session.Unselect();
            if (session.Offer.Has("QRESYNC") || session.Rev2) session.Output.Raw("* OK [CLOSED] The mailbox selected before is closed\r\n"u8);
        }
        Mailbox mailbox;
        try
        {
            mailbox = await session.OpenAsync(Mailbox);
        }
        catch (StoreException e) when (e.Kind is StoreError.NonExistent or StoreError.HasInferiors or StoreError.InvalidName)
        {
            return Completion.No(e.Message, "NONEXISTENT");
        }
        var selected = new SelectedMailbox(mailbox, ReadOnly);
        session.Select(selected);
        Describe(session, selected);
        if (session.Rev2) ListResponse.WriteOf(session, mailbox.Name, Mailbox);
        if (QResync is not null && selected.KeepsModSeqs) QResync.Report(session, selected);
        return Completion.Ok($"{(ReadOnly ? "EXAMINE" : "SELECT")} completed", ReadOnly ? "READ-ONLY" : "READ-WRITE");
    }

    private static void Describe(Session session, SelectedMailbox selected)
    {
        var state = selected.View.State;
        var output = session.Output;
        session.WriteFlags(state);
        output.Raw("* OK [PERMANENTFLAGS "u8);
        if (selected.ReadOnly) FlagNames.Write(output, SystemFlags.None, []);
        else FlagNames.Write(output, Teller.AllFlags, [.. state.Keywords, "\\*"]);
        output.Raw("] Flags that are kept\r\n"u8);
        session.WriteExists(selected, state.Count);
        // A message number, which a client that has enabled UIDONLY must not be told (RFC 9586 section 3); gone from IMAP4rev2 (appendix E, item 11).
        if (state.FirstUnseenIndex is >= 0 and var unseen && !session.UidOnly && !session.Rev2)
            output.Raw("* OK [UNSEEN "u8).Number(unseen + 1).Raw("] First message without \\Seen\r\n"u8);
        output.Raw("* OK [UIDVALIDITY "u8).Number(state.UidValidity).Raw("] UIDs are valid\r\n"u8);
        output.Raw("* OK [UIDNEXT "u8).Number(state.UidNext).Raw("] Next UID\r\n"u8);
        if (session.Offer.Has("OBJECTID"))
            output.Text($"* OK [MAILBOXID ({session.User!.ObjectIdOf(state.UidValidity)})] Does not change with the name\r\n");
        if (!session.Offer.Has("CONDSTORE")) return;
        if (!selected.KeepsModSeqs)
        {
            output.Raw("* OK [NOMODSEQ] No mod-sequences are kept of this mailbox\r\n"u8);
            return;
        }
        // Told to every client, also before a CONDSTORE enabling command: the value that holds afterwards.
        output.Raw("* OK [HIGHESTMODSEQ "u8).Number(state.HighestModSeq).Raw("] Highest mod-sequence\r\n"u8);
    }
}
