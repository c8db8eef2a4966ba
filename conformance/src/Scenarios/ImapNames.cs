namespace Conformance.Scenarios;

/// <summary>
/// The names that patterns may use. A misspelled name in a <c>never</c> line would be met by every server, so that names outside these lists are
/// errors; a new extension adds its names here.
/// </summary>
internal static class ImapNames
{
    public static readonly string[] Statuses = ["OK", "NO", "BAD", "BYE", "PREAUTH"];

    /// <summary>Untagged data with a number in front.</summary>
    public static readonly string[] NumberedData = ["EXISTS", "RECENT", "EXPUNGE", "FETCH", "UIDFETCH"];

    public static readonly string[] Data =
    [
        "VANISHED", "SEARCH", "SORT", "THREAD", "ESEARCH", "STATUS", "ENABLED", "CAPABILITY", "FLAGS", "LIST", "LSUB", "NAMESPACE", "ID",
        "METADATA", "ACL", "MYRIGHTS", "LISTRIGHTS", "QUOTA", "QUOTAROOT", "LANGUAGE", "COMPARATOR", "GENURLAUTH", "URLFETCH",
    ];

    public static readonly string[] Codes =
    [
        "ALERT", "BADCHARSET", "CAPABILITY", "PARSE", "PERMANENTFLAGS", "READ-ONLY", "READ-WRITE", "TRYCREATE", "UIDNEXT", "UIDVALIDITY", "UNSEEN",
        "HIGHESTMODSEQ", "NOMODSEQ", "MODIFIED", "CLOSED", "APPENDUID", "COPYUID", "UIDNOTSTICKY", "NOTSAVED", "UIDREQUIRED", "MESSAGELIMIT",
        "NOTIFICATIONOVERFLOW", "BADEVENT", "METADATA", "MAILBOXID", "UNAVAILABLE", "AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED",
        "PRIVACYREQUIRED", "CONTACTADMIN", "NOPERM", "INUSE", "EXPUNGEISSUED", "CORRUPTION", "SERVERBUG", "CLIENTBUG", "CANNOT", "LIMIT",
        "OVERQUOTA", "ALREADYEXISTS", "NONEXISTENT", "HASCHILDREN", "UNKNOWN-CTE", "TOOBIG", "COMPRESSIONACTIVE", "NOUPDATE", "BADCOMPARATOR",
        "MAXCONVERTMESSAGES", "USEATTR", "ANNOTATE", "ANNOTATIONS",
    ];

    /// <summary>FETCH items; BODY, BINARY and RFC822 forms are recognised by their beginning.</summary>
    public static readonly string[] FetchItems =
    [
        "UID", "FLAGS", "MODSEQ", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE", "BODYSTRUCTURE", "ANNOTATION", "EMAILID", "THREADID", "PREVIEW",
        "SAVEDATE",
    ];

    public static readonly string[] StatusItems =
    [
        "MESSAGES", "RECENT", "UIDNEXT", "UIDVALIDITY", "UNSEEN", "HIGHESTMODSEQ", "SIZE", "DELETED", "DELETED-STORAGE", "APPENDLIMIT", "MAILBOXID",
    ];

    public static readonly string[] EsearchItems = ["UID", "MIN", "MAX", "ALL", "COUNT", "MODSEQ", "PARTIAL", "ADDTO", "REMOVEFROM", "RELEVANCY"];

    public static bool IsFetchItem(string name) =>
        Contains(FetchItems, name)
        || name.StartsWith("BODY", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("BINARY", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("RFC822", StringComparison.OrdinalIgnoreCase);

    public static bool Contains(string[] names, string name) => names.Contains(name, StringComparer.OrdinalIgnoreCase);
}
