using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>RFC 7162 section 5.3: a server may forget what was expunged, and answers the honest superset then.</summary>
public class ForgottenExpungesTests
{
    private static async Task<(Mailbox Mailbox, ulong Before, ulong After)> ExpungedAsync(StoreFixture fixture)
    {
        var mailbox = await fixture.OpenAsync();
        await mailbox.AppendAsync(6);
        await mailbox.ExpungeAsync(2);
        var before = mailbox.State.HighestModSeq;
        await mailbox.ExpungeAsync(5);
        return (mailbox, before, mailbox.State.HighestModSeq);
    }

    [Fact]
    public async Task Below_the_floor_every_absent_UID_counts_as_expunged_and_no_live_one()
    {
        await using var fixture = new StoreFixture();
        var (mailbox, before, after) = await ExpungedAsync(fixture);
        Assert.Equal("5", mailbox.State.ExpungedSince(before).ToString());
        await mailbox.ForgetExpungesAsync();
        Assert.Equal("2,5", mailbox.State.ExpungedSince(before).ToString());
        Assert.True(mailbox.State.ExpungedSince(after).IsEmpty);
        Assert.Equal(after, mailbox.State.HighestModSeq);
        await mailbox.ExpungeAsync(3);
        Assert.Equal("3", mailbox.State.ExpungedSince(after).ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_forgotten_stays_forgotten(bool crash)
    {
        await using var fixture = new StoreFixture();
        var (mailbox, before, after) = await ExpungedAsync(fixture);
        await mailbox.ForgetExpungesAsync();
        await mailbox.ExpungeAsync(3);
        if (!crash) await fixture.CloseAsync();
        await using var again = crash ? await fixture.CrashAsync() : fixture;
        var state = (await again.OpenAsync()).State;
        Assert.Equal("2:3,5", state.ExpungedSince(before).ToString());
        Assert.Equal("3", state.ExpungedSince(after).ToString());
        Assert.Equal(after, state.ExpungeFloor);
    }

    [Fact]
    public async Task A_mailbox_without_mod_sequences_stays_one()
    {
        await using var fixture = new StoreFixture();
        await fixture.OpenAsync();
        await fixture.User.SetKeepsModSeqsAsync("INBOX", keeps: false);
        await fixture.CloseAsync();
        Assert.False((await fixture.OpenAsync()).KeepsModSeqs);
    }
}
