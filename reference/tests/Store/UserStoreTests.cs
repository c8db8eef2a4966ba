using System.Text;
using Reference.Store;

namespace Reference.Tests.Store;

public class UserStoreTests
{
    [Fact]
    public async Task INBOX_is_always_there_whatever_its_case_and_cannot_be_deleted()
    {
        await using var fixture = new StoreFixture();
        var inbox = await fixture.OpenAsync("inBox");
        Assert.Equal("INBOX", inbox.Name);
        Assert.Equal(["INBOX"], fixture.User.List().Select(info => info.Name));
        Assert.Equal(StoreError.NotAllowed, await RefusalAsync(() => fixture.User.DeleteAsync("INBOX")));
        Assert.Equal(StoreError.AlreadyExists, await RefusalAsync(() => fixture.User.CreateAsync("inbox")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\ud800")]
    public async Task Names_that_are_none_are_refused(string name)
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        Assert.Equal(StoreError.InvalidName, await RefusalAsync(() => fixture.User.CreateAsync(name)));
        Assert.Equal(StoreError.InvalidName, await RefusalAsync(() => fixture.User.CreateAsync(new string('x', 1001))));
        Assert.Equal(StoreError.InvalidName, await RefusalAsync(() => fixture.User.CreateAsync(string.Join('/', Enumerable.Repeat("x", 33)))));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../etc")]
    [InlineData("C:\\x")]
    [InlineData("NUL")]
    [InlineData("a.b ")]
    [InlineData("日本語/Bücher & \"Co\"*%")]
    public async Task Any_other_name_is_a_mailbox_s_and_leads_nowhere_else(string name)
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        await fixture.User.CreateAsync(name);
        var mailbox = await fixture.OpenAsync(name);
        await mailbox.AppendAsync();
        Assert.Equal(Path.Combine(fixture.Root, "users", "u"), Path.GetDirectoryName(mailbox.Directory));
        await fixture.CloseAsync();
        DurabilityTests.SameState(mailbox.State, (await fixture.OpenAsync(name)).State);
        Assert.Contains(fixture.User.List(), info => info.Name == name && !info.NoSelect);
    }

    [Fact]
    public async Task A_long_name_and_names_that_differ_in_case_alone_are_mailboxes_too()
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        foreach (var name in new[] { new string('é', 500), "a", "A" }) await fixture.User.CreateAsync(name);
        var directories = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var info in fixture.User.List()) Assert.True(directories.Add((await fixture.OpenAsync(info.Name)).Directory));
        Assert.Equal(4, directories.Count);
    }

    [Fact]
    public async Task A_mailbox_made_again_has_a_greater_UIDVALIDITY_also_when_the_clock_steps_back_or_passes_2106()
    {
        await using var fixture = new StoreFixture();
        var last = (await fixture.OpenAsync()).State.UidValidity;
        foreach (var year in new[] { 2026, 2026, 1971, 2106, 2107, 2020 })
        {
            fixture.Clock.Now = new DateTimeOffset(year, 12, 1, 0, 0, 0, TimeSpan.Zero);
            await fixture.User.CreateAsync("a");
            var uidValidity = (await fixture.OpenAsync("a")).State.UidValidity;
            Assert.True(uidValidity > last);
            last = uidValidity;
            await fixture.User.DeleteAsync("a");
            Assert.Equal(StoreError.NonExistent, await RefusalAsync(() => fixture.OpenAsync("a")));
            if (year == 1971) await fixture.CloseAsync();
            await fixture.OpenAsync();
        }
    }

