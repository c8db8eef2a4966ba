using System.Globalization;
using System.Text.Json;

namespace Inspector.Tests;

/// <summary>The reference's own mailboxes: the files say what the store said, and nothing is wrong with them.</summary>
public class ReferenceMailboxTests
{
    [Theory]
    [InlineData(4u << 20, 1)]
    [InlineData(3000u, 2)]
    [InlineData(1u, 3)]
    public async Task Dump_agrees_with_what_the_store_reported(uint rotateLogAt, int seed)
    {
        await using var mailbox = await ReferenceMailbox.OpenAsync(rotateLogAt);
        await mailbox.ChangeAsync(60, new Random(seed));
        var dump = await Tool.DumpAsync(mailbox.Directory);
        var current = dump.GetProperty("current");
        Assert.Equal($"{mailbox.State.HighestModSeq}", current.GetProperty("highestModSeq").GetString());
        Assert.Equal(mailbox.State.UidNext, current.GetProperty("uidNext").GetUInt32());
        Assert.Equal(
            mailbox.State.Select(message => $"{message.Uid} {message.ModSeq} {string.Join(' ', message.Keywords.Names.Order(StringComparer.OrdinalIgnoreCase))}"),
            current.GetProperty("messages").EnumerateArray().Select(message =>
                $"{message.GetProperty("uid")} {message.GetProperty("modSeq").GetString()} {string.Join(' ', message.GetProperty("keywords").EnumerateArray())}"));

        var records = dump.GetProperty("logs").EnumerateArray().SelectMany(log => log.GetProperty("records").EnumerateArray())
            .Where(record => record.TryGetProperty("modSeq", out _)).ToDictionary(record => ulong.Parse(record.GetProperty("modSeq").GetString()!, CultureInfo.InvariantCulture));
        var oldest = records.Count == 0 ? 0 : records.Keys.Min();
        var seen = mailbox.Reported.Where(change => change.ModSeq >= oldest).ToList();
        Assert.True(rotateLogAt == 1 || seen.Count > 0);
        foreach (var (modSeq, uid) in seen)
            Assert.True(records.TryGetValue(modSeq, out var record) && Names(record, uid), $"{modSeq} of UID {uid}");
        Assert.All(records.Values, record => Assert.Equal(record.GetProperty("formula").GetString(), record.GetProperty("counter").GetString()));
    }

    [Theory]
    [InlineData(4u << 20, 11)]
    [InlineData(5000u, 12)]
    [InlineData(1u, 13)]
    public async Task Check_finds_nothing_after_a_mixed_run(uint rotateLogAt, int seed)
    {
        var random = new Random(seed);
        await using var mailbox = await ReferenceMailbox.OpenAsync(rotateLogAt);
        for (var life = 0; life < 4; life++)
        {
            await mailbox.ChangeAsync(40, random);
            await AssertCleanAsync(mailbox.Directory);
            await mailbox.CloseAsync();
            await AssertCleanAsync(mailbox.Directory);
            if (life == 2)
            {
                foreach (var file in Directory.GetFiles(mailbox.Directory, "dovecot.index*")) File.Delete(file);
                await mailbox.OpenAgainAsync();
                await AssertCleanAsync(mailbox.Directory);
            }
            else
            {
                await mailbox.OpenAgainAsync();
            }
        }
    }

    [Fact]
    public async Task Check_finds_nothing_in_files_that_are_being_written()
    {
        await using var mailbox = await ReferenceMailbox.OpenAsync(5000);
        var work = mailbox.ChangeAsync(400, new Random(5));
        while (!work.IsCompleted)
        {
            var (exit, output, _) = await Tool.RunAsync("check", mailbox.Directory);
            Assert.True(exit == 0 || output.Contains("not be of one moment", StringComparison.Ordinal), output);
            await Task.Yield();
        }

        await work;
    }

    [SkippableFact]
    public async Task Doveadm_dump_says_the_same_of_them()
    {
        DoveadmDump.Require();
        await using var mailbox = await ReferenceMailbox.OpenAsync(20000);
        await mailbox.ChangeAsync(150, new Random(21));
        await mailbox.CloseAsync();
        Assert.True(await DoveadmDump.AssertAgreesAsync(mailbox.Directory) > 100);
    }

    [Fact]
    public async Task Decode_shows_the_record_of_each_message()
    {
        await using var mailbox = await ReferenceMailbox.OpenAsync();
        await mailbox.ChangeAsync(30, new Random(31));
        foreach (var message in mailbox.State)
        {
            var (exit, output, _) = await Tool.RunAsync("decode", $"{message.ModSeq}", mailbox.Directory);
            Assert.Equal(0, exit);
            Assert.Contains($"at offset {message.ModSeq & uint.MaxValue}", output, StringComparison.Ordinal);
            Assert.Contains($"indexid + file_seq  {message.ModSeq >> 32}", output, StringComparison.Ordinal);
        }

        foreach (var (wrong, says) in new[]
        {
            (mailbox.State.HighestModSeq + 4, "inside this one"), (mailbox.State.HighestModSeq + (1UL << 32), "No log there has it"),
            (mailbox.State.HighestModSeq + 100000, "records end at"), (((mailbox.State.HighestModSeq >> 32) << 32) + 8, "inside the log's header"),
        })
        {
            var (exit, output, _) = await Tool.RunAsync("decode", $"{wrong}", mailbox.Directory);
            Assert.Equal(1, exit);
            Assert.Contains(says, output, StringComparison.Ordinal);
        }
    }

    private static async Task AssertCleanAsync(string directory)
    {
        var (exit, output, error) = await Tool.RunAsync("check", directory);
        Assert.True(exit == 0 && output.StartsWith("0 findings", StringComparison.Ordinal), error + output);
    }

    private static bool Names(JsonElement record, uint uid) => record.GetProperty("uids").EnumerateArray().Any(span =>
    {
        var ends = span.GetString()!.Split(':').Select(text => uint.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        return ends[0] <= uid && uid <= ends[^1];
    });
}
