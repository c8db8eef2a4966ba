using Reference.Sessions;
using Reference.Store;

namespace Reference.Commands;

/// <summary>One mailbox that a client watches, with what it was told of it.</summary>
internal sealed class Watch(Mailbox mailbox, MailboxState told)
{
    private IReadOnlyDictionary<string, byte[]> _metadata = told.Metadata;

    public Mailbox Mailbox { get; } = mailbox;

    /// <summary>The state that the client knows.</summary>
    public MailboxState Told { get; set; } = told;

    /// <summary>The mailbox came up while it was watched, so the client knows nothing of it.</summary>
    public bool IsNew { get; set; }

    public string Name { get; set; } = "";

    public NotifyEvents Events { get; set; }

    /// <summary>The special uses that the client knows.</summary>
    public string SpecialUse { get; set; } = "";

    public string SpecialUseNow { get; set; } = "";

    /// <summary>The METADATA response without values (RFC 5464 section 4.4.2) for the entries that changed.</summary>
    public void TellMetadata(Session session, MailboxState now)
    {
        if (ReferenceEquals(_metadata, now.Metadata) && SpecialUse == SpecialUseNow) return;
        var changed = Changed(_metadata, now.Metadata).ToList();
        if (SpecialUse != SpecialUseNow) changed.Add(MetadataEntry.SpecialUse);
        (_metadata, SpecialUse) = (now.Metadata, SpecialUseNow);
        WriteMetadata(session, Name, changed);
    }

    /// <summary>The entries that have another value, or none any more, or are new.</summary>
    public static IEnumerable<string> Changed(IReadOnlyDictionary<string, byte[]> before, IReadOnlyDictionary<string, byte[]> after) =>
        after.Where(entry => !before.TryGetValue(entry.Key, out var value) || !value.AsSpan().SequenceEqual(entry.Value)).Select(entry => entry.Key)
            .Concat(before.Keys.Where(entry => !after.ContainsKey(entry)));

    public static void WriteMetadata(Session session, string mailbox, IReadOnlyList<string> entries)
    {
        if (entries.Count == 0) return;
        session.Output.Raw("* METADATA "u8).Mailbox(mailbox);
        foreach (var entry in entries) session.Output.Raw(" "u8).AString(entry);
        session.Output.CrLf();
    }
}
