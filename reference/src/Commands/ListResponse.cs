using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>The LIST response of an extended LIST (RFC 5258), of NOTIFY (RFC 5465) and of IMAP4rev2.</summary>
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

    /// <summary>The extended item OLDNAME.</summary>
    public static ResponseWriter OldName(this ResponseWriter line, string oldName) => line.Raw(" (\"OLDNAME\" ("u8).Mailbox(oldName).Raw("))"u8);

    /// <summary>A name as it stands now, with all that is known of it, and OLDNAME if the client called it otherwise (RFC 9051 sections 6.3.2 and
    /// 6.3.9.7).</summary>
    public static void WriteOf(Session session, string name, string supplied)
    {
        var info = session.User!.List().FirstOrDefault(info => info.Name == name);
        var line = Begin(session, name, info, session.User.Subscriptions().Contains(name));
        if (supplied != name) line.OldName(supplied);
        line.CrLf();
    }

    /// <summary>The same, only if the client called it otherwise.</summary>
    public static void WriteIfRenamed(Session session, string name, string supplied)
    {
        if (supplied != name) WriteOf(session, name, supplied);
    }
}
