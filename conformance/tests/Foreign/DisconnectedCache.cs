using MailKit;
using MailKit.Search;

namespace Conformance.Tests.Foreign;

/// <summary>What a mail client keeps of one mailbox between its connections, brought up to date by MailKit's own calls as RFC 7162 section 6 describes it.</summary>
internal sealed class DisconnectedCache
{
    /// <summary>Flags and keywords in order and in one text, and the mod-sequence, by UID.</summary>
    public SortedDictionary<uint, (string Flags, ulong ModSeq)> Messages { get; private set; } = [];

    private const MessageSummaryItems Shown = MessageSummaryItems.UniqueId | MessageSummaryItems.Flags | MessageSummaryItems.ModSeq;

    private uint uidNext;

    private uint UidValidity { get; set; }

    private ulong HighestModSeq { get; set; }

    /// <summary>Everything the server shows: what a cache has to be equal to.</summary>
    public static async Task<SortedDictionary<uint, (string Flags, ulong ModSeq)>> ListAsync(IMailFolder folder)
    {
        await folder.OpenAsync(FolderAccess.ReadOnly);
        var all = new DisconnectedCache();
        all.Take(await folder.FetchAsync(0, -1, Shown));
        await folder.CloseAsync();
        return all.Messages;
    }

    /// <summary>FETCH (CHANGEDSINCE) for what changed, a search for what is gone.</summary>
    public async Task SyncByCondStoreAsync(IMailFolder folder)
    {
        await folder.OpenAsync(FolderAccess.ReadOnly);
        if (UidValidity != folder.UidValidity)
            Forget(folder.UidValidity);
        var highest = folder.HighestModSeq;
        var request = new FetchRequest(Shown) { ChangedSince = HighestModSeq };
        Take(await folder.FetchAsync(0, -1, HighestModSeq == 0 ? new FetchRequest(Shown) : request));
        var there = (await folder.SearchAsync(SearchQuery.All)).Select(u => u.Id).ToHashSet();
        foreach (var gone in Messages.Keys.Where(u => !there.Contains(u)).ToList())
            Messages.Remove(gone);
        HighestModSeq = highest;
        uidNext = folder.UidNext!.Value.Id;
        await folder.CloseAsync();
    }

    /// <summary>SELECT (QRESYNC (…)), which tells both at once.</summary>
    public async Task SyncByQResyncAsync(IMailFolder folder)
    {
        void Vanished(object? sender, MessagesVanishedEventArgs e)
        {
            foreach (var uid in e.UniqueIds)
                Messages.Remove(uid.Id);
        }

        void Changed(object? sender, MessageFlagsChangedEventArgs e) =>
            Messages[e.UniqueId!.Value.Id] = (Text(e.Flags, e.Keywords), e.ModSeq!.Value);

        if (UidValidity == 0)
        {
            await SyncByCondStoreAsync(folder);
            return;
        }

        folder.MessagesVanished += Vanished;
        folder.MessageFlagsChanged += Changed;
        try
        {
            await folder.OpenAsync(FolderAccess.ReadOnly, UidValidity, HighestModSeq, [.. Messages.Keys.Select(u => new UniqueId(UidValidity, u))]);
            Assert.Equal(UidValidity, folder.UidValidity);
            HighestModSeq = folder.HighestModSeq;
            // The server answers for the UIDs that it was told; what is newer is asked for.
            var next = folder.UidNext!.Value;
            if (next.Id > uidNext)
                Take(await folder.FetchAsync(new UniqueIdRange(UidValidity, uidNext, next.Id - 1), new FetchRequest(Shown)));
            uidNext = next.Id;
            await folder.CloseAsync();
        }
        finally
        {
            folder.MessagesVanished -= Vanished;
            folder.MessageFlagsChanged -= Changed;
        }
    }

    private void Forget(uint validity)
    {
        Messages = [];
        HighestModSeq = 0;
        UidValidity = validity;
    }

    private void Take(IEnumerable<IMessageSummary> summaries)
    {
        foreach (var summary in summaries)
            Messages[summary.UniqueId.Id] = (Text(summary.Flags!.Value, summary.Keywords), summary.ModSeq!.Value);
    }

    private static string Text(MessageFlags flags, IEnumerable<string> keywords) =>
        string.Join(' ', keywords.Order(StringComparer.OrdinalIgnoreCase).Prepend((flags & ~MessageFlags.Recent).ToString()));
}
