using CsCheck;
using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>Random lives of a mailbox, held against a model that is a plain list.</summary>
public class ModelTests
{
    private static readonly Gen<Step> Steps = Gen.OneOf<Step>(
        Gen.Select(Gen.Int[1, 90], Gen.Byte, (count, flags) => (Step)new AppendStep(count, (SystemFlags)(flags & 31))),
        Gen.Select(Gen.UInt[1, 400].Array[1, 30], Gen.Byte, Gen.Int[0, 3], (uids, flags, keyword) => (Step)new FlagStep(uids, (SystemFlags)(flags & 31), keyword)),
        Gen.Select(Gen.UInt[1, 400], Gen.UInt[1, 70], (first, count) => (Step)new ExpungeStep(first, count)));

    [Fact]
    public void A_mailbox_answers_like_a_plain_list() => Steps.Array[1, 25].Sample(steps =>
    {
        var mailbox = OpenInMemory(4 << 20);
        var model = new Model();
        foreach (var step in steps)
        {
            var result = step.RunAsync(mailbox).GetAwaiter().GetResult();
            model.Take(result.Before, result.After);
            model.Check(mailbox.State);
        }
    }, iter: 150, threads: 1);

    [Fact]
    public void What_was_expunged_is_what_the_logs_tell() => Steps.Array[1, 25].Sample(steps =>
    {
        var files = new CrashFiles();
        using var clock = new CancellationTokenSource();
        var mailbox = OpenInMemory(4 << 20, files);
        foreach (var step in steps) step.RunAsync(mailbox).GetAwaiter().GetResult();
        var state = mailbox.State;
        var log = files.Read(Path.Combine(mailbox.Directory, MailboxStorage.LogName))!;
        var epoch = LogHeader.Parse(log)!.Id.Epoch;
        var expunges = LogChecks.RecordsAt(log).Where(entry => entry.Record is ExpungeRecord)
            .SelectMany(entry => ((ExpungeRecord)entry.Record).Ranges.Select(range => (ModSeq.At(epoch, entry.Offset), range))).ToList();
        foreach (var modSeq in expunges.Select(entry => entry.Item1).SelectMany(value => new[] { value - 1, value, value + 1 }).Append(state.ExpungeFloor))
        {
            var expected = UidSet.Create(expunges.Where(entry => entry.Item1 > modSeq).Select(entry => entry.range));
            Assert.Equal(expected, state.ExpungedSince(modSeq));
        }
    }, iter: 100, threads: 1);

    internal static Mailbox OpenInMemory(uint rotateLogAt, CrashFiles? files = null) =>
        MailStore.Open(files ?? new CrashFiles(), CrashTests.Options(rotateLogAt, new SettableClock())).ForUser("u").OpenAsync("INBOX").GetAwaiter().GetResult();

    private abstract record Step
    {
        public abstract Task<CommitResult> RunAsync(Mailbox mailbox);
    }

    private sealed record AppendStep(int Count, SystemFlags Flags) : Step
    {
        public override Task<CommitResult> RunAsync(Mailbox mailbox) => mailbox.AppendAsync(Count, Flags);
    }

    private sealed record FlagStep(uint[] Uids, SystemFlags Flags, int Keyword) : Step
    {
        public override Task<CommitResult> RunAsync(Mailbox mailbox) => mailbox.CommitAsync(_ =>
            new Decision([.. Uids.Select(uid => new FlagsChange(uid, Flags, Keyword == 0 ? KeywordSet.Empty : KeywordSet.Create(["k" + Keyword])))]));

        public override string ToString() => $"Flag {string.Join(',', Uids)} {Flags} {Keyword}";
    }

    private sealed record ExpungeStep(uint First, uint Count) : Step
    {
        public override Task<CommitResult> RunAsync(Mailbox mailbox) => mailbox.CommitAsync(_ =>
            new Decision([new ExpungeChange([.. Enumerable.Range((int)First, (int)Count).Select(uid => (uint)uid)])]));
    }

    /// <summary>Remembers every message as of its last change, and each expunge with its mod-sequence, without any structure.</summary>
    private sealed class Model
    {
        private readonly List<(uint Uid, ulong ModSeq)> expunged = [];
        private List<Message> messages = [];

        public void Take(MailboxState before, MailboxState after)
        {
            var now = after.ToList();
            var gone = messages.Select(message => message.Uid).Except(now.Select(message => message.Uid)).ToList();
            expunged.AddRange(gone.Select(uid => (uid, after.HighestModSeq)));
            var known = messages.ToDictionary(message => message.Uid);
            foreach (var message in now)
            {
                var isSame = known.TryGetValue(message.Uid, out var old) && old.Flags == message.Flags && old.Keywords.Equals(message.Keywords);
                if (isSame) Assert.Equal(old.ModSeq, message.ModSeq);
                else Assert.True(message.ModSeq > before.HighestModSeq && message.ModSeq <= after.HighestModSeq);
            }

            if (gone.Count > 0) Assert.True(after.HighestModSeq > before.HighestModSeq);
            messages = now;
        }

        public void Check(MailboxState state)
        {
            Assert.Equal(messages.Count, state.Count);
            Assert.Equal(messages.Count(message => !message.Flags.HasFlag(SystemFlags.Seen)), state.UnseenCount);
            Assert.Equal(messages.Count(message => message.Flags.HasFlag(SystemFlags.Deleted)), state.DeletedCount);
            Assert.Equal(messages.FindIndex(message => !message.Flags.HasFlag(SystemFlags.Seen)), state.FirstUnseenIndex);
            for (uint uid = 0; uid <= state.UidNext; uid += 7)
            {
                Assert.Equal(messages.FindIndex(message => message.Uid == uid), state.IndexOf(uid));
                Assert.Equal(messages.Count(message => message.Uid < uid), state.LowerBound(uid));
            }

            for (var i = 0; i < messages.Count; i += 11) Assert.Equal(messages[i], state[i]);
            var values = messages.Select(message => message.ModSeq).Concat(expunged.Select(entry => entry.ModSeq)).Distinct().ToList();
            foreach (var modSeq in values.Append(state.ExpungeFloor))
            {
                Assert.Equal(messages.Where(message => message.ModSeq > modSeq), state.ChangedSince(modSeq));
                Assert.Equal(UidSet.Create(expunged.Where(entry => entry.ModSeq > modSeq).Select(entry => entry.Uid)), state.ExpungedSince(modSeq));
            }

            var below = state.ExpungedSince(state.ExpungeFloor - 1);
            Assert.Equal(UidSet.Create(expunged.Select(entry => entry.Uid)), below);
        }
    }
}
