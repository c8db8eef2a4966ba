using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>Small messages share files: what is in them, what happens to what is expunged, and what a lost tail costs.</summary>
public class PackTests
{
    private static StoreOptions Small => CrashTests.Options(4 << 20, new SettableClock()) with { PackOctets = 400, JournalTail = 2000 };

    [Fact]
    public async Task A_pack_goes_when_its_messages_are_gone_and_nobody_can_be_reading_them()
    {
        var files = new CrashFiles();
        var clock = new TickingClock();
        await using var store = MailStore.Open(files, Small with { Clock = clock });
        var mailbox = await store.ForUser("u").OpenAsync("INBOX");
        await mailbox.CommitAsync(_ => new Decision([new MetadataChange("/private/comment", [1])]));
        await FillAsync(mailbox, 60);
        var packs = Packs(files, mailbox);
        Assert.True(packs.Count > 3, $"{packs.Count} packs");
        var old = mailbox.State[0];
        await mailbox.ExpungeAsync([.. Enumerable.Range(1, 50).Where(uid => uid % 7 != 0).Select(uid => (uint)uid)]);
        clock.Pass(TimeSpan.FromMinutes(11));
        await FillAsync(mailbox, 60);
        // What was left in them has been copied; until the next quarter of an hour somebody may read the old place.
        Assert.Contains("p1", Packs(files, mailbox));
        clock.Pass(TimeSpan.FromMinutes(11));
        await FillAsync(mailbox, 1);
        Assert.DoesNotContain("p1", Packs(files, mailbox));
        Assert.Null(await mailbox.ReadAsync(old));
        Assert.Equal("/private/comment", Assert.Single(mailbox.State.Metadata).Key);
        await HoldAsync(mailbox);
        await using var again = MailStore.Open(files.After(files.Count, 0, PowerCut.DropsUnsynced, new Random(1)), Small);
        await HoldAsync(await again.ForUser("u").OpenAsync("INBOX"));
    }

    [Fact]
    public async Task A_pack_that_lost_its_end_is_completed_from_the_journal()
    {
        var files = new CrashFiles();
        await using var store = MailStore.Open(files, Small with { PackOctets = 8 << 20, JournalTail = 2 << 20 });
        var mailbox = await store.ForUser("u").OpenAsync("INBOX");
        await mailbox.AppendAsync(3);
        var image = files.After(files.Count, 0, PowerCut.DropsUnsynced, new Random(1));
        Assert.Empty(Packs(image, mailbox));
        await using var again = MailStore.Open(image, Small);
        mailbox = await again.ForUser("u").OpenAsync("INBOX");
        Assert.Equal(3, mailbox.State.Count);
        await HoldAsync(mailbox);
    }

    [Fact]
    public async Task An_expunged_message_does_not_come_back_when_the_journal_is_lost()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(3);
        await mailbox.ExpungeAsync(2);
        await fixture.CloseAsync();
        File.Delete(Path.Combine(mailbox.Directory, MailboxStorage.JournalName));
        mailbox = await fixture.OpenAsync();
        var texts = new List<string>();
        foreach (var message in mailbox.State) texts.Add(System.Text.Encoding.ASCII.GetString((await mailbox.ReadAsync(message))!.Value.Span));
        Assert.Equal([1u, 3u], texts.ConvertAll(text => uint.Parse(text[14..19], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Bytes_that_are_not_what_was_appended_are_not_served()
    {
        var files = new CrashFiles();
        await using var store = MailStore.Open(files, Small);
        var mailbox = await store.ForUser("u").OpenAsync("INBOX");
        await mailbox.AppendAsync(2);
        files.Flip(Path.Combine(mailbox.Directory, "content", "p1"), PackEntry.HeaderSize + 3);
        Assert.Null(await mailbox.ReadAsync(mailbox.State[0]));
        Assert.NotNull(await mailbox.ReadAsync(mailbox.State[1]));
    }

    [Fact]
    public async Task Large_messages_have_files_of_their_own_in_the_same_commit()
    {
        await using var fixture = new StoreFixture { PackedMessageOctets = 30 };
        var mailbox = await fixture.OpenAsync();
        var messages = new[] { 10, 31, 30, 400 }.Select(size => new ReadOnlyMemory<byte>([.. Enumerable.Range(0, size).Select(i => (byte)(size + i))])).ToList();
        var contents = await mailbox.PrepareAsync(messages);
        await mailbox.CommitAsync(_ => new Decision([.. contents.Select(content => new AppendChange(SystemFlags.None, [], StoreFixture.Date, content))]));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(mailbox.Directory, "content")).Length);
        for (var i = 0; i < 4; i++) Assert.Equal(messages[i].ToArray(), (await mailbox.ReadAsync(mailbox.State[i]))!.Value.ToArray());
    }

    private static async Task FillAsync(Mailbox mailbox, int count)
    {
        for (var i = 0; i < count; i++) await mailbox.AppendAsync();
    }

    private static List<string> Packs(CrashFiles files, Mailbox mailbox) => [.. files.List(Path.Combine(mailbox.Directory, "content")).Order(StringComparer.Ordinal)];

    private static async Task HoldAsync(Mailbox mailbox)
    {
        foreach (var message in mailbox.State) Assert.Equal(MailboxSteps.Text(message.Uid).ToArray(), (await mailbox.ReadAsync(message))?.ToArray());
    }

    private sealed class TickingClock : TimeProvider
    {
        private TimeSpan passed;

        public void Pass(TimeSpan time) => passed += time;

        public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero) + passed;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => passed.Ticks;
    }
}
