using System.Net.Security;
using Microsoft.Extensions.Logging;
using Reference.Store;
using Reference.Wire;

namespace Reference.Sessions;

/// <summary>States of RFC 3501 section 3, as flags so that a command can name several.</summary>
[Flags]
public enum SessionStates
{
    None = 0,
    NotAuthenticated = 1,
    Authenticated = 2,
    Selected = 4,
    AuthenticatedOrSelected = Authenticated | Selected,
    Any = NotAuthenticated | Authenticated | Selected,
}

/// <summary>One connection's dialogue: who, which mailbox, which extensions, and the way out to the client.</summary>
public sealed class Session(ClientLink link, IAccounts accounts, Offer offer, ILogger log, TimeProvider clock)
{
    public ClientLink Link { get; } = link;

    public ResponseWriter Output => Link.Output;

    public Limits Limits => Link.Limits;

    public IAccounts Accounts { get; } = accounts;

    public Offer Offer { get; } = offer;

    public ILogger Log { get; } = log;

    public TimeProvider Clock { get; } = clock;

    /// <summary>The tag of the command being run; ESEARCH repeats it.</summary>
    public string Tag { get; set; } = "";

    /// <summary>Null before login.</summary>
    public UserStore? User { get; private set; }

    public string UserName { get; private set; } = "";

    /// <summary>Who counts the connections of each user; null for nobody.</summary>
    public IAdmissions? Admissions { get; init; }

    public SelectedMailbox? Selected { get; private set; }

    /// <summary>What STARTTLS begins with; null where TLS is not to be had.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Nobody may log in before TLS is active.</summary>
    public bool NeedsTls { get; init; }

    /// <summary>A password may be sent now (RFC 3501 section 6.2.3, LOGINDISABLED).</summary>
    public bool MayLogIn => !NeedsTls || Link.IsSecure;

    /// <summary>Done once the tagged response of the running command is sent: a layer begins or ends there. Gives the text of a BYE, or null to go
    /// on.</summary>
    public Func<CancellationToken, ValueTask<string?>>? AfterAnswer { get; set; }

    /// <summary>LOGOUT was answered; the connection ends after this command.</summary>
    public bool LoggedOut { get; set; }

    /// <summary>LOGIN and AUTHENTICATE that failed on this connection.</summary>
    public int FailedLogins { get; set; }

    /// <summary>A CONDSTORE enabling command was given (RFC 7162 section 3.1).</summary>
    public bool CondStore { get; private set; }

    /// <summary>ENABLE QRESYNC was answered by ENABLED (RFC 7162 section 3.2.3): VANISHED instead of EXPUNGE for the rest of the
    /// connection.</summary>
    public bool QResync { get; private set; }

    /// <summary>What NOTIFY asked for; null as long as it was not given.</summary>
    public INotifier? Notifier { get; set; }

    /// <summary>Names that ENABLE has enabled, as <see cref="Wire.Offer"/> spells them.</summary>
    public HashSet<string> Enabled { get; } = new(StringComparer.Ordinal);

    /// <summary>ENABLE IMAP4rev2 was answered by ENABLED: RFC 9051 holds, and what it took out of IMAP4rev1 is told no more (its appendix A).</summary>
    public bool Rev2 => Enabled.Contains("IMAP4rev2");

    /// <summary>The client has said that all its strings are UTF-8, so that no CHARSET may say it again (RFC 6855 section 3).</summary>
    public bool Utf8Accept => Enabled.Contains("UTF8=ACCEPT");

    /// <summary>The client takes and sends UTF-8 in strings and mailbox names (RFC 6855, RFC 9051).</summary>
    public bool Utf8 => Utf8Accept || Rev2;

    /// <summary>UIDs that "$" stands for (RFC 5182); empty after SELECT.</summary>
    public IReadOnlyList<uint> SavedResult { get; set; } = [];

    /// <summary>The highest MODSEQ written in a FETCH response since the last tagged response.</summary>
    public ulong HighestModSeqShown { get; set; }

    public SessionStates State =>
        User is null ? SessionStates.NotAuthenticated : Selected is null ? SessionStates.Authenticated : SessionStates.Selected;

    /// <returns>False when the user has too many connections; then nobody is logged in.</returns>
    public bool LogIn(string name, UserStore user)
    {
        if (Admissions?.TryEnter(name) == false) return false;
        UserName = name;
        User = user;
        return true;
    }

    /// <summary>Forgets all of the user that was logged in, as if nobody had been: at the end, or for the next one (RFC 8437).</summary>
    public void LogOut()
    {
        if (User is null) return;
        Admissions?.Leave(UserName);
        Unselect();
        UserName = "";
        User = null;
        CondStore = QResync = false;
        Notifier = null;
        Enabled.Clear();
    }

    public void Select(SelectedMailbox mailbox)
    {
        Selected = mailbox;
        SavedResult = [];
        HighestModSeqShown = 0;
    }

    public void Unselect()
    {
        Selected = null;
        SavedResult = [];
        HighestModSeqShown = 0;
    }

    /// <summary>The first enabling command of a session announces HIGHESTMODSEQ if a mailbox is selected (RFC 7162 section 3.1).</summary>
    public void EnableCondStore()
    {
        if (CondStore) return;
        CondStore = true;
        if (Selected is { KeepsModSeqs: true } selected)
            Output.Raw("* OK [HIGHESTMODSEQ "u8).Number(selected.View.HighestModSeq).Raw("] Mod-sequences are told from now on\r\n"u8);
    }

    /// <summary>MODSEQ goes with what is told of the selected mailbox: CONDSTORE is enabled, and the mailbox has mod-sequences.</summary>
    public bool TellsModSeqs => CondStore && Selected is not { KeepsModSeqs: false };

    /// <summary>ENABLE UIDONLY was answered by ENABLED: no message numbers either way (RFC 9586 section 3).</summary>
    public bool UidOnly => Enabled.Contains("UIDONLY");

    /// <summary>VANISHED is told instead of EXPUNGE (RFC 7162 section 3.2.3, RFC 9586 section 3.4).</summary>
    public bool TellsVanished => UidOnly || (QResync && Selected is not { KeepsModSeqs: false });

    /// <summary>An enabling command that is about the mod-sequences of the selected mailbox.</summary>
    /// <exception cref="SyntaxException">It has none: the command is refused with BAD (RFC 7162 section 3.1.2.2).</exception>
    public void UseModSeqs()
    {
        if (Selected is { KeepsModSeqs: false })
            throw new SyntaxException("the mailbox has no mod-sequences, as NOMODSEQ said (RFC 7162 section 3.1.2.2)");
        EnableCondStore();
    }

    public void EnableQResync()
    {
        EnableCondStore();
        QResync = true;
    }
}
