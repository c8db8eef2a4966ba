using System.Text;
using Reference.Store;

namespace Reference.Tests.Store;

public class CorruptionTests
{
    [Theory]
    [InlineData(MailboxStorage.IndexName)]
    [InlineData(MailboxStorage.LogName)]
    [InlineData(MailboxStorage.PreviousLogName)]
    public async Task A_flipped_byte_in_an_index_file_costs_no_message_no_flag_and_no_UIDVALIDITY(string name)
    {
        var (files, expected) = await FillAsync(rotateLogAt: 300, close: false);
        await foreach (var (at, state, _) in FlipAsync(files, name))
        {
            var isAsBefore = state.SequenceEqual(expected) && state.HighestModSeq == expected.HighestModSeq;
            var hasRisen = state.All(message => message.ModSeq > expected.HighestModSeq) && state.ExpungeFloor > expected.HighestModSeq;
            Assert.True(isAsBefore || hasRisen, at);
            Assert.True(state.UidValidity == expected.UidValidity && state.UidNext == expected.UidNext, at);
            Assert.True(state.Select(WithoutModSeq).SequenceEqual(expected.Select(WithoutModSeq)), at);
        }
    }

    [Fact]
    public async Task A_flipped_byte_in_the_journal_costs_no_message_and_is_told_with_file_and_offset()
    {
        var (files, expected) = await FillAsync(rotateLogAt: 4 << 20, close: true);
        var renewed = 0;
        await foreach (var (at, state, log) in FlipAsync(files, MailboxStorage.JournalName))
        {
            Assert.False(expected.Select(message => message.Content).Except(state.Select(message => message.Content)).Any(), at);
            if (state.UidValidity == expected.UidValidity)
            {
                Assert.True(state.Select(WithoutModSeq).SequenceEqual(expected.Select(WithoutModSeq)), at);
                Assert.True(state.UidNext == expected.UidNext, at);
                continue;
            }

            renewed++;
            Assert.True(state.UidValidity > expected.UidValidity, at);
            Assert.True(log.Exists(line => line.Contains(MailboxStorage.JournalName, StringComparison.Ordinal) && line.Contains("offset", StringComparison.Ordinal)), at);
        }

        Assert.True(renewed > 50, "most bytes of the journal carry meaning");
    }

    [Fact]
    public async Task A_journal_that_is_gone_costs_flags_and_gives_a_new_UIDVALIDITY_and_all_messages_are_there()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await fixture.CloseAsync();
        File.Delete(Path.Combine(mailbox.Directory, MailboxStorage.JournalName));
        var reopened = await fixture.OpenAsync();
        Assert.True(reopened.State.UidValidity > mailbox.State.UidValidity);
        Assert.Equal(mailbox.State.Select(message => message.Content), reopened.State.Select(message => message.Content));
        Assert.StartsWith("Subject", Encoding.ASCII.GetString((await reopened.ReadAsync(reopened.State[0]))!.Value.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_deleted_while_the_server_runs_is_written_again_and_nothing_changes()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        File.Delete(Path.Combine(mailbox.Directory, MailboxStorage.JournalName));
        var before = mailbox.State;
        var commit = await mailbox.FlagAsync(before[0].Uid, SystemFlags.Draft);
        Assert.Same(before, commit.Before);
        await using var after = await fixture.CrashAsync();
        DurabilityTests.SameState(commit.After, (await after.OpenAsync()).State);
    }

    [Theory]
    [InlineData(1u, true)]
    [InlineData(1u, false)]
    [InlineData(4u << 20, true)]
    [InlineData(4u << 20, false)]
    public async Task A_journal_of_an_older_copy_gives_a_new_UIDVALIDITY(uint rotateLogAt, bool isNoted)
    {
        await using var fixture = new StoreFixture { RotateLogAt = rotateLogAt };
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(3);
        await fixture.CloseAsync();
        var journal = Path.Combine(mailbox.Directory, MailboxStorage.JournalName);
        var list = Path.Combine(Path.GetDirectoryName(mailbox.Directory)!, MailboxList.FileName);
        var (old, oldList) = (await File.ReadAllBytesAsync(journal), await File.ReadAllBytesAsync(list));
        mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(1);
        await mailbox.ExpungeAsync(1);
        await fixture.CloseAsync();
        await File.WriteAllBytesAsync(journal, old);
        if (!isNoted) await File.WriteAllBytesAsync(list, oldList);
        var after = (await fixture.OpenAsync()).State;
        Assert.True(after.UidValidity > mailbox.State.UidValidity);
    }

    [Fact]
    public async Task An_index_that_says_something_else_than_the_journal_is_made_anew()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(3);
        var (told, log) = (mailbox.State, Path.Combine(mailbox.Directory, MailboxStorage.LogName));
        await fixture.CloseAsync();
        var other = told.Messages.Replace([told[1] with { Flags = SystemFlags.Flagged }]);
        var forged = new MailboxState(told.UidValidity, told.UidNext, told.HighestModSeq, other, told.Expunges, told.Keywords);
        var header = LogHeader.Parse(await File.ReadAllBytesAsync(log))!;
        await File.WriteAllBytesAsync(
            Path.Combine(mailbox.Directory, MailboxStorage.IndexName), new IndexFile(header.Id, (uint)new FileInfo(log).Length, forged).ToBytes());
        var after = (await fixture.OpenAsync()).State;
        Assert.Equal(told.Select(WithoutModSeq), after.Select(WithoutModSeq));
        Assert.All(after, message => Assert.True(message.ModSeq > told.HighestModSeq));
    }

