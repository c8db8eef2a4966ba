using System.Text;
using Reference.Store;

namespace Reference.Tests.Store;

public class ContentTests
{
    [Fact]
    public async Task Bytes_come_back_as_they_were_given_also_from_a_stream_and_when_there_are_none()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        var bytes = new byte[300_000];
        new Random(1).NextBytes(bytes);
        using var stream = new MemoryStream(bytes);
        PreparedContent[] contents = [await mailbox.PrepareAsync(bytes), await mailbox.PrepareAsync(stream), await mailbox.PrepareAsync(ReadOnlyMemory<byte>.Empty)];
        await mailbox.CommitAsync(_ => new Decision([.. contents.Select(content => new AppendChange(SystemFlags.None, [], StoreFixture.Date, content))]));
        await fixture.CloseAsync();
        mailbox = await fixture.OpenAsync();
        Assert.Equal(bytes, (await mailbox.ReadAsync(mailbox.State[0]))!.Value.ToArray());
        Assert.Equal(bytes, (await mailbox.ReadAsync(mailbox.State[1]))!.Value.ToArray());
        Assert.Empty((await mailbox.ReadAsync(mailbox.State[2]))!.Value.ToArray());
        Assert.Equal([300_000u, 300_000u, 0u], mailbox.State.Select(message => message.Size));
    }

    [Fact]
    public async Task The_bytes_of_many_messages_come_back_each_as_it_was_given()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        var messages = Enumerable.Range(0, 150).Select(i => Encoding.ASCII.GetBytes("message " + i)).ToList();
        var contents = await mailbox.PrepareAsync([.. messages.Select(message => new ReadOnlyMemory<byte>(message))]);
        await mailbox.CommitAsync(_ => new Decision([.. contents.Select(content => new AppendChange(SystemFlags.None, [], StoreFixture.Date, content))]));
        await using var after = await fixture.CrashAsync();
        mailbox = await after.OpenAsync();
        Assert.Equal(150, mailbox.State.Count);
        for (var i = 0; i < 150; i++) Assert.Equal(messages[i], (await mailbox.ReadAsync(mailbox.State[i]))!.Value.ToArray());
    }

    [Fact]
    public async Task An_expunged_message_can_be_read_for_a_while_and_its_bytes_go_with_the_close()
    {
        await using var fixture = new StoreFixture { PackedMessageOctets = 0 };
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(2);
        var message = mailbox.State[0];
        await mailbox.ExpungeAsync(1);
        Assert.NotNull(await mailbox.ReadAsync(message));
        await fixture.CloseAsync();
        Assert.Single(Directory.GetFiles(Path.Combine(mailbox.Directory, "content")));
    }

    [Fact]
    public async Task Content_that_no_commit_took_goes_when_it_is_disposed_or_else_by_the_next_opening_after_a_kill()
    {
        await using var fixture = new StoreFixture { PackedMessageOctets = 0 };
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(2);
        var directory = Path.Combine(mailbox.Directory, "content");
        (await mailbox.PrepareAsync("x"u8.ToArray())).Dispose();
        Assert.Equal(2, Directory.GetFiles(directory).Length);
        await mailbox.PrepareAsync("y"u8.ToArray());
        await using var after = await fixture.CrashAsync();
        mailbox = await after.OpenAsync();
        Assert.Equal(2, Directory.GetFiles(Path.Combine(mailbox.Directory, "content")).Length);
        await mailbox.AppendAsync();
        Assert.NotNull(await mailbox.ReadAsync(mailbox.State[2]));
    }

    [Fact]
    public async Task A_content_serves_one_append_in_its_own_mailbox()
    {
        await using var fixture = new StoreFixture();
        var inbox = await fixture.OpenAsync();
        await fixture.User.CreateAsync("a");
        var other = await fixture.OpenAsync("a");
        var content = await inbox.PrepareAsync("x"u8.ToArray());
        var append = new AppendChange(SystemFlags.None, [], StoreFixture.Date, content);
        await Assert.ThrowsAsync<ArgumentException>(() => other.CommitAsync(_ => new Decision([append])));
        await Assert.ThrowsAsync<ArgumentException>(() => inbox.CommitAsync(_ => new Decision([append, append])));
        await inbox.CommitAsync(_ => new Decision([append]));
        await Assert.ThrowsAsync<ArgumentException>(() => inbox.CommitAsync(_ => new Decision([append])));
        content.Dispose();
        Assert.NotNull(await inbox.ReadAsync(inbox.State[0]));
    }

    [Fact]
    public async Task A_copy_shares_the_bytes_and_outlives_the_original()
    {
        await using var fixture = new StoreFixture();
        var inbox = await fixture.OpenAsync();
        await inbox.AppendAsync();
        await fixture.User.CreateAsync("a");
        var other = await fixture.OpenAsync("a");
        var shared = await inbox.ShareAsync(inbox.State[0], other);
        await other.CommitAsync(_ => new Decision([new AppendChange(SystemFlags.Seen, [], StoreFixture.Date, shared!)]));
        await inbox.ExpungeAsync(1);
        await fixture.CloseAsync();
        other = await fixture.OpenAsync("a");
        Assert.Contains("00001", Encoding.ASCII.GetString((await other.ReadAsync(other.State[0]))!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_told_and_change_nothing()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync();
        var before = mailbox.State;
        var many = KeywordSet.Create(Enumerable.Range(0, 600).Select(i => "k" + i));
        Assert.Equal(StoreError.Limit, await UserStoreTests.RefusalAsync(() =>
            mailbox.CommitAsync(_ => new Decision([new FlagsChange(1, SystemFlags.None, many)]))));
        Assert.Equal(StoreError.Limit, await UserStoreTests.RefusalAsync(() => mailbox.FlagAsync(1, SystemFlags.None, new string('k', 256))));
        Assert.Equal(StoreError.Limit, await UserStoreTests.RefusalAsync(() => mailbox.PrepareAsync(new byte[(64 << 20) + 1]).AsTask()));
        Assert.Same(before, mailbox.State);
    }
}
