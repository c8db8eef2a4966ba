using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>The disk refuses once, at each place in turn.</summary>
public class FailureTests
{
    [Theory]
    [InlineData(1u)]
    [InlineData(4u << 20)]
    public async Task A_write_or_sync_that_fails_once_loses_nothing_and_no_byte_goes_to_a_doubtful_file(uint rotateLogAt)
    {
        for (var failure = 0; failure < 40; failure++)
        {
            var files = new CrashFiles();
            var random = new Random(failure);
            var options = CrashTests.Options(rotateLogAt, new SettableClock());
            MailboxState expected;
            await using (var store = MailStore.Open(files, options))
            {
                var mailbox = await store.ForUser("u").OpenAsync("INBOX");
                await mailbox.AppendAsync(5);
                files.FailAfter = failure;
                for (var step = 0; step < 8; step++)
                {
                    var before = mailbox.State;
                    try
                    {
                        await CrashTests.StepAsync(mailbox, random);
                    }
                    catch (StoreException e)
                    {
                        Assert.Equal(StoreError.Unavailable, e.Kind);
                        Assert.Same(before, mailbox.State);
                    }

                    Assert.True(mailbox.State.HighestModSeq >= before.HighestModSeq);
                }

                files.FailAfter = int.MaxValue;
                await mailbox.AppendAsync();
                expected = mailbox.State;
                LogChecks.AssertModSeqsNameTheirRecords(files, mailbox.Directory, expected, $"failure {failure}");
            }

            files.AssertNoByteOfALogWasWrittenTwiceNorAfterAFailure($"failure {failure}");
            await using var again = MailStore.Open(files.After(files.Count, 0, PowerCut.DropsUnsynced, random), options);
            DurabilityTests.SameState(expected, (await again.ForUser("u").OpenAsync("INBOX")).State);
        }
    }

    [Fact]
    public async Task Where_the_disk_refuses_one_of_several_messages_none_of_their_bytes_are_left()
    {
        // Three files made, three written, three synced.
        for (var failure = 0; failure < 9; failure++)
        {
            var files = new CrashFiles();
            await using var store = MailStore.Open(files, CrashTests.Options(4 << 20, new SettableClock()) with { PackedMessageOctets = 0 });
            var mailbox = await store.ForUser("u").OpenAsync("INBOX");
            await mailbox.AppendAsync();
            var directory = Path.Combine(mailbox.Directory, "content");
            Assert.Single(files.List(directory));
            files.FailAfter = failure;
            Assert.Equal(StoreError.Unavailable, await UserStoreTests.RefusalAsync(() => mailbox.PrepareAsync([new byte[9], new byte[9], new byte[9]]).AsTask()));
            files.FailAfter = int.MaxValue;
            Assert.Single(files.List(directory));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64 << 10)]
    public async Task Content_of_an_append_that_failed_is_not_removed_while_a_file_may_speak_of_it(int packedMessageOctets)
    {
        for (var failure = 0; failure < 12; failure++)
        {
            var files = new CrashFiles();
            await using var store = MailStore.Open(files, CrashTests.Options(4 << 20, new SettableClock()) with { PackedMessageOctets = packedMessageOctets });
            var mailbox = await store.ForUser("u").OpenAsync("INBOX");
            await mailbox.AppendAsync();
            var content = await mailbox.PrepareAsync(new byte[21]);
            files.RefusesAllAfter = failure;
            try
            {
                await mailbox.CommitAsync(_ => new Decision([new AppendChange(SystemFlags.None, [], StoreFixture.Date, content)]));
            }
            catch (StoreException e)
            {
                Assert.Equal(StoreError.Unavailable, e.Kind);
            }

            files.RefusesAllAfter = int.MaxValue;
            content.Dispose();
            await using var again = MailStore.Open(files.After(files.Count, 0, PowerCut.KeepsAll, new Random(1)), CrashTests.Options(1, new SettableClock()));
            var reopened = await again.ForUser("u").OpenAsync("INBOX");
            foreach (var message in reopened.State) Assert.True(await reopened.ReadAsync(message) is { Length: 21 }, $"failure {failure}, UID {message.Uid}");
        }
    }

    [Fact]
    public async Task While_the_disk_refuses_everything_commits_are_refused_and_then_go_on()
    {
        var files = new CrashFiles();
        await using var store = MailStore.Open(files, CrashTests.Options(1, new SettableClock()));
        var mailbox = await store.ForUser("u").OpenAsync("INBOX");
        await mailbox.AppendAsync(2);
        var before = mailbox.State;
        files.RefusesAllAfter = 0;
        for (var i = 0; i < 3; i++)
        {
            var refused = await Assert.ThrowsAsync<StoreException>(() => mailbox.FlagAsync(1, SystemFlags.Seen));
            Assert.Equal(StoreError.Unavailable, refused.Kind);
            Assert.Same(before, mailbox.State);
        }

        files.RefusesAllAfter = int.MaxValue;
        var after = await mailbox.FlagAsync(1, SystemFlags.Seen);
        Assert.True(after.ModSeqs[0] > before.HighestModSeq);
    }
}
