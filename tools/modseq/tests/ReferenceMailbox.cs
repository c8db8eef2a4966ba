using Reference.Store;

namespace Inspector.Tests;

/// <summary>A mailbox of the reference's store, in this process, with seeded changes.</summary>
internal sealed class ReferenceMailbox(uint rotateLogAt) : IAsyncDisposable
{
    private static readonly DateTimeOffset Date = new(2021, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private readonly TemporaryDirectory root = new();
    private MailStore? store;
    private Mailbox? mailbox;
    private int keywords;

    public MailboxState State => mailbox!.State;

    /// <summary>Each change that the store reported: its mod-sequence, and the UIDs it was for.</summary>
    public List<(ulong ModSeq, uint Uid)> Reported { get; } = [];

    public string Directory => Path.GetDirectoryName(System.IO.Directory.GetFiles(root.Root, "dovecot.index.log", SearchOption.AllDirectories).Single())!;

    public static async Task<ReferenceMailbox> OpenAsync(uint rotateLogAt = 4 << 20)
    {
        var made = new ReferenceMailbox(rotateLogAt);
        await made.OpenAgainAsync();
        return made;
    }

    public async Task OpenAgainAsync()
    {
        store ??= await MailStore.OpenAsync(new StoreOptions { Root = root.Root, RotateLogAt = rotateLogAt, Durability = Durability.Os });
        mailbox = await store.ForUser("u").OpenAsync("INBOX");
    }

    public async Task CloseAsync()
    {
        if (store is not null) await store.DisposeAsync();
        store = null;
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        root.Dispose();
    }

    public async Task ChangeAsync(int count, Random random)
    {
        for (var i = 0; i < count; i++)
        {
            var changes = new List<Change>();
            for (var left = random.Next(1, 4); left > 0; left--) changes.AddRange(await SomeAsync(random));
            var result = await mailbox!.CommitAsync(_ => new Decision(changes));
            for (var j = 0; j < changes.Count; j++)
            {
                if (result.ModSeqs[j] == 0) continue;
                if (changes[j] is FlagsChange flags) Reported.Add((result.ModSeqs[j], flags.Uid));
                else if (changes[j] is ExpungeChange expunge)
                    Reported.AddRange(expunge.Uids.Where(uid => result.Before.IndexOf(uid) >= 0).Select(uid => (result.ModSeqs[j], uid)));
            }
        }
    }

    private async Task<List<Change>> SomeAsync(Random random)
    {
        var uids = State.Select(message => message.Uid).ToArray();
        random.Shuffle(uids);
        uids = [.. uids.Take(random.Next(1, 8))];
        switch (uids.Length == 0 ? 0 : random.Next(10))
        {
            case < 3:
                var appended = new List<Change>();
                for (var left = random.Next(1, 5); left > 0; left--)
                    appended.Add(new AppendChange(Flags(random), [.. Keywords(random)], Date, await mailbox!.PrepareAsync("Subject: x\r\n\r\nx\r\n"u8.ToArray())));
                return appended;
            case < 8:
                var (flags, keywordSet) = (Flags(random), KeywordSet.Create(Keywords(random)));
                return [.. uids.Select(uid => new FlagsChange(uid, flags, keywordSet))];
            case < 9:
                return [new ExpungeChange(uids)];
            default:
                return [new MailboxChange()];
        }
    }

    private static SystemFlags Flags(Random random) => (SystemFlags)(random.Next(32) & random.Next(32));

    private List<string> Keywords(Random random) => random.Next(6) switch
    {
        0 or 1 or 2 => [],
        3 when keywords < 40 => ["new" + keywords++],
        _ => ["$Junk", "kw" + random.Next(5)],
    };
}
