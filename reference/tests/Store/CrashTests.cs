using Microsoft.Extensions.Logging.Abstractions;
using Reference.Store;
using Xunit.Abstractions;

namespace Reference.Tests.Store;

/// <summary>Cuts the power at each operation, and within each write, of a mailbox's life; then opens what is left and holds it to what was promised.</summary>
public class CrashTests(ITestOutputHelper output)
{
    private static readonly PowerCut[] Cuts = Enum.GetValues<PowerCut>();
    private static readonly bool EveryByte = Environment.GetEnvironmentVariable("CRASH_IMAGES") == "every";

    [Theory]
    [InlineData(1, 1u)]
    [InlineData(2, 400u)]
    [InlineData(3, 4u << 20)]
    public async Task After_a_power_cut_at_any_byte_the_mailbox_is_what_was_last_acknowledged_or_the_commit_under_way(int seed, uint rotateLogAt)
    {
        var random = new Random(seed);
        var (files, history) = await LiveAsync(random, rotateLogAt);
        var images = 0;
        for (var count = history[0].Operations; count <= files.Count; count++)
        {
            foreach (var bytes in BytesOf(files, count, random))
            {
                foreach (var cut in Cuts)
                {
                    var image = files.After(count, bytes, cut, random);
                    var at = $"seed {seed}, operation {count} ({(count < files.Count ? files.Describe(count) : "end")}), byte {bytes}, {cut}";
                    await HoldAsync(image, history, count, rotateLogAt, at);
                    images++;
                }
            }
        }

        output.WriteLine($"{images} images of {files.Count} operations");
        Assert.True(images > (EveryByte ? 20_000 : 400), $"{images} images");
    }

    [Theory]
    [InlineData(4, 1u)]
    [InlineData(5, 500u)]
    public async Task After_a_kill_at_any_byte_a_store_that_never_syncs_has_what_was_acknowledged(int seed, uint rotateLogAt)
    {
        var random = new Random(seed);
        var (files, history) = await LiveAsync(random, rotateLogAt, Durability.Os);
        for (var count = history[0].Operations; count <= files.Count; count++)
        {
            foreach (var bytes in BytesOf(files, count, random))
                await HoldAsync(files.After(count, bytes, PowerCut.KeepsAll, random), history, count, rotateLogAt, $"seed {seed}, operation {count}, byte {bytes}");
        }
    }

