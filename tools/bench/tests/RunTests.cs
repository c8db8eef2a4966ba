using Bench.Contestants;
using Bench.Reporting;
using Bench.Running;
using Bench.Workloads;

namespace Bench.Tests;

public sealed class RunTests
{
    [Fact]
    public void The_median_is_the_middle_or_between_the_two_in_the_middle()
    {
        Assert.Equal(2, Statistics.Median([9, 1, 2]));
        Assert.Equal(1.5, Statistics.Median([2, 1]));
        Assert.True(double.IsNaN(Statistics.Median([])));
    }

    [Fact]
    public void A_ratio_above_one_is_better_for_rates_and_for_times_and_is_taken_within_rounds()
    {
        Assert.Equal(2, Statistics.Ratio([200, 20, 2], [100, 10, 1], moreIsBetter: true));
        Assert.Equal(2, Statistics.Ratio([100, 10, 1], [200, 20, 2], moreIsBetter: false));
    }

    [Fact]
    public void Each_round_starts_with_another_server_and_leaves_none_out()
    {
        Assert.Equal(["b", "c", "a"], Rounds.Rotated(["a", "b", "c"], 4));
        Assert.Equal(["a", "b", "c"], Rounds.Rotated(["a", "b", "c"], 0));
    }

    [Theory]
    [InlineData("store*", "store-conditional/4", true)]
    [InlineData("store-conditional", "store-conditional/4", true)]
    [InlineData("append/one", "append/one", true)]
    [InlineData("append/o", "append/one", false)]
    [InlineData("*/50000", "qresync/50000", true)]
    [InlineData("status", "idle-status", false)]
    public void A_glob_matches_a_name_or_its_leading_part(string glob, string name, bool matches) => Assert.Equal(matches, Glob.Matches(glob, name));

    [Fact]
    public void A_server_is_named_with_its_address_and_login()
    {
        Assert.Equal(new ServerAddress("cyrus", "127.0.0.1", 1143, "al@ice", "p:w"), ServerAddress.Parse("cyrus=imap://al%40ice:p%3Aw@127.0.0.1:1143"));
        Assert.Equal(new ServerAddress("six", "::1", 143, "a", "b"), ServerAddress.Parse("six=imap://a:b@[::1]"));
        Assert.True(ServerAddress.Parse("reference=built-in").IsBuiltIn);
    }

    [Theory]
    [InlineData("imap://a:b@host")]
    [InlineData("x=imaps://a:b@host")]
    [InlineData("x=imap://host:143")]
    [InlineData("x=imap://a:b%0d%0aNOOP@host")]
    [InlineData("x=")]
    public void A_wrong_address_is_refused_without_showing_the_password(string text)
    {
        var refusal = Assert.Throws<FormatException>(() => ServerAddress.Parse(text));
        Assert.DoesNotContain("NOOP", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Smaller_mailboxes_give_their_size_to_the_workloads_names()
    {
        var names = Catalogue.All(2000, TimeSpan.FromSeconds(1)).Select(workload => workload.Name).ToList();
        Assert.Contains("changedsince/1000", names);
        Assert.Contains("changedsince/2000", names);
        Assert.Contains("fetch-modseq/2000", names);
        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Fact]
    public async Task A_pipeline_counts_every_answer_and_sends_at_most_a_window_ahead()
    {
        int sent = 0, received = 0, ahead = 0;
        var done = await Pipeline.RunAsync(8, () => sent < 100,
            () =>
            {
                ahead = Math.Max(ahead, ++sent - received);
                return ValueTask.CompletedTask;
            },
            () =>
            {
                received++;
                return ValueTask.FromResult(1);
            });
        Assert.Equal(sent, done);
        Assert.Equal(sent, received);
        Assert.Equal(8, ahead);
    }

    [Fact]
    public async Task An_announcement_ends_when_the_last_listener_was_told()
    {
        var announcement = new Announcement(4, flagged: true);
        foreach (var at in new long[] { 10, 40, 20 }) announcement.Tell(at);
        Assert.False(announcement.All.IsCompleted);
        announcement.Tell(30);
        await announcement.All;
        Assert.True(announcement.Until(0.5, 0) < announcement.Until(1, 0));
        Assert.Equal(0, announcement.Until(1, 40));
    }
}
