using Reference.Store;

namespace Reference.Tests.Store;

public class ConcurrencyTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Of_many_writers_that_saw_the_same_value_exactly_one_wins()
    {
        await using var fixture = new StoreFixture { RotateLogAt = 600 };
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync();
        for (var round = 0; round < 20; round++)
        {
            var seen = mailbox.State[0].ModSeq;
            var writers = Enumerable.Range(0, 16).Select(writer => Task.Run(() => mailbox.CommitAsync(state => state[0].ModSeq > seen
                ? Decision.Nothing
                : new Decision([new FlagsChange(1, SystemFlags.None, KeywordSet.Create([$"w{round}-{writer}"]))]))));
            var results = await Task.WhenAll(writers).WaitAsync(Deadline);
            var winner = Assert.Single(results, result => result.ModSeqs.Count == 1);
            Assert.Equal(winner.ModSeqs[0], mailbox.State[0].ModSeq);
            Assert.All(results, result => Assert.True(result == winner || result.Before[0].ModSeq == winner.ModSeqs[0]));
        }
    }

    [Fact]
    public async Task Writers_at_the_same_time_lose_nothing_and_no_two_commits_share_a_value()
    {
        await using var fixture = new StoreFixture { RotateLogAt = 5000 };
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(8);
        var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            var values = new List<ulong>();
            for (var i = 0; i < 40; i++)
            {
                var keyword = KeywordSet.Create([$"k{writer}-{i}"]);
                var result = await mailbox.CommitAsync(state =>
                    new Decision([new FlagsChange(1, state[0].Flags, state[0].Keywords.With(keyword))]));
                values.Add(result.ModSeqs[0]);
                Assert.True(result.After[0].Keywords.Contains($"k{writer}-{i}"));
                Assert.True(mailbox.State.HighestModSeq >= result.After.HighestModSeq, "answered before it was published");
            }

            return values;
        }));
        var all = (await Task.WhenAll(writers).WaitAsync(Deadline)).SelectMany(values => values).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.Equal(320, mailbox.State[0].Keywords.Count);
        await using var after = await fixture.CrashAsync();
        DurabilityTests.SameState(mailbox.State, (await after.OpenAsync()).State);
    }

    [Fact]
    public async Task A_rule_that_throws_fails_its_own_commit_alone()
    {
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(2);
        var before = mailbox.State;
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => mailbox.CommitAsync(_ => throw new InvalidTimeZoneException()));
        Assert.Same(before, mailbox.State);
        Assert.NotEqual(0UL, (await mailbox.FlagAsync(1, SystemFlags.Seen)).ModSeqs[0]);
    }

    [Fact]
    public async Task Who_waits_for_a_change_is_woken_by_it_and_by_the_mailbox_s_deletion()
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        await fixture.User.CreateAsync("a");
        var mailbox = await fixture.OpenAsync("a");
        var waiting = mailbox.WaitForChangeAsync(mailbox.State);
        Assert.False(waiting.IsCompleted);
        await mailbox.AppendAsync();
        await waiting.WaitAsync(Deadline);
        waiting = mailbox.WaitForChangeAsync(mailbox.State);
        await fixture.User.DeleteAsync("a");
        await waiting.WaitAsync(Deadline);
        Assert.True(mailbox.IsDeleted);
        var refused = await Assert.ThrowsAsync<StoreException>(() => mailbox.AppendAsync());
        Assert.Equal(StoreError.NonExistent, refused.Kind);
    }
}