    [Theory]
    [InlineData(6, 1u)]
    [InlineData(7, 500u)]
    public async Task After_a_power_cut_and_the_deletion_of_the_index_files_all_values_rise_above_what_was_told(int seed, uint rotateLogAt)
    {
        var random = new Random(seed);
        var (files, history) = await LiveAsync(random, rotateLogAt);
        for (var count = history[0].Operations; count <= files.Count; count++)
        {
            var image = files.After(count, 0, Cuts[random.Next(Cuts.Length)], random);
            var at = $"seed {seed}, operation {count}";
            image.DeleteAll(MailboxStorage.IndexName);
            var told = history.FindLast(entry => entry.Operations <= count).State;
            await using var store = MailStore.Open(image, Options(rotateLogAt, new SettableClock()));
            var state = (await store.ForUser("u").OpenAsync("INBOX")).State;
            Assert.True(state.UidValidity == told.UidValidity && state.UidNext >= told.UidNext, at);
            Assert.True(state.HighestModSeq > told.HighestModSeq && state.ExpungeFloor > told.HighestModSeq, at);
            Assert.All(state, message => Assert.True(message.ModSeq > told.HighestModSeq, at));
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(11)]
    public async Task A_power_cut_while_the_index_is_made_anew_leaves_the_old_values_or_higher_ones(int seed)
    {
        var random = new Random(seed);
        var (files, history) = await LiveAsync(random, 500);
        var told = history[^1].State;
        var image = files.After(files.Count, 0, PowerCut.KeepsAll, random);
        image.DeleteAll(MailboxStorage.IndexName);
        await using (var store = MailStore.Open(image, Options(500, new SettableClock())))
            Assert.True((await store.ForUser("u").OpenAsync("INBOX")).State.HighestModSeq > told.HighestModSeq);
        for (var count = 0; count <= image.Count; count++)
        {
            foreach (var cut in Cuts)
            {
                var at = $"seed {seed}, operation {count}, {cut}";
                await using var store = MailStore.Open(image.After(count, random.Next(60), cut, random), Options(500, new SettableClock()));
                var mailbox = await store.ForUser("u").OpenAsync("INBOX");
                var state = mailbox.State;
                Assert.True(state.UidValidity == told.UidValidity && state.UidNext == told.UidNext, at);
                Assert.True(IsSame(told, state) || state.All(message => message.ModSeq > told.HighestModSeq), at);
                Assert.True((await mailbox.AppendAsync()).ModSeqs[0] > told.HighestModSeq, at);
            }
        }
    }

    [Theory]
    [InlineData(8, 1u)]
    [InlineData(9, 500u)]
    public async Task A_power_cut_while_the_store_recovers_from_another_loses_nothing_either(int seed, uint rotateLogAt)
    {
        var random = new Random(seed);
        var (files, history) = await LiveAsync(random, rotateLogAt);
        for (var count = history[0].Operations + random.Next(7); count <= files.Count; count += 7)
        {
            var image = files.After(count, random.Next(200), Cuts[random.Next(Cuts.Length)], random);
            var store = MailStore.Open(image, Options(rotateLogAt, new SettableClock()));
            var recovered = (await store.ForUser("u").OpenAsync("INBOX")).State;
            await store.DisposeAsync();
            for (var again = 0; again <= image.Count; again++)
            {
                var second = image.After(again, random.Next(100), Cuts[random.Next(Cuts.Length)], random);
                await HoldAsync(second, [(0, recovered)], 0, rotateLogAt, $"seed {seed}, operation {count}, then {again}");
            }
        }
    }

    /// <summary>A write of which only the end came to the disk looks like zeroes and something behind them. Records that were filled in before it
    /// could one day end where a whole record of that write begins.</summary>
    [Fact]
    public async Task Zeroes_with_anything_behind_them_are_not_filled_in()
    {
        var (files, history) = await LiveAsync(new Random(12), 4 << 20);
        var journal = files.Find(MailboxStorage.JournalName);
        var last = (int)files.Length(journal) - 1;
        Assert.Equal(0, files.Read(journal)![last]);
        files.Flip(journal, last);
        await using var store = MailStore.Open(files, Options(4 << 20, new SettableClock()));
        var mailbox = await store.ForUser("u").OpenAsync("INBOX");
        Assert.Equal(history[^1].State.Count, mailbox.State.Count);
        Assert.Equal(history[^1].State.UidValidity, mailbox.State.UidValidity);
        await mailbox.AppendAsync(1, SystemFlags.None, []);
        Assert.Equal(0, files.Read(journal)![^1]);
    }

    /// <summary>Where the log is rotated at once, everything else that a mailbox does now and then is done at once too: packs are left and
    /// copied, the journal is written anew. Where it is rotated sometimes, each message has a file of its own.</summary>
    internal static StoreOptions Options(uint rotateLogAt, SettableClock clock) => new()
    {
        Root = Path.GetFullPath("/mail"), RotateLogAt = rotateLogAt, Clock = clock, Logger = NullLogger.Instance,
        PackOctets = rotateLogAt <= 1 ? 100 : 8 << 20, JournalTail = rotateLogAt <= 1 ? 300 : 2 << 20, PackedMessageOctets = rotateLogAt is 400 or 500 ? 0 : 64 << 10,
        JournalAhead = rotateLogAt is 500 ? 0 : 200,
    };

    /// <summary>A life with each kind of change, rotations, a close and a reopening. Each state is noted with the operations done when it was told.</summary>
    internal static async Task<(CrashFiles Files, List<(int Operations, MailboxState State)> History)> LiveAsync(
        Random random, uint rotateLogAt, Durability durability = Durability.Fsync)
    {
        var files = new CrashFiles();
        var clock = new SettableClock();
        var history = new List<(int, MailboxState)>();
        for (var opening = 0; opening < 2; opening++)
        {
            await using var store = MailStore.Open(files, Options(rotateLogAt, clock) with { Durability = durability });
            var mailbox = await store.ForUser("u").OpenAsync("INBOX");
            history.Add((files.Count, mailbox.State));
            for (var step = 0; step < 12; step++)
            {
                await StepAsync(mailbox, random);
                history.Add((files.Count, mailbox.State));
            }
        }

        return (files, history);
    }

    internal static async Task StepAsync(Mailbox mailbox, Random random)
    {
        var state = mailbox.State;
        var uid = state.Count == 0 ? 0 : state[random.Next(state.Count)].Uid;
        var flags = (SystemFlags)random.Next(32);
        switch (random.Next(5))
        {
            case 0 or 1:
                await mailbox.AppendAsync(random.Next(1, 4), flags, random.Next(2) == 0 ? ["k" + random.Next(3)] : []);
                break;
            case 2 or 3:
                await mailbox.FlagAsync(uid, flags, random.Next(2) == 0 ? ["k" + random.Next(3)] : []);
                break;
            default:
                await mailbox.ExpungeAsync(uid);
                break;
        }
    }

    /// <summary>Where a write is cut: at its ends and somewhere within, or with <c>CRASH_IMAGES=every</c> after each of its bytes.</summary>
    private static IEnumerable<int> BytesOf(CrashFiles files, int operation, Random random)
    {
        yield return 0;
        if (operation == files.Count || files.LengthOf(operation) is var length && length < 2) yield break;
        if (EveryByte)
        {
            for (var bytes = 1; bytes < length; bytes++) yield return bytes;
            yield break;
        }

        yield return 1;
        yield return random.Next(1, files.LengthOf(operation));
        yield return files.LengthOf(operation) - 1;
    }

    private static async Task HoldAsync(CrashFiles image, List<(int Operations, MailboxState State)> history, int count, uint rotateLogAt, string at)
    {
        var acknowledged = history.FindLastIndex(entry => entry.Operations <= count);
        var clock = new SettableClock();
        MailboxState state;
        await using (var store = MailStore.Open(image, Options(rotateLogAt, clock)))
        {
            var mailbox = await store.ForUser("u").OpenAsync("INBOX");
            state = mailbox.State;
            var candidates = history.GetRange(acknowledged, Math.Min(2, history.Count - acknowledged)).ConvertAll(entry => entry.State);
            Assert.True(candidates.Exists(candidate => IsSame(candidate, state)), $"{at}: not what was acknowledged.");
            foreach (var message in state)
            {
                Assert.True(
                    await mailbox.ReadAsync(message) is { } bytes && bytes.Span.SequenceEqual(MailboxSteps.Text(message.Uid).Span),
                    $"{at}: UID {message.Uid} has no content, or another's.");
            }

            var appended = await mailbox.AppendAsync();
            Assert.True(appended.ModSeqs[0] > state.HighestModSeq, $"{at}: the mod-sequence fell.");
            Assert.True(appended.ModSeqs[0] > history[acknowledged].State.HighestModSeq, $"{at}: a mod-sequence is below one that was told.");
            Assert.True(appended.Uids[0] >= history[acknowledged].State.UidNext, $"{at}: a UID was given twice.");
            LogChecks.AssertModSeqsNameTheirRecords(image, mailbox.Directory, appended.After, at);
            state = appended.After;
        }

        await using var again = MailStore.Open(image, Options(rotateLogAt, clock));
        Assert.True(IsSame(state, (await again.ForUser("u").OpenAsync("INBOX")).State), $"{at}: the second opening differs.");
    }

    private static bool IsSame(MailboxState expected, MailboxState actual) =>
        expected.UidValidity == actual.UidValidity && expected.UidNext == actual.UidNext && expected.HighestModSeq == actual.HighestModSeq
        && expected.ExpungeFloor == actual.ExpungeFloor && expected.SequenceEqual(actual)
        && expected.ExpungedSince(expected.ExpungeFloor).Equals(actual.ExpungedSince(expected.ExpungeFloor));
}
