using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>The LIST response of an extended LIST (RFC 5258) and of NOTIFY (RFC 5465).</summary>
internal static class ListResponse
{
    /// <summary>Writes it up to the name; extended items and CRLF are the caller's.</summary>
    /// <param name="session">The session.</param>
    /// <param name="name">The name.</param>
    /// <param name="info">What is known of it, null for nothing.</param>
    /// <param name="isSubscribed">\Subscribed is to be told.</param>
    /// <param name="isClosed">The mailbox could not be opened.</param>
    public static ResponseWriter Begin(Session session, string name, MailboxInfo? info, bool isSubscribed, bool isClosed = false)
    {
        var attributes = new List<string>();
        if (info is null or { NoSelect: true }) attributes.Add("\\NonExistent");
        if (isClosed) attributes.Add("\\Noselect");
        if (isSubscribed) attributes.Add("\\Subscribed");
        attributes.Add(info is { HasChildren: true } ? "\\HasChildren" : "\\HasNoChildren");
        if (info is { SpecialUse.Length: > 0 } && session.Offer.Has("SPECIAL-USE")) attributes.Add(info.SpecialUse);
        return session.Output.Text($"* LIST ({string.Join(' ', attributes)}) \"/\" ").Mailbox(name);
    }
}
