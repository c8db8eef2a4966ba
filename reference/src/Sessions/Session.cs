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

    public SelectedMailbox? Selected { get; private set; }

    /// <summary>LOGOUT was answered; the connection ends after this command.</summary>
    public bool LoggedOut { get; set; }

    /// <summary>LOGIN and AUTHENTICATE that failed on this connection.</summary>
    public int FailedLogins { get; set; }

    /// <summary>A CONDSTORE enabling command was given (RFC 7162 section 3.1).</summary>
    public bool CondStore { get; private set; }

    /// <summary>ENABLE QRESYNC was answered by ENABLED (RFC 7162 section 3.2.3): VANISHED instead of EXPUNGE for the rest of the
    /// connection.</summary>
    public bool QResync { get; private set; }

    /// <summary>Names that ENABLE has enabled, in upper case.</summary>
    public HashSet<string> Enabled { get; } = new(StringComparer.Ordinal);

    /// <summary>The client takes and sends UTF-8 in strings and mailbox names (RFC 6855).</summary>
    public bool Utf8 => Enabled.Contains("UTF8=ACCEPT");

    /// <summary>UIDs that "$" stands for (RFC 5182); empty after SELECT.</summary>
    public IReadOnlyList<uint> SavedResult { get; set; } = [];

    /// <summary>The highest MODSEQ written in a FETCH response since the last tagged response.</summary>
    public ulong HighestModSeqShown { get; set; }

    public SessionStates State =>
        User is null ? SessionStates.NotAuthenticated : Selected is null ? SessionStates.Authenticated : SessionStates.Selected;

    public void LogIn(string name, UserStore user)
    {
        UserName = name;
        User = user;
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
        if (Selected is { } selected)
            Output.Raw("* OK [HIGHESTMODSEQ "u8).Number(selected.View.HighestModSeq).Raw("] Mod-sequences are told from now on\r\n"u8);
    }

    public void EnableQResync()
    {
        EnableCondStore();
        QResync = true;
    }
}
