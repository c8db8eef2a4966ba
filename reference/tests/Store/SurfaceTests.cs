using Reference.Store;

namespace Reference.Tests.Store;

public class SurfaceTests
{
    private static readonly DateTimeOffset Date = new(2020, 2, 29, 12, 0, 0, TimeSpan.FromMinutes(-210));

    [Fact]
    public async Task Appends_flag_changes_and_expunges_raise_the_modseq_and_are_told_exactly()
    {
        await using var store = await MailStore.OpenAsync(new StoreOptions { Root = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), Durability = Durability.Os });
        var inbox = await store.ForUser("u").OpenAsync("inbox");
        var fresh = inbox.State;
        var appended = await inbox.CommitAsync(_ => new Decision([.. Enumerable.Range(0, 3).Select(_ =>
            new AppendChange(SystemFlags.Seen, ["$Work", "x"], Date, inbox.PrepareAsync("hello"u8.ToArray()).AsTask().Result))]));
        Assert.Equal([1u, 2u, 3u], appended.Uids);
        Assert.All(appended.After, message => Assert.True(message.ModSeq > fresh.HighestModSeq));
        Assert.Equal(appended.After.HighestModSeq, appended.After.Max(message => message.ModSeq));

        var flagged = await inbox.CommitAsync(state => new Decision([new FlagsChange(2, SystemFlags.Deleted, KeywordSet.Create(["$WORK"]))]));
        Assert.Equal([2u], flagged.After.ChangedSince(appended.After.HighestModSeq).Select(message => message.Uid));
        Assert.Equal("$Work", Assert.Single(flagged.After[1].Keywords.Names));
        Assert.Equal([flagged.After[1].ModSeq], flagged.ModSeqs);

        var again = await inbox.CommitAsync(state => new Decision([new FlagsChange(2, SystemFlags.Deleted, KeywordSet.Create(["$work"]))]));
        Assert.Same(flagged.After, again.After);
        Assert.Equal([0UL], again.ModSeqs);

        var expunged = await inbox.CommitAsync(_ => new Decision([new ExpungeChange([1, 2, 9])]));
        Assert.Equal("1:2", expunged.After.ExpungedSince(flagged.After.HighestModSeq).ToString());
        Assert.True(expunged.After.HighestModSeq > flagged.After.HighestModSeq);
        Assert.Equal("1:2", expunged.After.ExpungedSince(1).ToString());
        Assert.True(expunged.After.ExpungedSince(expunged.After.HighestModSeq).IsEmpty);
    }
}
