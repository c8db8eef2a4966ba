using System.Text;
using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>Metadata is kept with the mailbox, and each change of it has a mod-sequence (RFC 7162 section 3.2).</summary>
public class MetadataTests
{
    private static Task<CommitResult> SetAsync(Mailbox mailbox, params (string Entry, string? Value)[] changes) => mailbox.CommitAsync(
        _ => new Decision([.. changes.Select(change => new MetadataChange(change.Entry, change.Value is null ? null : Encoding.UTF8.GetBytes(change.Value)))]));

    private static string Shown(MailboxState state) =>
        string.Join(' ', state.Metadata.Select(entry => $"{entry.Key}={Encoding.UTF8.GetString(entry.Value)}"));

    [Fact]
    public async Task A_change_raises_HIGHESTMODSEQ_and_touches_no_message_and_none_raises_nothing()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        var before = (await mailbox.AppendAsync()).After;
        var set = await SetAsync(mailbox, ("/private/a", "1"), ("/shared/B", ""));
        Assert.True(set.After.HighestModSeq > before.HighestModSeq);
        Assert.Empty(set.After.ChangedSince(before.HighestModSeq));
        Assert.Equal("/private/a=1 /shared/B=", Shown(set.After));
        var again = await SetAsync(mailbox, ("/PRIVATE/A", "1"), ("/shared/b", ""), ("/private/none", null));
        Assert.Same(set.After, again.After);
        var removed = await SetAsync(mailbox, ("/private/A", null));
        Assert.True(removed.After.HighestModSeq > set.After.HighestModSeq);
        Assert.Equal("/shared/B=", Shown(removed.After));
    }

    [Theory]
    [InlineData("close")]
    [InlineData("crash")]
    [InlineData("index")]
    [InlineData("checkpoint")]
    public async Task It_survives(string what)
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(3);
        await SetAsync(mailbox, ("/private/a", "1"), ("/private/b", "2"));
        await SetAsync(mailbox, ("/private/b", null), ("/private/c", "3"));
        if (what == "checkpoint")
        {
            File.Delete(Path.Combine(mailbox.Directory, "journal"));
            await SetAsync(mailbox, ("/private/d", "4"));
        }
        var state = mailbox.State;
        if (what == "index") StoreFixture.DeleteIndex(mailbox);
        if (what != "crash") await fixture.CloseAsync();
        await using var again = what == "crash" ? await fixture.CrashAsync() : fixture;
        var opened = (await again.OpenAsync()).State;
        Assert.Equal("/private/a=1 /private/c=3" + (what == "checkpoint" ? " /private/d=4" : ""), Shown(opened));
        Assert.Equal(state.UidValidity, opened.UidValidity);
        Assert.True(opened.HighestModSeq >= state.HighestModSeq);
    }

    [Fact]
    public async Task A_value_without_its_transaction_does_not_count_and_does_not_come_back_with_the_next()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync();
        var journal = Path.Combine(mailbox.Directory, "journal");
        var before = new FileInfo(journal).Length;
        await SetAsync(mailbox, ("/private/a", "1"));
        await using var copy = await fixture.CrashAsync();
        var copied = Directory.EnumerateFiles(copy.Root, "journal", SearchOption.AllDirectories).Single();
        // The record of the value is whole, the one of its transaction is not there at all.
        await using (var file = new FileStream(copied, FileMode.Open))
        {
            var length = new byte[4];
            file.Position = before + 4;
            file.ReadExactly(length);
            file.SetLength(before + BitConverter.ToUInt32(length));
        }
        var again = await copy.OpenAsync();
        Assert.Empty(again.State.Metadata);
        await again.FlagAsync(1, SystemFlags.Seen);
        await copy.CloseAsync();
        Assert.Empty((await copy.OpenAsync()).State.Metadata);
    }

    [Fact]
    public async Task The_users_own_entries_of_the_server_are_kept_and_bounded()
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        Assert.True(await fixture.User.SetMetadataAsync([new("/private/a", [1]), new("/private/b", [2])], 2));
        Assert.False(await fixture.User.SetMetadataAsync([new("/private/a", null), new("/private/c", [3]), new("/private/d", [3])], 2));
        await fixture.CloseAsync();
        await fixture.OpenAsync();
        Assert.Equal(["/private/a", "/private/b"], fixture.User.Metadata().Keys);
        Assert.Equal([2], fixture.User.Metadata()["/PRIVATE/B"]);
    }
}
