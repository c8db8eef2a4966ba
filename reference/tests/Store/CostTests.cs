using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>Memory is counted here, so nothing else may run beside.</summary>
[CollectionDefinition(nameof(CostTests), DisableParallelization = true)]
public sealed class CostCollection;

[Collection(nameof(CostTests))]
public class CostTests
{
    private const int Many = 100_000;

    [Fact]
    public void A_hundred_thousand_messages_take_at_most_15_MiB()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var state = Fill(Many);
        var taken = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.InRange(taken, 1, 15 << 20);
        Assert.Equal(Many, state.Count);
        GC.KeepAlive(state);
    }

    [Fact]
    public void A_change_of_one_message_costs_a_path_of_the_tree_and_not_the_mailbox()
    {
        var state = Fill(Many);
        Change[] changes =
        [
            new FlagsChange(Many / 2, SystemFlags.Seen, KeywordSet.Empty),
            new ExpungeChange([Many / 3]),
        ];
        foreach (var change in changes)
        {
            Assert.InRange(AllocatedBy(() => Plan(state, change)), 1, 40_000);
            Assert.InRange(AllocatedBy(() => Plan(Fill(10), change)), 1, 40_000);
        }
    }

    [Fact]
    public void What_changed_and_what_was_expunged_costs_what_it_is_and_not_the_mailbox()
    {
        var before = Fill(Many);
        var after = Plan(Plan(before, new FlagsChange(77, SystemFlags.Seen, KeywordSet.Empty)), new ExpungeChange([78]));
        Assert.Equal([77u], after.ChangedSince(before.HighestModSeq).Select(message => message.Uid));
        Assert.Equal("78", after.ExpungedSince(before.HighestModSeq).ToString());
        Assert.InRange(AllocatedBy(() => after.ChangedSince(before.HighestModSeq)), 1, 2_000);
        Assert.InRange(AllocatedBy(() => after.ExpungedSince(before.HighestModSeq)), 1, 2_000);
    }

    private static long AllocatedBy(Func<object> work)
    {
        GC.KeepAlive(work());
        var before = GC.GetAllocatedBytesForCurrentThread();
        GC.KeepAlive(work());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static MailboxState Plan(MailboxState state, Change change)
    {
        var builder = new StateBuilder(state, static set => set);
        new Planner(builder, new LogTransaction((uint)(state.HighestModSeq >> 32), (uint)state.HighestModSeq + 100), 10).Plan([change]);
        return builder.Build();
    }

    private static MailboxState Fill(int count)
    {
        var builder = new StateBuilder(
            new MailboxState(1, 1, ModSeq.Baseline(7), MessageTree.Empty, ExpungeQueue.Create(ModSeq.Baseline(7), []), []), static set => set);
        for (uint uid = 1; uid <= count; uid++)
            builder.Append(new Message(uid, SystemFlags.None, KeywordSet.Empty, ModSeq.At(7, 40 + uid), StoreFixture.Date, 21, new ContentId(uid)));
        return builder.Build();
    }
}
