using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Inspector.Tests;

/// <summary>What Dovecot's own tool says about a file.</summary>
internal static partial class DoveadmDump
{
    /// <summary>Skips the test where the tool is not there; in CI it must be.</summary>
    public static void Require()
    {
        var isThere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, "doveadm")));
        if (!isThere && Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail("doveadm is missing: install dovecot-core.");
        Skip.IfNot(isThere, "doveadm is not installed (Debian: dovecot-core).");
    }

    /// <summary>Holds every record of every log, and the messages, against <c>modseq dump --json</c>. Gives how many records were compared.</summary>
    public static async Task<int> AssertAgreesAsync(string directory)
    {
        var dump = await Tool.DumpAsync(directory);
        var records = 0;
        foreach (var log in dump.GetProperty("logs").EnumerateArray())
        {
            records += await AssertLogAgreesAsync(log);
        }

        var index = await RunAsync(Path.Combine(directory, "dovecot.index"));
        var current = dump.GetProperty("current");
        Assert.Equal(
            RecordLine().Matches(index).Select(match => $"{match.Groups[1].Value} {byte.Parse(match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) & 0x1f}"),
            current.GetProperty("messages").EnumerateArray().Select(message => $"{message.GetProperty("uid")} {Bits(message.GetProperty("flags").GetString()!)}"));
        Assert.Equal(
            ModSeqLine().Matches(index).Select(match => match.Groups[1].Value),
            current.GetProperty("messages").EnumerateArray().Where(message => message.TryGetProperty("modSeq", out _)).Select(message => message.GetProperty("modSeq").GetString()!));
        Assert.Equal(Number(index, "next uid"), current.GetProperty("uidNext").ToString());
        if (HighestLine().Match(index) is { Success: true } highest) Assert.Equal(highest.Groups[1].Value, current.GetProperty("highestModSeq").GetString());
        else Assert.False(current.TryGetProperty("highestModSeq", out _));
        return records;
    }

    /// <summary>Holds every record of one dumped log against doveadm's. Gives how many there are.</summary>
    public static async Task<int> AssertLogAgreesAsync(JsonElement log)
    {
        var theirs = Records(await RunAsync(log.GetProperty("file").GetString()!));
        var mine = log.GetProperty("records").EnumerateArray().Select(Line).ToList();
        Assert.Equal(theirs, mine);
        return mine.Count;
    }

    public static async Task<string> RunAsync(string path)
    {
        var start = new ProcessStartInfo("doveadm") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-O", "dump", path }) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(process.ExitCode == 0, await error);
        return output;
    }

    // offset, type, size, modseq and UIDs of each record, as one line.
    private static List<string> Records(string dump)
    {
        var records = new List<string>();
        foreach (var part in Regex.Split(dump, "^record: ", RegexOptions.Multiline).Skip(1))
        {
            var head = Head().Match(part);
            Assert.True(head.Success, part);
            var spans = HasUids(head.Groups[2].Value)
                ? Uids().Matches(Parenthesis().Replace(part, "")).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                : [];
            records.Add($"{head.Groups[1].Value} {head.Groups[2].Value} {head.Groups[3].Value} {head.Groups[4].Value} {string.Join(',', spans.Select(Span))}");
        }

        return records;
    }

    private static string Line(JsonElement record)
    {
        var type = record.GetProperty("type").GetString()!;
        var uids = HasUids(type) && record.TryGetProperty("uids", out var spans) ? string.Join(',', spans.EnumerateArray().Select(span => span.GetString())) : "";
        return $"{record.GetProperty("offset")} {type} {record.GetProperty("size")} {(record.TryGetProperty("counter", out var modSeq) ? modSeq.GetString() : "")} {uids}";
    }

    private static bool HasUids(string type) => type.Split(' ')[0] is "append" or "expunge" or "expunge-guid" or "flag-update" or "keyword-update" or "keyword-reset";

    private static string Span(string text) => text.Split('-') is [var first, var last] && first != last ? $"{first}:{last}" : text.Split('-')[0];

    private static int Bits(string flags) => flags.Split(' ').Sum(flag => flag switch
    {
        @"\Answered" => 1, @"\Flagged" => 2, @"\Deleted" => 4, @"\Seen" => 8, @"\Draft" => 16, _ => 0,
    });

    private static string Number(string dump, string name) => Regex.Match(dump, $@"^{name}[ .]*= (\d+)", RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex(@"^offset=(\d+), type=(.+?), size=(\d+)(?:, modseq=(\d+))?$", RegexOptions.Multiline)]
    private static partial Regex Head();

    [GeneratedRegex(@"\((?:flags|guid)[^)]*\)")]
    private static partial Regex Parenthesis();

    [GeneratedRegex(@"uids?=([\d, -]+)")]
    private static partial Regex Uids();

    [GeneratedRegex(@"^RECORD: seq=\d+, uid=(\d+), flags=0x([0-9a-f]{2})", RegexOptions.Multiline)]
    private static partial Regex RecordLine();

    [GeneratedRegex(@"^ - ext \d+ modseq +: +(\d+)", RegexOptions.Multiline)]
    private static partial Regex ModSeqLine();

    [GeneratedRegex(@"highest_modseq = (\d+)")]
    private static partial Regex HighestLine();
}
