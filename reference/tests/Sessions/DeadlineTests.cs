using Reference.Sessions;

namespace Reference.Tests.Sessions;

public class DeadlineTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_token_is_cancelled_at_the_limit()
    {
        using var deadline = new Deadline(CancellationToken.None);
        deadline.Set(Soon);
        await Cancelled(deadline.Token);
    }

    [Fact]
    public async Task A_limit_that_was_reached_does_not_count_for_what_comes_after()
    {
        using var deadline = new Deadline(CancellationToken.None);
        deadline.Set(Soon);
        await Cancelled(deadline.Token);
        deadline.Clear();
        Assert.False(deadline.Token.IsCancellationRequested);
        deadline.Set(Soon);
        await Cancelled(deadline.Token);
    }

    [Fact]
    public async Task What_ends_everything_is_seen_before_and_after_a_limit_was_cleared()
    {
        using var ends = new CancellationTokenSource();
        using var deadline = new Deadline(ends.Token);
        deadline.Set(Late);
        deadline.Clear();
        var token = deadline.Token;
        await ends.CancelAsync();
        Assert.True(token.IsCancellationRequested);
        deadline.Clear();
        Assert.True(deadline.Token.IsCancellationRequested);
    }

    private static async Task Cancelled(CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task.WaitAsync(Late, CancellationToken.None);
    }
}
