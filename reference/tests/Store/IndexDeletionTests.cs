using Reference.Store;

namespace Reference.Tests.Store;

public class IndexDeletionTests
{
    private static readonly DateTimeOffset Start = new SettableClock().Now;

    /// <summary>What the clock says after the deletion, in seconds after the time before it.</summary>
    public static TheoryData<long> Clocks =>
    [
        0, 1, 5, -1, -86400,
        -Start.ToUnixTimeSeconds(),
        new DateTimeOffset(2038, 1, 19, 3, 14, 9, TimeSpan.Zero).ToUnixTimeSeconds() - Start.ToUnixTimeSeconds(),
        new DateTimeOffset(2106, 2, 7, 6, 28, 17, TimeSpan.Zero).ToUnixTimeSeconds() - Start.ToUnixTimeSeconds(),
    ];

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task Deleted_while_the_server_runs_it_is_made_anew_by_the_next_commit(long seconds)
    {
        await using var fixture = new StoreFixture { RotateLogAt = 1 };
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        var before = mailbox.State;
        StoreFixture.DeleteIndex(mailbox);
        fixture.Clock.Now = Start.AddSeconds(seconds);
        var uid = before[0].Uid;
        var commit = await mailbox.FlagAsync(uid, SystemFlags.Draft);
        HasRisen(before, commit.Before);
        Assert.True(commit.ModSeqs[0] > commit.Before.HighestModSeq);
        Assert.Equal([uid], commit.After.ChangedSince(commit.Before.HighestModSeq).Select(message => message.Uid));
        LogChecks.AssertModSeqsNameTheirRecords(DiskFiles.Instance, mailbox.Directory, commit.After, "after the deletion");
    }

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task Deleted_while_the_server_runs_it_is_made_anew_by_the_next_SELECT(long seconds)
    {
        await using var fixture = new StoreFixture { RotateLogAt = 1 };
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        var before = mailbox.State;
        StoreFixture.DeleteIndex(mailbox);
        fixture.Clock.Now = Start.AddSeconds(seconds);
        var seen = mailbox.WaitForChangeAsync(before);
        HasRisen(before, (await fixture.OpenAsync()).State);
        await seen.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(File.Exists(Path.Combine(mailbox.Directory, "dovecot.index")));
    }

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task Deleted_while_the_server_is_stopped_it_is_made_anew_by_the_next_start(long seconds)
    {
        await using var fixture = new StoreFixture { RotateLogAt = 1 };
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await fixture.CloseAsync();
        StoreFixture.DeleteIndex(mailbox);
        fixture.Clock.Now = Start.AddSeconds(seconds);
        HasRisen(mailbox.State, (await fixture.OpenAsync()).State);
    }

    [Theory]
    [MemberData(nameof(Clocks))]
    public async Task Deleted_after_a_kill_it_is_made_anew_by_the_next_start(long seconds)
    {
        await using var fixture = new StoreFixture { RotateLogAt = 1 };
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await using var after = await fixture.CrashAsync();
        StoreFixture.DeleteIndex(after.Root);
        after.Clock.Now = Start.AddSeconds(seconds);
        HasRisen(mailbox.State, (await after.OpenAsync()).State);
    }

