using System.Buffers.Binary;
using System.Text;
using Inspector.Format;

namespace Inspector.Tests;

/// <summary>Which records raise Dovecot's counter, on logs made by hand; doveadm is the judge of the same bytes.</summary>
public sealed class CounterTests : IDisposable
{
    private const uint External = RecordType.External;
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    public static TheoryData<string, byte, ulong, ulong[]> Logs => new()
    {
        // Changes by flag-updates: \Seen, an internal bit, an internal bit with modseq_inc, all removed.
        { "seen internal bump reset", 3, 10, [11, 11, 12, 13] },
        { "seen internal bump reset", 2, 10, [11, 12, 13, 14] },
        { "append keyword keyword-reset attribute boundary header", 3, 1, [2, 3, 4, 5, 5, 5] },
        { "expunge expunge-request expunge-guid expunge-guid-request", 3, 7, [8, 8, 9, 9] },
        { "append lift append lift-less append", 3, 5, [6, 1UL << 40, (1UL << 40) + 1, (1UL << 40) + 1, (1UL << 40) + 2] },
        { "append intro-other append intro append", 3, 0, [0, 0, 0, 1, 2] },
    };

    [Theory]
    [MemberData(nameof(Logs))]
    public void The_counter_counts(string records, byte minor, ulong initial, ulong[] expected)
    {
        var log = LogView.Parse(Make(records, minor, initial), "log");
        Assert.Null(log.Trouble);
        Assert.Equal(expected, log.Entries.Select(entry => entry.Counter));
    }

    [SkippableTheory]
    [MemberData(nameof(Logs))]
    public async Task Doveadm_counts_the_same(string records, byte minor, ulong initial, ulong[] expected)
    {
        DoveadmDump.Require();
        var path = directory.File(MailboxFiles.LogName);
        await File.WriteAllBytesAsync(path, Make(records, minor, initial));
        await DoveadmDump.AssertLogAgreesAsync(await Tool.DumpAsync(path));
        Assert.Equal(records.Split(' ').Length, expected.Length);
    }

    private static byte[] Make(string records, byte minor, ulong initial)
    {
        var bytes = new List<byte>(new byte[LogHead.FullSize]);
        foreach (var name in records.Split(' '))
        {
            var (type, body) = Record(name);
            var quarter = (uint)(8 + body.Length) / 4;
            bytes.AddRange([(byte)(0x80 | quarter >> 21), (byte)(0x80 | (quarter >> 14 & 0x7f)), (byte)(0x80 | (quarter >> 7 & 0x7f)), (byte)(0x80 | (quarter & 0x7f))]);
            bytes.AddRange(BitConverter.GetBytes(type));
            bytes.AddRange(body);
        }

        var all = bytes.ToArray();
        (all[0], all[1], all[2], all[4], all[8], all[32]) = (1, minor, LogHead.FullSize, 9, 1, 1);
        BinaryPrimitives.WriteUInt64LittleEndian(all.AsSpan(24), initial);
        return all;
    }

    private static (uint Type, byte[] Body) Record(string name) => name switch
    {
        "seen" => (RecordType.FlagUpdate, Words(1, 2, 0x0008)),
        "internal" => (RecordType.FlagUpdate, Words(1, 2, 0x4040)),
        "bump" => (RecordType.FlagUpdate | External, Words(1, 2, 0x10040)),
        "reset" => (RecordType.FlagUpdate, Words(1, 2, 0xff00)),
        "append" => (RecordType.Append | External, Words(1, 0)),
        "keyword" => (RecordType.KeywordUpdate, [0, 0, 3, 0, .. "abc\0"u8, .. Words(1, 2)]),
        "keyword-reset" => (RecordType.KeywordReset | External, Words(1, 2)),
        "attribute" => (RecordType.AttributeUpdate | External, [.. "+pa\0"u8, .. Words(0, 0)]),
        "boundary" => (RecordType.Boundary | External, Words(12)),
        "header" => (RecordType.HeaderUpdate | External, [24, 0, 4, 0, 1, 0, 0, 0]),
        "expunge" => (RecordType.Expunge | External, Words(1, 2)),
        "expunge-request" => (RecordType.Expunge, Words(1, 2)),
        "expunge-guid" => (RecordType.ExpungeGuid | External, Words(1, 0, 0, 0, 0)),
        "expunge-guid-request" => (RecordType.ExpungeGuid, Words(1, 0, 0, 0, 0)),
        "lift" => (RecordType.ModSeqUpdate | External, Words(0, 0, 1 << 8)),
        "lift-less" => (RecordType.ModSeqUpdate | External, Words(0, 3, 0)),
        "intro" => (RecordType.ExtensionIntro, [.. Words(uint.MaxValue, 0, 16, 8 | 8 << 16, 6 << 16), .. Encoding.ASCII.GetBytes("modseq\0\0")]),
        _ => (RecordType.ExtensionIntro, [.. Words(uint.MaxValue, 0, 0, 4 | 4 << 16, 5 << 16), .. Encoding.ASCII.GetBytes("cache\0\0\0")]),
    };

    private static byte[] Words(params uint[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
