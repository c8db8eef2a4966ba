using Reference.Store;

namespace Reference.Tests.Store;

public class DurabilityTests
{
    [Theory]
    [InlineData(4u << 20)]
    [InlineData(1u)]
    public async Task A_restart_loses_nothing(uint rotateLogAt)
    {
        await using var fixture = new StoreFixture { RotateLogAt = rotateLogAt };
        var mailbox = await fixture.OpenAsync();
        await Fill(mailbox);
        var before = mailbox.State;
        await fixture.CloseAsync();
        SameState(before, (await fixture.OpenAsync()).State);
    }

    [Theory]
    [InlineData(4u << 20)]
    [InlineData(1u)]
    public async Task A_kill_loses_nothing(uint rotateLogAt)
    {
        await using var fixture = new StoreFixture { RotateLogAt = rotateLogAt };
        var mailbox = await fixture.OpenAsync();
        await Fill(mailbox);
        await using var after = await fixture.CrashAsync();
        var reopened = await after.OpenAsync();
        Assert.Empty(after.Logger.Lines);
        SameState(mailbox.State, reopened.State);
        Assert.Equal(MailboxSteps.Text(reopened.State[0].Uid).ToArray(), (await reopened.ReadAsync(reopened.State[0]))!.Value.ToArray());
    }

    internal static async Task Fill(Mailbox mailbox)
    {
        await mailbox.AppendAsync(10, SystemFlags.Seen, "$Work", "b");
        await mailbox.FlagAsync(3, SystemFlags.Deleted | SystemFlags.Flagged, "c");
        await mailbox.ExpungeAsync(1, 2, 7);
        await mailbox.FlagAsync(4, SystemFlags.None);
        await mailbox.AppendAsync(2);
        await mailbox.CommitAsync(_ => new Decision([new MailboxChange()]));
    }

    internal static void SameState(MailboxState expected, MailboxState actual)
    {
        Assert.Equal(expected.UidValidity, actual.UidValidity);
        Assert.Equal(expected.UidNext, actual.UidNext);
        Assert.Equal(expected.HighestModSeq, actual.HighestModSeq);
        Assert.Equal(expected.ExpungeFloor, actual.ExpungeFloor);
        Assert.Equal(expected.Keywords.ToArray(), actual.Keywords.ToArray());
        Assert.Equal(expected.ToArray(), actual.ToArray());
        Assert.Equal(expected.ExpungedSince(expected.ExpungeFloor), actual.ExpungedSince(expected.ExpungeFloor));
    }
}