    [Theory]
    [InlineData("dovecot.index")]
    [InlineData("dovecot.index.log")]
    public async Task Each_index_file_may_go_alone(string name)
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await fixture.CloseAsync();
        File.Delete(Path.Combine(mailbox.Directory, name));
        HasRisen(mailbox.State, (await fixture.OpenAsync()).State);
        Assert.Contains(fixture.Logger.Lines, line => line.Contains(name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_snapshot_alone_deleted_while_the_server_runs_is_written_again_and_nothing_changes()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        var before = mailbox.State;
        File.Delete(Path.Combine(mailbox.Directory, "dovecot.index"));
        Assert.Same(before, (await fixture.OpenAsync()).State);
        await using var after = await fixture.CrashAsync();
        DurabilityTests.SameState(before, (await after.OpenAsync()).State);
    }

    [Fact]
    public async Task Twice_within_a_second_the_values_still_rise()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        for (var i = 0; i < 5; i++)
        {
            var before = mailbox.State;
            StoreFixture.DeleteIndex(mailbox);
            HasRisen(before, (await fixture.OpenAsync()).State);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task At_random_moments_with_a_random_clock_no_value_that_was_told_is_reached_again(int seed)
    {
        var random = new Random(seed);
        var fixture = new StoreFixture { RotateLogAt = (uint)random.Next(1, 2000) };
        var told = 0UL;
        var mailbox = await fixture.OpenAsync();
        var uidValidity = mailbox.State.UidValidity;
        for (var step = 0; step < 150; step++)
        {
            var before = mailbox.State;
            switch (random.Next(12))
            {
                case 0:
                    StoreFixture.DeleteIndex(mailbox);
                    break;
                case 1:
                    await fixture.CloseAsync();
                    if (random.Next(2) == 0) StoreFixture.DeleteIndex(mailbox);
                    mailbox = await fixture.OpenAsync();
                    break;
                case 2:
                    var killed = fixture;
                    fixture = await killed.CrashAsync();
                    await killed.DisposeAsync();
                    if (random.Next(2) == 0) StoreFixture.DeleteIndex(fixture.Root);
                    mailbox = await fixture.OpenAsync();
                    break;
                case 3:
                    fixture.Clock.Now = DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(0, 1L << 33));
                    break;
                default:
                    await CrashTests.StepAsync(mailbox, random);
                    break;
            }

            var after = mailbox.State;
            var at = $"seed {seed}, step {step}";
            Assert.True(after.UidValidity == uidValidity, at);
            Assert.True(after.HighestModSeq >= told && after.HighestModSeq <= long.MaxValue, at);
            Assert.True(after.All(message => message.ModSeq > told || before.Contains(message)), $"{at}: a value came again.");
            told = after.HighestModSeq;
        }

        await fixture.DisposeAsync();
    }

    [Fact]
    public void The_id_of_an_index_grows_whatever_the_clock_says_until_31_bits_are_used_up()
    {
        foreach (var now in new long[] { 0, 1_800_000_000, int.MaxValue, uint.MaxValue, 200_000_000_000 })
        {
            foreach (var floor in new uint[] { 0, 5, 1_799_999_999, 1_800_000_001, LogId.MaxIndexId, LogId.MaxIndexId + 7, LogId.MaxEpoch - 1 })
            {
                var id = LogId.Fresh(DateTimeOffset.FromUnixTimeSeconds(now), floor)!.Value;
                Assert.InRange(id.Epoch, floor + 1, LogId.MaxEpoch);
                Assert.Equal(Math.Clamp(Math.Max(now, floor), 1, LogId.MaxIndexId), id.IndexId);
                if (floor <= LogId.MaxIndexId) Assert.Equal(1u, id.FileSeq);
            }

            Assert.Null(LogId.Fresh(DateTimeOffset.FromUnixTimeSeconds(now), LogId.MaxEpoch));
        }
    }

    [Fact]
    public async Task When_no_index_id_is_left_a_new_UIDVALIDITY_is_taken_and_the_messages_stay()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await fixture.CloseAsync();
        var path = Path.Combine(mailbox.Directory, MailboxStorage.JournalName);
        var options = new StoreOptions { Root = fixture.Root };
        JournalWriter.Create(DiskFiles.Instance, path, options, mailbox.State, new LogPosition(LogId.MaxEpoch, new LogId(1, 1), 40), 100).Dispose();
        var after = (await fixture.OpenAsync()).State;
        Assert.True(after.UidValidity > mailbox.State.UidValidity);
        Assert.Equal(mailbox.State.Select(Kept), after.Select(Kept));
        Assert.True((await mailbox.ReadAsync(after[0])).HasValue);
    }

    private static Message Kept(Message message) => message with { ModSeq = 0 };

    private static void HasRisen(MailboxState before, MailboxState after)
    {
        Assert.Equal(before.UidValidity, after.UidValidity);
        Assert.Equal(before.UidNext, after.UidNext);
        Assert.Equal(before.Select(Kept), after.Select(Kept));
        Assert.All(after, message => Assert.InRange(message.ModSeq, before.HighestModSeq + 1, (ulong)long.MaxValue));
        Assert.True(after.HighestModSeq >= after.Max(message => message.ModSeq));
        Assert.True(after.ExpungeFloor > before.HighestModSeq, "what was expunged before is not known exactly any more");
        var expunged = after.ExpungedSince(before.HighestModSeq);
        Assert.All(before.ExpungedSince(1).Uids(), uid => Assert.True(expunged.Contains(uid)));
        Assert.DoesNotContain(after, message => expunged.Contains(message.Uid));
        Assert.True(after.ExpungedSince(after.HighestModSeq).IsEmpty);
    }
}
