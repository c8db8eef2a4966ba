using Reference.Store;
using Reference.Wire;

namespace Reference.Sessions;

/// <summary>Writes what a session is told without having asked: EXPUNGE or VANISHED, EXISTS, RECENT, FETCH, and the HIGHESTMODSEQ that
/// goes with them.</summary>
public static class Teller
{
    /// <summary>Brings the view to the newest state and writes the difference.</summary>
    public static void Tell(this Session session, bool mayTellExpunges)
    {
        if (session.Selected is not { } selected) return;
        session.Write(selected, selected.View.Sync(selected.Mailbox.State, mayTellExpunges), static _ => false);
    }

    /// <summary>Writes a difference; <paramref name="isAnswered"/> names the changes that the command itself tells.</summary>
    public static void Write(this Session session, SelectedMailbox selected, Told told, Func<ToldChange, bool> isAnswered)
    {
        foreach (var context in selected.Updates) context.TellGone(told);
        WriteExpunged(session, told.Expunged);
        if (told.Exists is { } exists)
        {
            selected.ClaimRecent();
            session.WriteExists(selected, exists);
        }
        if (told.KeywordsGrew) session.WriteFlags(selected.View.State);
        foreach (var change in told.Changes)
        {
            // A bump that left the flags alone matters only to a client that keeps mod-sequences.
            if (isAnswered(change) || (!change.FlagsDiffer && !session.TellsModSeqs)) continue;
            if (session.Notifier is { TellsFlags: false }) continue;
            // RFC 5465 section 5.1 and RFC 9051 section 7.5.2: with UID.
            session.WriteFetch(selected, change.Number, change.Now, withFlags: true, withUid: session.Notifier is not null || session.Rev2);
        }
        foreach (var context in selected.Updates) context.TellChanged(told);
    }

    /// <summary>EXISTS, and RECENT where IMAP4rev2 is not enabled (RFC 9051 appendix E, item 12).</summary>
    public static void WriteExists(this Session session, SelectedMailbox selected, int exists)
    {
        session.Output.Raw("* "u8).Number(exists).Raw(" EXISTS\r\n"u8);
        if (!session.Rev2) session.Output.Raw("* "u8).Number(selected.RecentCount).Raw(" RECENT\r\n"u8);
    }

    /// <summary>The FETCH response of a change: UID and MODSEQ too once mod-sequences are told (RFC 7162 sections 3.1.4.2 and
    /// 3.2.4).</summary>
    public static void WriteFetch(
        this Session session, SelectedMailbox selected, int number, Message message, bool withFlags, bool withUid = false)
    {
        var output = session.Output;
        session.OpenFetch(number, message);
        var separator = ""u8;
        if ((session.TellsModSeqs || withUid) && !session.UidOnly)
        {
            output.Raw("UID "u8).Number(message.Uid);
            separator = " "u8;
        }
        if (session.TellsModSeqs)
        {
            output.Raw(separator);
            session.WriteModSeq(message.ModSeq);
            separator = " "u8;
        }
        if (withFlags)
        {
            output.Raw(separator).Raw("FLAGS "u8);
            FlagNames.WriteOf(output, message, !session.Rev2 && selected.IsRecent(message.Uid));
        }
        output.Raw(")\r\n"u8);
    }

    /// <summary>The start of a FETCH response, or of UIDFETCH, which has the UID in front and so needs no UID item for it (RFC 9586 section
    /// 3.3).</summary>
    public static void OpenFetch(this Session session, int number, Message message)
    {
        if (session.UidOnly) session.Output.Raw("* "u8).Number(message.Uid).Raw(" UIDFETCH ("u8);
        else session.Output.Raw("* "u8).Number(number).Raw(" FETCH ("u8);
    }

    /// <summary>fetch-mod-resp; remembers the value, for it may not hide an untold expunge.</summary>
    public static void WriteModSeq(this Session session, ulong modSeq)
    {
        session.Output.Raw("MODSEQ ("u8).Number(modSeq).Raw(")"u8);
        session.HighestModSeqShown = Math.Max(session.HighestModSeqShown, modSeq);
    }

    /// <summary>The FLAGS response: what can be set, keywords that the mailbox knows included.</summary>
    public static void WriteFlags(this Session session, MailboxState state)
    {
        session.Output.Raw("* FLAGS "u8);
        FlagNames.Write(session.Output, AllFlags, state.Keywords);
        session.Output.CrLf();
    }

    /// <summary>Before the tagged response: HIGHESTMODSEQ below the MODSEQs that were shown while an expunge with a lower mod-sequence is
    /// held back, and the full value when it no longer is (RFC 7162 section 3.2, example of section 6).</summary>
    /// <param name="session">The session.</param>
    /// <param name="taggedTellsIt">The tagged response carries HIGHESTMODSEQ itself.</param>
    public static void SettleHighestModSeq(this Session session, bool taggedTellsIt)
    {
        var shown = session.HighestModSeqShown;
        session.HighestModSeqShown = 0;
        if (!session.TellsModSeqs || session.Selected is not { } selected) return;
        var view = selected.View;
        if (view.HasGhosts && shown > view.HighestModSeq)
        {
            selected.LoweredHighestModSeq = true;
            session.Output.Raw("* OK [HIGHESTMODSEQ "u8).Number(view.HighestModSeq).Raw("] An expunge is not told yet\r\n"u8);
        }
        else if (!view.HasGhosts && selected.LoweredHighestModSeq)
        {
            selected.LoweredHighestModSeq = false;
            if (taggedTellsIt) return;
            session.Output.Raw("* OK [HIGHESTMODSEQ "u8).Number(view.HighestModSeq).Raw("] Everything is told\r\n"u8);
        }
    }

    /// <summary>Everything that STORE may set besides keywords.</summary>
    public const SystemFlags AllFlags =
        SystemFlags.Answered | SystemFlags.Flagged | SystemFlags.Deleted | SystemFlags.Seen | SystemFlags.Draft;

    private static void WriteExpunged(Session session, IReadOnlyList<(int Number, uint Uid)> expunged)
    {
        if (expunged.Count == 0) return;
        var output = session.Output;
        if (session.TellsVanished)
        {
            output.Raw("* VANISHED "u8);
            NumberSetWriter.Write(output, expunged.Select(e => e.Uid));
            output.CrLf();
            return;
        }
        // Each EXPUNGE lowers the numbers above it, so the k-th one is k lower than in the view before.
        for (var told = 0; told < expunged.Count; told++)
            output.Raw("* "u8).Number(expunged[told].Number - told).Raw(" EXPUNGE\r\n"u8);
    }
}
