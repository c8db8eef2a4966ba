using CsCheck;
using Reference.Sessions;
using Reference.Store;
using Reference.Wire;

namespace Reference.Tests.Sessions;

public sealed class ViewTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("reference-view-").FullName;
    private MailStore _store = null!;
    private Mailbox _mailbox = null!;

    public async Task InitializeAsync()
    {
        _store = await MailStore.OpenAsync(new StoreOptions { Root = _root, Durability = Durability.Os });
        _mailbox = await _store.ForUser("u").OpenAsync("INBOX");
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private async Task<uint> AppendAsync(SystemFlags flags = SystemFlags.None)
    {
        using var content = await _mailbox.PrepareAsync("Subject: x\r\n\r\nx"u8.ToArray());
        return (await _mailbox.CommitAsync(_ => new Decision([new AppendChange(flags, [], DateTimeOffset.UnixEpoch, content)]))).Uids[0];
    }

    private Task<CommitResult> FlagAsync(uint uid, SystemFlags flags) =>
        _mailbox.CommitAsync(_ => new Decision([new FlagsChange(uid, flags, KeywordSet.Empty)]));

    private Task<CommitResult> ExpungeAsync(params uint[] uids) => _mailbox.CommitAsync(_ => new Decision([new ExpungeChange(uids)]));

    private async Task<View> ViewOfAsync(int messages)
    {
        for (var i = 0; i < messages; i++) await AppendAsync();
        return new View(_mailbox.State);
    }

    private static uint[] Uids(View view) => [.. Enumerable.Range(1, view.Count).Select(number => view[number].Uid)];

    [Fact]
    public async Task Nothing_new_is_nothing_to_tell()
    {
        var view = await ViewOfAsync(3);
        Assert.Same(Told.Nothing, view.Sync(_mailbox.State, mayTellExpunges: true));
    }

    [Fact]
    public async Task An_expunge_that_may_be_told_is_told_with_the_numbers_of_before()
    {
        var view = await ViewOfAsync(5);
        await ExpungeAsync(2, 4);
        var told = view.Sync(_mailbox.State, mayTellExpunges: true);
        Assert.Equal([(2, 2u), (4, 4u)], told.Expunged);
        Assert.Null(told.Exists);
        Assert.Equal([1u, 3u, 5u], Uids(view));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_walk_over_numbers_is_what_looking_up_each_of_them_gives(bool withGhost)
    {
        var view = await ViewOfAsync(7);
        if (withGhost)
        {
            await ExpungeAsync(3);
            view.Sync(_mailbox.State, mayTellExpunges: false);
        }
        var numbers = view.Numbers(new SequenceSet([new(2, 4), new(6, 6), new(7, SequenceRange.Star)]));
        Assert.Equal([2u, 3u, 4u, 6u, 7u], view.At(numbers).Select(pair => pair.Message.Uid));
        Assert.Equal(numbers, view.At(numbers).Select(pair => pair.Number));
    }

    [Fact]
    public async Task An_expunge_that_may_not_be_told_keeps_every_message_number()
    {
        var view = await ViewOfAsync(5);
        await ExpungeAsync(2);
        await FlagAsync(4, SystemFlags.Flagged);
        var told = view.Sync(_mailbox.State, mayTellExpunges: false);
        Assert.Empty(told.Expunged);
        Assert.Equal(4, Assert.Single(told.Changes).Number);
        Assert.Equal([1u, 2u, 3u, 4u, 5u], Uids(view));
        Assert.True(view.IsGhost(2));
        Assert.Equal(5, view.NumberOf(5));
        Assert.Equal(2, view.NumberOf(2));
    }

    [Fact]
    public async Task HIGHESTMODSEQ_stays_below_an_untold_expunge_and_catches_up_when_it_is_told()
    {
        var view = await ViewOfAsync(3);
        await FlagAsync(1, SystemFlags.Seen);
        view.Sync(_mailbox.State, mayTellExpunges: false);
        var before = _mailbox.State.HighestModSeq;
        Assert.Equal(before, view.HighestModSeq);

        await ExpungeAsync(2);
        var expunge = _mailbox.State.HighestModSeq;
        await FlagAsync(3, SystemFlags.Seen);
        view.Sync(_mailbox.State, mayTellExpunges: false);
        Assert.True(view.HighestModSeq < expunge);
        Assert.True(view[3].ModSeq > expunge);

        await FlagAsync(3, SystemFlags.None);
        view.Sync(_mailbox.State, mayTellExpunges: false);
        Assert.Equal(before, view.HighestModSeq);

        view.Sync(_mailbox.State, mayTellExpunges: true);
        Assert.Equal(_mailbox.State.HighestModSeq, view.HighestModSeq);
    }

    [Fact]
    public async Task A_ghost_is_told_once()
    {
        var view = await ViewOfAsync(3);
        await ExpungeAsync(3);
        view.Sync(_mailbox.State, mayTellExpunges: false);
        await ExpungeAsync(1);
        var told = view.Sync(_mailbox.State, mayTellExpunges: true);
        Assert.Equal([(1, 1u), (3, 3u)], told.Expunged);
        Assert.Empty(view.Sync(_mailbox.State, mayTellExpunges: true).Expunged);
    }

    [Fact]
    public async Task A_message_that_came_and_went_unannounced_is_not_told_at_all()
    {
        var view = await ViewOfAsync(2);
        var uid = await AppendAsync();
        await ExpungeAsync(uid);
        var told = view.Sync(_mailbox.State, mayTellExpunges: true);
        Assert.Empty(told.Expunged);
        Assert.Null(told.Exists);
        Assert.Equal(2, view.Count);
    }

    [Fact]
    public async Task EXISTS_counts_the_ghosts_too()
    {
        var view = await ViewOfAsync(3);
        await ExpungeAsync(1, 2);
        await AppendAsync();
        Assert.Equal(4, view.Sync(_mailbox.State, mayTellExpunges: false).Exists);
        Assert.Equal(2, view.Sync(_mailbox.State, mayTellExpunges: true).Expunged.Count);
        Assert.Equal([3u, 4u], Uids(view));
    }

    [Fact]
    public async Task A_bump_that_ends_where_it_began_moves_the_mod_sequence_alone()
    {
        var view = await ViewOfAsync(1);
        await FlagAsync(1, SystemFlags.Seen);
        await FlagAsync(1, SystemFlags.None);
        Assert.False(Assert.Single(view.Sync(_mailbox.State, mayTellExpunges: true).Changes).FlagsDiffer);
    }

    [Theory]
    [InlineData("2:3", "2 3")]
    [InlineData("*", "5")]
    [InlineData("4:*", "4 5")]
    [InlineData("3,1,3", "1 3")]
    public async Task Message_numbers_resolve_against_the_view(string set, string expected)
    {
        var view = await ViewOfAsync(5);
        await ExpungeAsync(2);
        view.Sync(_mailbox.State, mayTellExpunges: false);
        Assert.Equal(expected, string.Join(' ', view.Numbers(Set(set))));
    }

    [Theory]
    [InlineData("6")]
    [InlineData("1:6")]
    [InlineData("7:*")]
    public async Task A_message_number_beyond_the_view_is_an_error(string set)
    {
        var view = await ViewOfAsync(5);
        Assert.Throws<SyntaxException>(() => view.Numbers(Set(set)));
    }

    [Theory]
    [InlineData("1:4", "1 2 3")]
    [InlineData("5,99", "4")]
    [InlineData("99:*", "4")]
    [InlineData("1:4294967295", "1 2 3 4")]
    [InlineData("2", "")]
    public async Task UIDs_resolve_to_the_numbers_of_those_that_are_there(string set, string expected)
    {
        var view = await ViewOfAsync(5);
        await ExpungeAsync(2);
        view.Sync(_mailbox.State, mayTellExpunges: true);
        Assert.Equal(expected, string.Join(' ', view.NumbersOfUids(Set(set))));
    }

    /// <summary>Random changes and syncs against the plainest model: a list of UIDs with flags, and what the responses do to it.</summary>
    [Fact]
    public void A_client_that_follows_what_it_is_told_sees_what_the_view_holds()
    {
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 40]).Array[1, 60].Sample(
            steps => RunAsync(steps).GetAwaiter().GetResult(), iter: 100, threads: 1);
    }

    private async Task RunAsync((int Action, int Pick)[] steps)
    {
        _mailbox = await FreshAsync();
        for (var i = 0; i < 4; i++) await AppendAsync();
        var view = new View(_mailbox.State);
        var client = _mailbox.State.Select(m => (m.Uid, m.Flags)).ToList();
        foreach (var (action, pick) in steps)
        {
            var live = _mailbox.State;
            switch (action)
            {
                case 0 or 1:
                    await AppendAsync();
                    break;
                case 2 or 3 when live.Count > 0:
                    await ExpungeAsync(live[pick % live.Count].Uid);
                    break;
                case 4 or 5 or 6 when live.Count > 0:
                    await FlagAsync(live[pick % live.Count].Uid, (SystemFlags)(pick % 32));
                    break;
                default:
                    Follow(client, view, view.Sync(_mailbox.State, mayTellExpunges: action == 9));
                    Check(client, view);
                    break;
            }
        }
        Follow(client, view, view.Sync(_mailbox.State, mayTellExpunges: true));
        Assert.Equal(_mailbox.State.Select(m => (m.Uid, m.Flags)), client);
        Assert.Equal(_mailbox.State.HighestModSeq, view.HighestModSeq);
    }

    private static void Follow(List<(uint Uid, SystemFlags Flags)> client, View view, Told told)
    {
        for (var i = told.Expunged.Count - 1; i >= 0; i--)
        {
            Assert.Equal(told.Expunged[i].Uid, client[told.Expunged[i].Number - 1].Uid);
            client.RemoveAt(told.Expunged[i].Number - 1);
        }
        for (var number = client.Count + 1; number <= (told.Exists ?? 0); number++) client.Add((view[number].Uid, view[number].Flags));
        foreach (var change in told.Changes)
        {
            Assert.Equal(change.Now.Uid, client[change.Number - 1].Uid);
            client[change.Number - 1] = (change.Now.Uid, change.Now.Flags);
        }
    }

    private static void Check(List<(uint Uid, SystemFlags Flags)> client, View view)
    {
        Assert.Equal(client, Enumerable.Range(1, view.Count).Select(number => (view[number].Uid, view[number].Flags)));
        for (var number = 1; number <= view.Count; number++)
        {
            Assert.Equal(number, view.NumberOf(view[number].Uid));
            Assert.Equal(number, view.FirstNumberAtOrAbove(view[number].Uid));
        }
        Assert.Equal(
            Enumerable.Range(1, view.Count).Where(number => !view.IsGhost(view[number].Uid)), view.Live().Select(live => live.Number));
    }

    private async Task<Mailbox> FreshAsync()
    {
        var name = Guid.NewGuid().ToString("N");
        await _store.ForUser("u").CreateAsync(name);
        return await _store.ForUser("u").OpenAsync(name);
    }

    private static SequenceSet Set(string text) => new CommandScanner(System.Text.Encoding.ASCII.GetBytes(text)).SequenceSet();
}
