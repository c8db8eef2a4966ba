using Reference.Sessions;

namespace Reference.Commands;

/// <summary>The CAPABILITY list (RFC 3501 section 7.2.1) as it is told to one session.</summary>
public static class Capabilities
{
    /// <summary>What ENABLE can switch on, where it is offered.</summary>
    public static IReadOnlyList<string> Enableable { get; } = ["CONDSTORE", "QRESYNC", "UIDONLY", "UTF8=ACCEPT", "IMAP4rev2"];

    /// <summary>The same whoever asks, and ENABLE must not change it (RFC 5161 section 3.1). Only TLS does: STARTTLS is told where it would be
    /// taken, and no way to log in where it would be refused.</summary>
    public static string Of(Session session)
    {
        var names = session.Offer.Names.Where(name => IsOpen(session, name));
        return string.Join(' ', session.MayLogIn ? names : names.Append("LOGINDISABLED"));
    }

    private static bool IsOpen(Session session, string name) => name switch
    {
        "STARTTLS" => session is { Tls: not null, Link.IsSecure: false, User: null },
        _ => session.MayLogIn || !name.StartsWith("AUTH=", StringComparison.Ordinal),
    };
}
