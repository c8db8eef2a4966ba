using Reference.Sessions;

namespace Reference.Commands;

/// <summary>The CAPABILITY list (RFC 3501 section 7.2.1) as it is told to one session.</summary>
public static class Capabilities
{
    /// <summary>What ENABLE can switch on, where it is offered.</summary>
    public static IReadOnlyList<string> Enableable { get; } = ["CONDSTORE", "QRESYNC", "UTF8=ACCEPT"];

    /// <summary>The same before and after login: nothing depends on who asks, and ENABLE must not change it (RFC 5161 section
    /// 3.1).</summary>
    public static string Of(Session session) => string.Join(' ', session.Offer.Names);
}
