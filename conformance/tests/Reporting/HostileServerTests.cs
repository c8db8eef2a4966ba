using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Conformance.Checking;
using Conformance.Reporting;
using Conformance.Tests.CommandLine;

namespace Conformance.Tests.Reporting;

/// <summary>What a server says is attack surface: to terminals, logs, XML readers and pages.</summary>
public sealed partial class HostileServerTests
{
    /// <summary>Markup, a log's commands, colours, NUL, a stray CR, bytes that are no UTF-8 (as Latin-1), the end of CDATA, a table's bar.</summary>
    private const string Hostile =
        "<script>alert(1)</script> &amp; ::error file=x::pwned ::set-output name=a::b ##[error]pwned \x1b[31mred\x1b[0m \x07 \0 \rover \u009b31m \xff\xfe\xc3\x28 ]]> | ` ![x](http://y) \u202eabc \u2028end";

    private static readonly string Folder = TheSuite.Folder();

    private static readonly Lazy<RunResult> Written = new(() =>
    {
        var run = SampleRun.Of([.. Enum.GetValues<Outcome>().Select(o => SampleRun.Case($"sample/{o}", o, Hostile))]) with { Identity = Hostile };
        ReportFolder.Write(Folder, run, Verdict.Of(run, false));
        return run;
    });

    private static string Read(string name)
    {
        Assert.NotEmpty(Written.Value.Cases);
        return File.ReadAllText(Path.Combine(Folder, name));
    }

    [Theory]
    [InlineData("summary.md")]
    [InlineData("junit.xml")]
    [InlineData("results.json")]
    [InlineData("transcripts/sample.Fail.txt")]
    [InlineData("transcripts/sample.Blocked.txt")]
    public void No_file_holds_a_control_character_or_a_log_command(string name)
    {
        var text = Read(name);
        Assert.DoesNotMatch(Control(), text);
        // Nobody prints results.json into a log; JSON has no line that begins with what a server said.
        Assert.True(name == "results.json" || !text.Contains("##[", StringComparison.Ordinal));
        Assert.True(name == "results.json" || !LogCommand().IsMatch(text));
    }

    [Fact]
    public void The_console_shows_no_control_character_and_no_log_command()
    {
        using var output = new StringWriter();
        new ConsoleReport(output, color: false).Write(Written.Value, Verdict.Of(Written.Value, false), Folder, quiet: false, verbose: true);
        Assert.DoesNotMatch(Control(), output.ToString());
        Assert.DoesNotContain("##[", output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotMatch(LogCommand(), output.ToString());
        Assert.Contains(@"\x1b[31mred", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_JUnit_file_reads_back_with_its_counts()
    {
        var suite = XDocument.Parse(Read("junit.xml")).Root!.Element("testsuite")!;
        var cases = suite.Elements("testcase").ToList();
        Assert.Equal(Enum.GetValues<Outcome>().Length, cases.Count);
        Assert.Equal((string)suite.Attribute("tests")!, $"{cases.Count}");
        Assert.Equal((string)suite.Attribute("failures")!, $"{cases.Count(c => c.Element("failure") is not null)}");
        Assert.Equal((string)suite.Attribute("errors")!, $"{cases.Count(c => c.Element("error") is not null)}");
        Assert.Equal((string)suite.Attribute("skipped")!, $"{cases.Count(c => c.Element("skipped") is not null)}");
        var failure = cases.Single(c => (string)c.Attribute("name")! == "Fail").Element("failure")!;
        Assert.Contains("]]>", failure.Value, StringComparison.Ordinal);
        Assert.Contains("<script>", failure.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", Read("junit.xml"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_summary_has_no_markup_of_the_server_and_whole_tables()
    {
        var summary = Read("summary.md");
        Assert.DoesNotContain("<script>", summary, StringComparison.Ordinal);
        Assert.DoesNotContain("![x](", summary, StringComparison.Ordinal);
        foreach (var row in summary.Split('\n').Where(l => l.StartsWith("| 7162-", StringComparison.Ordinal)))
            Assert.Equal(5, Bar().Count(row));
    }

    [Fact]
    public void The_results_keep_what_was_said()
    {
        using var json = JsonDocument.Parse(Read("results.json"));
        var failed = json.RootElement.GetProperty("results").EnumerateArray().Single(r => r.GetProperty("outcome").GetString() == "fail");
        Assert.Equal(Hostile, failed.GetProperty("checks")[0].GetProperty("findings")[0].GetProperty("message").GetString());
        Assert.DoesNotContain("<script>", Read("results.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[::1]:143 is ::1", "[::1]:143 is ::1")]
    [InlineData("Grüße, 世界 … ≥ 3", "Grüße, 世界 … ≥ 3")]
    [InlineData("a\r\nb\nc\td", @"a⏎b\x0ac\x09d")]
    [InlineData("::warning::x ##[group]", @"\x3a:warning\x3a:x \x23#[group]")]
    public void Readable_text_stays_readable(string text, string escaped) => Assert.Equal(escaped, TranscriptText.Escape(text));

    [Fact]
    public void A_long_response_is_cut_and_counted()
    {
        var shown = TranscriptText.Escape(Encoding.ASCII.GetBytes(new string('a', 5000)));
        Assert.EndsWith("(3000 more bytes)", shown, StringComparison.Ordinal);
        Assert.True(TranscriptText.Escape(new string('a', 5000)).Length < 2100);
    }

    [Fact]
    public async Task A_hostile_server_cannot_write_into_the_console_when_it_refuses_the_login()
    {
        await using var server = new FakeImap(answer: c => c.StartsWith("LOGIN", StringComparison.Ordinal) ? "{tag} NO \x1b[2J::error::pwned\r\n" : null).Start();
        var ran = await TheSuite.RunSmallAsync(server, TheSuite.Folder());
        Assert.Equal(3, ran.Exit);
        Assert.DoesNotMatch(Control(), ran.All);
        Assert.DoesNotContain("::error", ran.All, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]")]
    private static partial Regex Control();

    [GeneratedRegex(@"::[a-z-]+(\s[^\n]*)?::", RegexOptions.IgnoreCase)]
    private static partial Regex LogCommand();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();
}
