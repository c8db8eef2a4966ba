using Conformance.Walking;

namespace Conformance.Tests.Walking;

public sealed class ShrinkerTests
{
    private static readonly StoreStep Store = new(2, [1, 3], true, ' ', true, ["\\Seen", "Work"], Since.Current);

    private static Walk Long(int seed) => new(
        seed,
        5,
        [
            .. Enumerable.Range(0, 20).Select(WalkStep (i) => new SyncStep(i % 4, false)),
            new OpenStep(1, 0, true, OpeningForm.Matched),
            .. Enumerable.Range(0, 9).Select(WalkStep (i) => new IdleStep(i % 4)),
            Store,
            .. Enumerable.Range(0, 10).Select(WalkStep (i) => new DropStep(i % 4)),
        ]);

    /// <summary>Fails if a mailbox is opened and a STORE comes after it, of message 3 if that counts.</summary>
    private static Task<Walk?> Fails(Walk walk, Func<StoreStep, bool> store)
    {
        var opened = walk.Steps.ToList().FindIndex(s => s is OpenStep);
        var stored = walk.Steps.ToList().FindLastIndex(s => s is StoreStep one && store(one));
        return Task.FromResult(opened >= 0 && stored > opened ? walk : null);
    }

    [Fact]
    public async Task Only_what_the_failure_needs_is_left_in_its_simplest_form_and_by_one_session()
    {
        var shrunk = await new Shrinker(w => Fails(w, s => s.Messages.Contains(3) && s.Flags.Contains("Work"))).ShrinkAsync(Long(1), CancellationToken.None);
        var session = shrunk.Steps[0].Session;
        Assert.Equal(new OpenStep(session, 0, false, OpeningForm.Plain), shrunk.Steps[0]);
        var store = Assert.IsType<StoreStep>(shrunk.Steps[1]);
        Assert.Equal(2, shrunk.Steps.Count);
        Assert.Equal([3], store.Messages);
        Assert.Equal(["Work"], store.Flags);
        Assert.Equal((session, false, '+', false, Since.None), (store.Session, store.Uid, store.Sign, store.Silent, store.Since));
        Assert.Equal(1, shrunk.Messages);
    }

    [Fact]
    public async Task Sessions_that_the_failure_needs_stay_two()
    {
        var shrunk = await new Shrinker(async w => w.Steps.Select(s => s.Session).Distinct().Count() > 1 ? await Fails(w, _ => true) : null)
            .ShrinkAsync(Long(1), CancellationToken.None);
        Assert.Equal(2, shrunk.Steps.Select(s => s.Session).Distinct().Count());
        Assert.Equal(2, shrunk.Steps.Count);
    }

    [Fact]
    public async Task What_the_walk_passes_over_is_left_out_at_once()
    {
        var tried = 0;
        var shrunk = await new Shrinker(async w =>
        {
            tried++;
            return await Fails(w, _ => true) is { } made ? made with { Steps = [.. made.Steps.Where(s => s is OpenStep or StoreStep)] } : null;
        }).ShrinkAsync(Long(1), CancellationToken.None);
        Assert.Equal(2, shrunk.Steps.Count);
        Assert.InRange(tried, 1, 60);
    }

    [Fact]
    public async Task When_the_time_is_up_the_best_so_far_is_given()
    {
        using var stop = new CancellationTokenSource();
        var tried = 0;
        var shrunk = await new Shrinker(async w =>
        {
            if (++tried == 8)
                await stop.CancelAsync();
            return await Fails(w, _ => true);
        }).ShrinkAsync(Long(1), stop.Token);
        Assert.Equal(8, tried);
        Assert.InRange(shrunk.Steps.Count, 3, 40);
        Assert.NotNull(await Fails(shrunk, _ => true));
    }
}
