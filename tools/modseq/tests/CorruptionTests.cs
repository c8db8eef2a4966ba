using System.Buffers.Binary;
using Inspector.Format;
using Reference.Store;

namespace Inspector.Tests;

/// <summary>Each wrong put into a sound mailbox is found, at its place.</summary>
public sealed class CorruptionTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_flipped_byte_in_any_record_is_found()
    {
        await FillAsync();
        var path = directory.File(MailboxFiles.LogName);
        var sound = await File.ReadAllBytesAsync(path);
        for (var at = 8; at < sound.Length; at += 37)
        {
            // What a log's predecessor and time of creation are said to be shows nowhere else.
            if (at is >= 20 and < 24 or > 32 and < 40) continue;
            var bytes = sound.ToArray();
            bytes[at] ^= 0x41;
            await File.WriteAllBytesAsync(path, bytes);
            var (exit, output, error) = await Tool.RunAsync("check", directory.Root);
            Assert.True(exit is 1 or 3, $"offset {at}: {output}{error}");
        }
    }

    [Fact]
    public async Task A_flipped_byte_in_the_index_is_found()
    {
        await FillAsync();
        var path = directory.File(MailboxFiles.IndexName);
        var sound = await File.ReadAllBytesAsync(path);
        for (var at = 0; at < sound.Length; at += 13)
        {
            var bytes = sound.ToArray();
            bytes[at] ^= 0x41;
            await File.WriteAllBytesAsync(path, bytes);
            var (exit, output, error) = await Tool.RunAsync("check", directory.Root);
            Assert.True(exit is 1 or 3, $"offset {at}: {output}{error}");
        }
    }

    [Theory]
    [InlineData("counter")]
    [InlineData("ranges")]
    [InlineData("boundary")]
    [InlineData("external")]
    [InlineData("crc")]
    [InlineData("malformed")]
    [InlineData("unreadable")]
    [InlineData("initial")]
    [InlineData("63-bits")]
    [InlineData("journal")]
    public async Task Wrong_in_the_log(string rule)
    {
        await FillAsync();
        var path = directory.File(MailboxFiles.LogName);
        var bytes = await File.ReadAllBytesAsync(path);
        var log = LogView.Parse(bytes, path);
        var helper = log.Entries.Last(entry => entry.Body is ModSeqBody);
        var flags = log.Entries.Last(entry => entry.Body is FlagBody { Changes.Count: > 1 });
        var at = rule switch
        {
            "counter" => Put(bytes, helper.Offset + 12, (uint)log.Entries.First(entry => entry.Offset == helper.Offset + helper.Size).Formula - 9),
            "ranges" => Put(bytes, flags.Offset + 12, uint.MaxValue),
            "boundary" => Put(bytes, helper.Transaction + 8, 20),
            "external" => Put(bytes, helper.Offset + 4, RecordType.ModSeqUpdate),
            "crc" => Put(bytes, helper.Transaction + 12, 1),
            "malformed" => Put(bytes, flags.Offset + 4, RecordType.ExpungeGuid | RecordType.External),
            "unreadable" => Put(bytes, helper.Offset, 0),
            "initial" => Put(bytes, 28, uint.MaxValue),
            "63-bits" => Put(bytes, 4, 0xfffffff0),
            _ => Put(bytes, 8, 77),
        };
        if (rule is not ("crc" or "boundary" or "unreadable")) Seal(bytes, log);
        await AssertFoundAsync(path, bytes, rule, rule is "unreadable" or "initial" or "63-bits" or "journal" ? null : at);
    }

    [Theory]
    [InlineData("highest")]
    [InlineData("floor")]
    [InlineData("floor", true)]
    [InlineData("decode")]
    [InlineData("replay")]
    [InlineData("queue")]
    [InlineData("counts")]
    [InlineData("position")]
    [InlineData("uids")]
    [InlineData("crc")]
    [InlineData("size")]
    public async Task Wrong_in_the_index(string rule, bool raise = false)
    {
        await FillAsync();
        var path = directory.File(MailboxFiles.IndexName);
        var bytes = await File.ReadAllBytesAsync(path);
        var index = IndexView.Parse(bytes, path);
        var modSeq = (uint)index.Extensions.First(extension => extension.Name == "modseq").DataOffset;
        var (message, other) = (index.Messages[2], index.Messages.First(item => item.ModSeq != index.Messages[2].ModSeq));
        var floor = (uint)index.Expunges!.FloorOffset;
        switch (rule)
        {
            case "highest": Put(bytes, modSeq, index.ModSeq!.Highest - 4); break;
            case "floor": Put(bytes, floor, raise ? index.Expunges.Items[^1].ModSeq : index.Expunges.Floor - 1); break;
            case "decode": Put(bytes, (uint)message.Offset + 8, message.ModSeq!.Value + 4); break;
            case "replay": Put(bytes, (uint)message.Offset + 8, other.ModSeq!.Value); break;
            case "queue": Put(bytes, (uint)index.Expunges.Items[0].Offset + 8, index.Expunges.Items[0].ModSeq + 4); break;
            case "counts": Put(bytes, 40, index.SeenCount + 1); break;
            case "position": Put(bytes, 68, index.LogHeadOffset - 4); break;
            case "uids": Put(bytes, (uint)message.Offset, index.NextUid); break;
            case "size": bytes = [.. bytes, 0, 0, 0, 0]; break;
        }

        if (rule != "crc") Put(bytes, (uint)index.Expunges.CrcOffset, 0u);
        Put(bytes, (uint)index.Expunges.CrcOffset, rule == "crc" ? 1 : Crc32C.Of(bytes));
        await AssertFoundAsync(path, bytes, rule, null);
    }

    [Fact]
    public async Task Files_of_different_times_are_found()
    {
        await using var mailbox = await ReferenceMailbox.OpenAsync();
        await mailbox.ChangeAsync(30, new Random(3));
        await mailbox.CloseAsync();
        directory.CopyFrom(mailbox.Directory, "journal");
        await mailbox.OpenAgainAsync();
        await mailbox.ChangeAsync(30, new Random(4));
        await mailbox.CloseAsync();
        directory.CopyFrom(mailbox.Directory, "dovecot.index");
        directory.CopyFrom(mailbox.Directory, "dovecot.index.log");
        Assert.Equal(0, (await Tool.RunAsync("check", mailbox.Directory)).Exit);
        // An older journal knows nothing of the log's newest records, which a crash could have left; but the index tells of them.
        Assert.Equal(1, (await Tool.RunAsync("check", directory.Root)).Exit);
    }

    [Fact]
    public async Task A_predecessor_that_does_not_fit_is_found()
    {
        await FillAsync(rotateLogAt: 3000);
        var path = directory.File(MailboxFiles.LogName);
        var bytes = await File.ReadAllBytesAsync(path);
        foreach (var offset in new uint[] { 12, 16 })
        {
            var copy = bytes.ToArray();
            Put(copy, offset, BinaryPrimitives.ReadUInt32LittleEndian(copy.AsSpan((int)offset)) - 4);
            await AssertFoundAsync(path, copy, "chain", offset);
        }
    }

    [Fact]
    public async Task A_log_cut_off_within_acknowledged_records_is_found_or_told()
    {
        await FillAsync();
        var path = directory.File(MailboxFiles.LogName);
        var bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, bytes[..(bytes.Length / 2)]);
        var (exit, output, _) = await Tool.RunAsync("check", directory.Root);
        Assert.Equal(1, exit);
        Assert.Contains("position", output, StringComparison.Ordinal);
    }

    private async Task FillAsync(uint rotateLogAt = 4 << 20)
    {
        await using var mailbox = await ReferenceMailbox.OpenAsync(rotateLogAt);
        await mailbox.ChangeAsync(50, new Random(41));
        await mailbox.CloseAsync();
        directory.CopyFrom(mailbox.Directory);
        Assert.Equal(0, (await Tool.RunAsync("check", directory.Root)).Exit);
    }

    private static async Task AssertFoundAsync(string path, byte[] bytes, string rule, long? offset)
    {
        await File.WriteAllBytesAsync(path, bytes);
        var (exit, output, error) = await Tool.RunAsync("check", Path.GetDirectoryName(path)!);
        Assert.True(exit == 1, output + error);
        var findings = output.Split('\n').Where(line => line.Contains($": {rule}: ", StringComparison.Ordinal)).ToList();
        Assert.True(findings.Count > 0, output);
        if (offset is null) return;
        var log = LogView.Parse(bytes, path);
        var record = log.Entries.LastOrDefault(entry => entry.Offset <= offset);
        Assert.Contains(findings, line => line.StartsWith($"{Path.GetFileName(path)}:{offset}:", StringComparison.Ordinal)
            || log.Entries.Any(entry => record is not null && entry.Transaction == record.Transaction
                && line.StartsWith($"{Path.GetFileName(path)}:{entry.Offset}:", StringComparison.Ordinal)));
    }

    // Gives every transaction the checksum of what it holds now, so that the checksum is not what is found.
    private static void Seal(byte[] bytes, LogView log)
    {
        foreach (var entry in log.Entries)
        {
            if (entry.Body is BoundaryBody boundary)
                Put(bytes, entry.Offset + 12, Crc32C.Of(bytes.AsSpan((int)entry.Offset + 16, (int)boundary.Size - 16)));
        }
    }

    private static uint Put(byte[] bytes, uint offset, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)offset), value);
        return offset;
    }

    private static void Put(byte[] bytes, uint offset, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)offset), value);
}