    [Fact]
    public async Task A_deleted_mailbox_leaves_its_inferiors_and_its_name_to_stand_for_them()
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        await fixture.User.CreateAsync("a");
        await fixture.User.CreateAsync("a/b/c");
        await fixture.User.DeleteAsync("a");
        Assert.Equal(["INBOX", "a", "a/b", "a/b/c"], fixture.User.List().Select(info => info.Name));
        Assert.Equal([false, true, true, false], fixture.User.List().Select(info => info.NoSelect));
        Assert.Equal([false, true, true, false], fixture.User.List().Select(info => info.HasChildren));
        Assert.Equal(StoreError.HasInferiors, await RefusalAsync(() => fixture.User.DeleteAsync("a")));
        await fixture.User.CreateAsync("a");
        Assert.False(fixture.User.List()[1].NoSelect);
    }

    [Fact]
    public async Task A_rename_takes_the_inferiors_along_and_keeps_UIDs_and_mod_sequences()
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        foreach (var name in new[] { "a", "a/b", "ab", "taken" }) await fixture.User.CreateAsync(name);
        var mailbox = await fixture.OpenAsync("a/b");
        await mailbox.AppendAsync(3);
        var before = mailbox.State;
        Assert.Equal(StoreError.AlreadyExists, await RefusalAsync(() => fixture.User.RenameAsync("a", "taken")));
        Assert.Equal(StoreError.InvalidName, await RefusalAsync(() => fixture.User.RenameAsync("a", "a/x")));
        Assert.Equal(StoreError.NonExistent, await RefusalAsync(() => fixture.User.RenameAsync("none", "x")));
        await fixture.User.RenameAsync("a", "x/y");
        Assert.Equal("x/y/b", mailbox.Name);
        Assert.Equal(["INBOX", "ab", "taken", "x", "x/y", "x/y/b"], fixture.User.List().Select(info => info.Name));
        await fixture.CloseAsync();
        DurabilityTests.SameState(before, (await fixture.OpenAsync("x/y/b")).State);
    }

    [Fact]
    public async Task Renaming_INBOX_moves_its_messages_and_leaves_it_empty()
    {
        await using var fixture = new StoreFixture();
        var inbox = await fixture.OpenAsync();
        await inbox.AppendAsync(3, SystemFlags.Flagged, "k");
        var before = inbox.State;
        await fixture.User.RenameAsync("INBOX", "old");
        Assert.Empty(inbox.State);
        Assert.Equal("1:3", inbox.State.ExpungedSince(before.HighestModSeq).ToString());
        var old = await fixture.OpenAsync("old");
        Assert.Equal(before.Select(message => (message.Flags, message.Keywords, message.InternalDate)), old.State.Select(message => (message.Flags, message.Keywords, message.InternalDate)));
        Assert.StartsWith("Subject", Encoding.ASCII.GetString((await old.ReadAsync(old.State[2]))!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Subscriptions_are_kept_also_of_names_that_are_no_mailboxes()
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        await fixture.User.SubscribeAsync("later");
        await fixture.User.SubscribeAsync("inbox");
        await fixture.CloseAsync();
        await fixture.OpenAsync();
        Assert.Equal(["INBOX", "later"], fixture.User.Subscriptions());
        await fixture.User.UnsubscribeAsync("later");
        Assert.Equal(["INBOX"], fixture.User.Subscriptions());
        Assert.True(fixture.User.List()[0].Subscribed);
    }

    [Fact]
    public async Task Two_servers_never_share_a_root()
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        var refused = await Assert.ThrowsAsync<StoreException>(() => MailStore.OpenAsync(new StoreOptions { Root = fixture.Root }));
        Assert.Equal(StoreError.Locked, refused.Kind);
        await fixture.CloseAsync();
        await fixture.OpenAsync();
    }

    [Fact]
    public async Task After_the_close_everything_is_refused_and_nobody_waits_forever()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        var user = fixture.User;
        await fixture.CloseAsync();
        Assert.Equal(StoreError.Unavailable, await RefusalAsync(() => user.OpenAsync("INBOX").WaitAsync(TimeSpan.FromSeconds(30))));
        Assert.Equal(StoreError.Unavailable, await RefusalAsync(() => mailbox.FlagAsync(1, SystemFlags.Seen).WaitAsync(TimeSpan.FromSeconds(30))));
    }

    internal static async Task<StoreError> RefusalAsync(Func<Task> work) => (await Assert.ThrowsAsync<StoreException>(work)).Kind;
}
