using Reference.Store;

namespace Reference.Tests.Store;

public class ExpungeQueueTests
{
    [Fact]
    public void Dropping_the_oldest_raises_the_floor_to_what_was_dropped_and_above_it_the_answer_is_exact()
    {
        var queue = ExpungeQueue.Create(100, []);
        for (uint i = 1; i <= ExpungeQueue.Capacity + 10; i++) queue = queue.Add([new ExpungeEntry(2 * i, 2 * i, 100 + i)]);
        Assert.Equal(110UL, queue.Floor);
        Assert.Equal(ExpungeQueue.Capacity, queue.All.Length);
        Assert.Equal((ulong)ExpungeQueue.Capacity, queue.Since(queue.Floor).Count);
        Assert.True(queue.Since(queue.Floor).Contains(22));
        Assert.False(queue.Since(queue.Floor + 1).Contains(22));
    }

    [Fact]
    public void A_record_is_dropped_as_a_whole()
    {
        var first = Enumerable.Range(1, 10).Select(i => new ExpungeEntry((uint)i * 2, (uint)i * 2, 200)).ToArray();
        var rest = Enumerable.Range(1, ExpungeQueue.Capacity - 5).Select(i => new ExpungeEntry((uint)i * 2 + 100, (uint)i * 2 + 100, 300)).ToArray();
        var queue = ExpungeQueue.Create(100, first).Add(rest);
        Assert.Equal(200UL, queue.Floor);
        Assert.All(queue.All.ToArray(), entry => Assert.Equal(300UL, entry.ModSeq));
    }

    [Fact]
    public void Who_holds_an_older_queue_sees_nothing_of_what_came_later()
    {
        var old = ExpungeQueue.Create(100, []).Add([new ExpungeEntry(1, 1, 101)]);
        var first = old.Add([new ExpungeEntry(2, 2, 102)]);
        var other = old.Add([new ExpungeEntry(3, 3, 103)]);
        Assert.Equal("1", old.Since(100).ToString());
        Assert.Equal("1:2", first.Since(100).ToString());
        Assert.Equal("1,3", other.Since(100).ToString());
    }

    [Fact]
    public void A_mailbox_below_its_floor_tells_all_that_is_absent_and_nothing_that_lives()
    {
        var state = new MailboxState(1, 10, 500, MessageTree.Empty.Append([Message(2), Message(3), Message(7)]), ExpungeQueue.Create(400, []), []);
        Assert.Equal("1,4:6,8:9", state.ExpungedSince(399).ToString());
        Assert.True(state.ExpungedSince(400).IsEmpty);
    }

    private static Message Message(uint uid) => new(uid, SystemFlags.None, KeywordSet.Empty, 300, StoreFixture.Date, 1, new ContentId(uid));
}
