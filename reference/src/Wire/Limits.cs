namespace Reference.Wire;

/// <summary>Every bound on what the other side may send or how long it may take, with the reason for the number.</summary>
public sealed record Limits
{
    public static Limits Default { get; } = new();

    /// <summary>Octets of one command without its literals. RFC 7162 section 4 asks clients to stay near 8192; eight times
    /// that leaves room for long UID sets and still bounds what a stranger can make the server hold.</summary>
    public int LineOctets { get; init; } = 65_536;

    /// <summary>Octets of one literal after login. Larger than the messages that mail systems pass on (commonly 25 to 50 MiB).</summary>
    public int LiteralOctets { get; init; } = 64 * 1024 * 1024;

    /// <summary>Octets of all literals of one command: one message of the largest size and some small strings.</summary>
    public int CommandLiteralOctets { get; init; } = 65 * 1024 * 1024;

    /// <summary>Octets of one literal before login: a user name or a password.</summary>
    public int UnauthenticatedLiteralOctets { get; init; } = 4096;

    /// <summary>Octets of an overlong line that are read and thrown away to stay in step; beyond this the connection ends.</summary>
    public int DiscardedOctets { get; init; } = 4 * 1024 * 1024;

    /// <summary>UTF-16 units in a mailbox name: what fits comfortably into one line of a client's buffer even when encoded.</summary>
    public int MailboxNameLength { get; init; } = 500;

    /// <summary>UTF-8 octets in one level of a mailbox name: what file systems commonly take for one name, with room for an ending.</summary>
    public int MailboxLevelOctets { get; init; } = 200;

    /// <summary>Levels in a mailbox name: deeper than people's trees, and LIST walks each of them.</summary>
    public int MailboxNameDepth { get; init; } = 20;

    /// <summary>Refused commands of one connection that are logged as such: enough to see what goes on, and no way to fill the disk.</summary>
    public int RefusalsLogged { get; init; } = 50;

    /// <summary>Nesting of parentheses and NOT/OR in one SEARCH: far above what clients write, far below what the stack holds.</summary>
    public int SearchDepth { get; init; } = 100;

    /// <summary>Sort criteria of one SORT: there are nine keys, and naming one twice changes nothing.</summary>
    public int SortCriteria { get; init; } = 32;

    /// <summary>Searches of one session that go on telling changes. RFC 5267 section 4.3.1 asks for at least one, better more; each keeps its
    /// result in memory.</summary>
    public int UpdatingSearches { get; init; } = 8;

    /// <summary>Ranges in one sequence-set: what a line of the longest length can hold anyway, said explicitly.</summary>
    public int SequenceRanges { get; init; } = 32_768;

    /// <summary>Patterns in one LIST: each is held against each name. A client has a handful of namespaces and names.</summary>
    public int ListPatterns { get; init; } = 100;

    /// <summary>Octets of one metadata value. RFC 5464 section 4.1 asks for 1024 at least; signatures and filters are larger.</summary>
    public int MetadataOctets { get; init; } = 64 * 1024;

    /// <summary>Metadata entries of one mailbox, or of the server for one user; section 4.1 asks for 10 at least.</summary>
    public int MetadataEntries { get; init; } = 100;

    /// <summary>Octets of an entry's name: room for a vendor's hierarchy.</summary>
    public int MetadataNameOctets { get; init; } = 250;

    /// <summary>Mailboxes that one session can watch by NOTIFY; each of them is open, and looked at when something changes.</summary>
    public int NotifyMailboxes { get; init; } = 1000;

    /// <summary>Groups of events in one NOTIFY.</summary>
    public int NotifyGroups { get; init; } = 100;

    /// <summary>BAD answers in a row before the server hangs up: enough for a person or a fuzzer that learns from them.</summary>
    public int BadCommandsInARow { get; init; } = 50;

    /// <summary>The same before login, where nobody has a reason to be wrong often.</summary>
    public int UnauthenticatedBadCommandsInARow { get; init; } = 10;

    /// <summary>Failed logins on one connection; guessing passwords must at least cost connections.</summary>
    public int FailedLogins { get; init; } = 5;

    /// <summary>Connections at once; each costs a few kilobytes while idle.</summary>
    public int Connections { get; init; } = 4096;

    /// <summary>Connections from one address: a quarter of all, so that one machine leaves room for others, and yet a whole office
    /// behind one address, or a test with hundreds of clients, finds it enough.</summary>
    public int ConnectionsPerAddress { get; init; } = 1024;

    /// <summary>Connections logged in as one user: each device holds a handful, some one for each mailbox; as many as from one address.</summary>
    public int ConnectionsPerUser { get; init; } = 1024;

    /// <summary>Silence between commands before autologout. RFC 3501 section 5.4: at least 30 minutes.</summary>
    public TimeSpan Autologout { get; init; } = TimeSpan.FromMinutes(31);

    /// <summary>Silence before login; section 5.4 speaks of sessions, a stranger gets less.</summary>
    public TimeSpan LoginTime { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Silence in the middle of a command: a client that stops there is gone.</summary>
    public TimeSpan CommandPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Time for one whole command, literals included: the largest message over a slow line.</summary>
    public TimeSpan CommandTime { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Time for the client to take one buffer of output; a client that reads nothing is cut off.</summary>
    public TimeSpan WriteTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Octets of output gathered before they are sent although the command goes on.</summary>
    public int OutputOctets { get; init; } = 256 * 1024;

    /// <summary>Time that a graceful stop gives to the running commands.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(5);
}
