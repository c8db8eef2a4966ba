using Reference.Sessions;
using Reference.Store;

namespace Reference.Tests.Sessions;

public sealed class FlagHistoryTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("reference-history-").FullName;
    private MailStore _store = null!;
    private Mailbox _mailbox = null!;

    public async Task InitializeAsync()
    {
        _store = await MailStore.OpenAsync(new StoreOptions { Root = _root, Durability = Durability.Os });
        _mailbox = await _store.ForUser("u").OpenAsync("INBOX");
        using var content = await _mailbox.PrepareAsync("x"u8.ToArray());
        await _mailbox.CommitAsync(_ => new Decision([new AppendChange(SystemFlags.None, [], DateTimeOffset.UnixEpoch, content)]));
    }

    public async Task DisposeAsync()
    {
        await _store.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    private Task<CommitResult> ChangeAsync(SystemFlags flags, params string[] keywords) => _mailbox.CommitAsync(state =>
    {
        FlagHistory.Of(_mailbox).Note(state, state[0], flags, KeywordSet.Create(keywords));
        return new Decision([new FlagsChange(1, flags, KeywordSet.Create(keywords))]);
    });

    private bool Changed(SystemFlags flags, ulong since, params string[] keywords) =>
        FlagHistory.Of(_mailbox).MayHaveChanged(1, flags, KeywordSet.Create(keywords), since);

    [Fact]
    public async Task A_flag_that_changed_and_changed_back_has_changed_and_the_others_have_not()
    {
        var before = _mailbox.State.HighestModSeq;
        await ChangeAsync(SystemFlags.Flagged, "$Work");
        await ChangeAsync(SystemFlags.None);
        Assert.True(Changed(SystemFlags.Flagged, before));
        Assert.True(Changed(SystemFlags.None, before, "$WORK"));
        Assert.False(Changed(SystemFlags.Seen, before, "$Other"));
        Assert.False(FlagHistory.Of(_mailbox).MayHaveChanged(2, SystemFlags.Flagged, KeywordSet.Empty, before));
        Assert.False(Changed(SystemFlags.Flagged, _mailbox.State.HighestModSeq));
    }

    [Fact]
    public async Task What_was_forgotten_counts_as_changed()
    {
        var before = _mailbox.State.HighestModSeq;
        await ChangeAsync(SystemFlags.Flagged);
        var after = _mailbox.State.HighestModSeq;
        for (var i = 0; i < 4096; i++) await ChangeAsync(i % 2 == 0 ? SystemFlags.Flagged | SystemFlags.Seen : SystemFlags.Flagged);
        Assert.True(Changed(SystemFlags.Draft, before));
        Assert.False(Changed(SystemFlags.Draft, after));
    }
}
