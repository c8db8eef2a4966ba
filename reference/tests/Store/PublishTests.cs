using Reference.Store;

namespace Reference.Tests.Store;

public class PublishTests
{
    [Fact]
    public async Task Nothing_is_seen_before_it_is_durable_and_one_sync_serves_all_who_wait()
    {
        var files = new CrashFiles();
        await using var store = MailStore.Open(files, CrashTests.Options(4 << 20, new SettableClock()));
        var mailbox = await store.ForUser("u").OpenAsync("INBOX");
        await mailbox.AppendAsync(4);
        var before = mailbox.State;
        using var isSyncing = new SemaphoreSlim(0);
        using var mayGoOn = new SemaphoreSlim(0);
        var deadline = TimeSpan.FromSeconds(30);
        var syncs = 0;
        files.BeforeSync = () =>
        {
            syncs++;
            isSyncing.Release();
            Assert.True(mayGoOn.Wait(deadline));
        };

        var first = Task.Run(() => mailbox.FlagAsync(1, SystemFlags.Seen));
        Assert.True(await isSyncing.WaitAsync(deadline));
        Assert.Same(before, mailbox.State);
        var waiting = Enumerable.Range(2, 3).Select(uid => mailbox.FlagAsync((uint)uid, SystemFlags.Seen)).ToList();
        waiting.Add(mailbox.CommitAsync(_ => Decision.Nothing));
        Assert.False(first.IsCompleted);
        mayGoOn.Release();
        var flagged = await first.WaitAsync(deadline);
        Assert.True(await isSyncing.WaitAsync(deadline));
        Assert.Same(flagged.After, mailbox.State);
        Assert.All(waiting, commit => Assert.False(commit.IsCompleted));
        mayGoOn.Release();
        var last = await Task.WhenAll(waiting).WaitAsync(deadline);
        Assert.Equal(2, syncs);
        Assert.Equal(4, last[^1].After.Count(message => message.Flags == SystemFlags.Seen));
        files.BeforeSync = null;
    }

    [Fact]
    public async Task A_change_that_changes_nothing_writes_nothing()
    {
        var files = new CrashFiles();
        await using var store = MailStore.Open(files, CrashTests.Options(4 << 20, new SettableClock()));
        var mailbox = await store.ForUser("u").OpenAsync("INBOX");
        await mailbox.AppendAsync(2, SystemFlags.Seen, "k");
        var before = mailbox.State;
        var operations = files.Count;
        await mailbox.FlagAsync(1, SystemFlags.Seen, "K");
        await mailbox.FlagAsync(9, SystemFlags.Deleted);
        await mailbox.ExpungeAsync(7, 8);
        await mailbox.CommitAsync(_ => Decision.Nothing);
        Assert.Equal(operations, files.Count);
        Assert.Same(before, mailbox.State);
    }
}
