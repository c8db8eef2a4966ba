using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>Dovecot's own tool reads the files, and finds in them the mod-sequences that the store gives.</summary>
public partial class DoveadmTests
{
    [SkippableTheory]
    [InlineData(4u << 20)]
    [InlineData(500u)]
    [InlineData(1u)]
    public async Task Doveadm_dump_prints_the_same_mod_sequences(uint rotateLogAt)
    {
        RequireDoveadm();
        await using var fixture = new StoreFixture { RotateLogAt = rotateLogAt };
        var mailbox = await fixture.OpenAsync();
        for (var life = 0; life < 3; life++)
        {
            await DurabilityTests.Fill(mailbox);
            await CheckLogAsync(mailbox);
            await fixture.CloseAsync();
            await CheckIndexAsync(mailbox);
            await CheckLogAsync(mailbox);
            if (life == 1) StoreFixture.DeleteIndex(mailbox);
            mailbox = await fixture.OpenAsync();
            await CheckLogAsync(mailbox);
        }
    }

    [SkippableFact]
    public async Task Doveadm_brings_an_older_snapshot_to_the_same_values_by_replaying_the_log()
    {
        RequireDoveadm();
        await using var fixture = new StoreFixture();
        var mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await fixture.CloseAsync();
        mailbox = await fixture.OpenAsync();
        await DurabilityTests.Fill(mailbox);
        await mailbox.AppendAsync(100, SystemFlags.Draft, [.. Enumerable.Range(0, 20).Select(i => "keyword" + i)]);
        await using var killed = await fixture.CrashAsync();
        await CheckIndexAsync(mailbox, Directory.GetFiles(killed.Root, MailboxStorage.IndexName, SearchOption.AllDirectories).Single());
    }

    private static async Task CheckIndexAsync(Mailbox mailbox, string? path = null)
    {
        var dump = await DumpAsync(path ?? Path.Combine(mailbox.Directory, MailboxStorage.IndexName));
        var uids = RecordLine().Matches(dump).Select(match => uint.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        var flags = RecordLine().Matches(dump).Select(match => (SystemFlags)byte.Parse(match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        var modSeqs = ModSeqLine().Matches(dump).Select(match => ulong.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(mailbox.State.Select(message => message.Uid), uids);
        Assert.Equal(mailbox.State.Select(message => message.Flags), flags);
        Assert.Equal(mailbox.State.Select(message => message.ModSeq), modSeqs);
        Assert.Equal(mailbox.State.HighestModSeq, Number(dump, "highest_modseq"));
        Assert.Equal(mailbox.State.UidNext, Number(dump, "next uid"));
        Assert.Equal(mailbox.State.UidValidity, Number(dump, "uid validity"));
        Assert.Equal((ulong)mailbox.State.DeletedCount, Number(dump, "deleted messages count"));
        Assert.Equal((ulong)(mailbox.State.Count - mailbox.State.UnseenCount), Number(dump, "seen messages count"));
    }

    // Each record that counts is printed with Dovecot's own running value, which is to be (epoch << 32) + its offset.
    private static async Task CheckLogAsync(Mailbox mailbox)
    {
        var dump = await DumpAsync(Path.Combine(mailbox.Directory, MailboxStorage.LogName));
        var epoch = Number(dump, "index id") + Number(dump, "file seq");
        var records = LogLine().Matches(dump).ToList();
        if (records.Count == 0)
        {
            Assert.Equal(LogHeader.Size, new FileInfo(Path.Combine(mailbox.Directory, MailboxStorage.LogName)).Length);
            return;
        }

        foreach (var record in records.Where(record => record.Groups[2].Value is not ("boundary" or "modseq-update" or "header-update")))
            Assert.Equal((epoch << 32) | ulong.Parse(record.Groups[1].Value, CultureInfo.InvariantCulture), ulong.Parse(record.Groups[3].Value, CultureInfo.InvariantCulture));
        var last = records[^1].Groups[3].Value;
        if (last.Length > 0) Assert.Equal(mailbox.State.HighestModSeq, ulong.Parse(last, CultureInfo.InvariantCulture));
    }

    private static ulong Number(string dump, string name) =>
        ulong.Parse(Regex.Match(dump, $@"{name}[ .]*= (\d+)").Groups[1].Value, CultureInfo.InvariantCulture);

    private static void RequireDoveadm()
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, "doveadm")));
        if (!isThere && Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail("doveadm is missing: install dovecot-core.");
        Skip.IfNot(isThere, "doveadm is not installed (Debian: dovecot-core).");
    }

    private static async Task<string> DumpAsync(string path)
    {
        // A file of its own, for doveadm opens what lies beside an index and must not meet files in use.
        var start = new ProcessStartInfo("doveadm") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-O", "dump", path }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(process.ExitCode == 0, await error);
        Assert.DoesNotContain("Error", await error, StringComparison.Ordinal);
        return output;
    }

    [GeneratedRegex(@"^RECORD: seq=\d+, uid=(\d+), flags=0x([0-9a-f]{2})", RegexOptions.Multiline)]
    private static partial Regex RecordLine();

    [GeneratedRegex(@"^ - ext \d+ modseq +: +(\d+)", RegexOptions.Multiline)]
    private static partial Regex ModSeqLine();

    [GeneratedRegex(@"^record: offset=(\d+), type=([a-z-]+) \(ext\), size=\d+(?:, modseq=(\d+))?", RegexOptions.Multiline)]
    private static partial Regex LogLine();
}