    [Fact]
    public async Task A_whole_mailbox_put_back_from_an_older_copy_gets_a_new_UIDVALIDITY_once()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(3);
        await fixture.CloseAsync();
        var old = Directory.GetFiles(mailbox.Directory).ToDictionary(path => path, File.ReadAllBytes);
        mailbox = await fixture.OpenAsync();
        await mailbox.FlagAsync(1, SystemFlags.Seen);
        await fixture.CloseAsync();
        foreach (var (path, bytes) in old) await File.WriteAllBytesAsync(path, bytes);
        var after = await fixture.OpenAsync();
        Assert.True(after.State.UidValidity > mailbox.State.UidValidity);
        Assert.Equal(3, after.State.Count);
        await fixture.CloseAsync();
        DurabilityTests.SameState(after.State, (await fixture.OpenAsync()).State);
    }

    [Fact]
    public async Task Index_files_of_an_older_copy_are_made_anew()
    {
        await using var fixture = new StoreFixture { RotateLogAt = 100 };
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await fixture.CloseAsync();
        var old = Directory.GetFiles(mailbox.Directory, "dovecot.index*").ToDictionary(path => path, File.ReadAllBytes);
        mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await fixture.CloseAsync();
        foreach (var (path, bytes) in old) await File.WriteAllBytesAsync(path, bytes);
        var after = (await fixture.OpenAsync()).State;
        Assert.Equal(mailbox.State.UidValidity, after.UidValidity);
        Assert.Equal(mailbox.State.Select(WithoutModSeq), after.Select(WithoutModSeq));
        Assert.All(after, message => Assert.True(message.ModSeq > mailbox.State.HighestModSeq));
    }

    [Theory]
    [InlineData(MailboxStorage.LogName)]
    [InlineData(MailboxStorage.JournalName)]
    public async Task A_torn_tail_is_never_overwritten_and_never_taken_for_a_change(string name)
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await using var killed = await fixture.CrashAsync();
        var path = Directory.GetFiles(killed.Root, name, SearchOption.AllDirectories).Single();
        var before = await File.ReadAllBytesAsync(path);
        // The last commit's bytes once more, short of some: a write that was under way.
        await File.WriteAllBytesAsync(path, [.. before, .. before[^60..^4]]);
        var log = Path.Combine(Path.GetDirectoryName(path)!, MailboxStorage.LogName);
        var tail = await File.ReadAllBytesAsync(log);

        var reopened = await killed.OpenAsync();
        DurabilityTests.SameState(mailbox.State, reopened.State);
        await reopened.FlagAsync(reopened.State[0].Uid, SystemFlags.Draft);
        var previous = Path.Combine(reopened.Directory, MailboxStorage.PreviousLogName);
        if (name == MailboxStorage.LogName) Assert.Equal(tail, await File.ReadAllBytesAsync(previous));
        Assert.True(reopened.State.HighestModSeq > mailbox.State.HighestModSeq);
        LogChecks.AssertModSeqsNameTheirRecords(DiskFiles.Instance, reopened.Directory, reopened.State, name);
        await using var again = await killed.CrashAsync();
        DurabilityTests.SameState(reopened.State, (await again.OpenAsync()).State);
    }

    [Fact]
    public async Task A_damaged_list_of_mailboxes_is_made_anew_from_the_directories()
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        await fixture.User.CreateAsync("Bücher/2024 & mehr");
        var mailbox = await fixture.OpenAsync("Bücher/2024 & mehr");
        await mailbox.AppendAsync(2);
        await fixture.CloseAsync();
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(mailbox.Directory)!, "mailboxes.json"), "{ \"LastUid");
        DurabilityTests.SameState(mailbox.State, (await fixture.OpenAsync("Bücher/2024 & mehr")).State);
        await fixture.User.CreateAsync("new");
        Assert.True((await fixture.OpenAsync("new")).State.UidValidity > mailbox.State.UidValidity);
    }

    private static Message WithoutModSeq(Message message) => message with { ModSeq = 0 };

    // Opens a copy for each few bytes of the file, with a bit of it flipped.
    private static async IAsyncEnumerable<(string At, MailboxState State, List<string> Log)> FlipAsync(CrashFiles files, string name)
    {
        var path = files.Find(name);
        for (var offset = 0; offset < files.Length(path); offset += 3)
        {
            var copy = files.After(files.Count, 0, PowerCut.KeepsAll, Random.Shared);
            copy.Flip(path, offset);
            var logger = new CollectingLogger();
            await using var store = MailStore.Open(copy, CrashTests.Options(300, new SettableClock()) with { Logger = logger });
            var state = (await store.ForUser("u").OpenAsync("INBOX")).State;
            yield return ($"{name}, byte {offset}", state, logger.Lines);
        }
    }

    private static async Task<(CrashFiles Files, MailboxState State)> FillAsync(uint rotateLogAt, bool close)
    {
        var files = new CrashFiles();
        var store = MailStore.Open(files, CrashTests.Options(rotateLogAt, new SettableClock()));
        var mailbox = await store.ForUser("u").OpenAsync("INBOX");
        await DurabilityTests.Fill(mailbox);
        if (close) await store.DisposeAsync();
        return (files, mailbox.State);
    }
}
