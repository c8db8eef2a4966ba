using System.Text.Json;
using Conformance.Checking;
using Conformance.Reporting;
using Conformance.Tests.CommandLine;

namespace Conformance.Tests.Reporting;

public sealed class ReportFolderTests
{
    private readonly string folder = TheSuite.Folder();

    private static void Write(string folder, RunResult run) => ReportFolder.Write(folder, run, Verdict.Of(run, false));

    [Fact]
    public void A_half_written_results_file_is_recognisable()
    {
        Write(folder, SampleRun.Of(Outcome.Pass, Outcome.Fail));
        var whole = File.ReadAllBytes(Path.Combine(folder, "results.json"));
        Assert.True(IsComplete(whole));
        for (var length = 0; length < whole.Length - 2; length += 7)
            Assert.False(IsComplete(whole[..length]), $"the first {length} of {whole.Length} bytes pass for complete");
        Assert.Equal("complete", JsonDocument.Parse(whole).RootElement.EnumerateObject().Last().Name);
    }

    [Fact]
    public void A_run_that_ended_early_is_not_complete_and_lists_what_was_not_run()
    {
        Write(folder, SampleRun.Of(Outcome.Pass) with { Interruption = "out of time, 1 cases not run", NotRun = ["sample/late"] });
        Assert.False(IsComplete(File.ReadAllBytes(Path.Combine(folder, "results.json"))));
        Assert.Equal("sample/late", TheSuite.Results(folder).GetProperty("notRun")[0].GetString());
        Assert.Contains("sample/late", File.ReadAllText(Path.Combine(folder, "summary.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Transcripts_of_an_earlier_run_do_not_stay()
    {
        Write(folder, SampleRun.Of(Outcome.Pass, Outcome.Pass));
        Write(folder, SampleRun.Of(Outcome.Pass));
        Assert.Equal(["sample.case-1.txt"], Directory.GetFiles(Path.Combine(folder, "transcripts")).Select(Path.GetFileName));
    }

    [Fact]
    public void What_else_lies_in_the_folder_stays()
    {
        var own = Path.Combine(folder, "transcripts", "meeting.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(own)!);
        File.WriteAllText(own, "mine");
        Write(folder, SampleRun.Of(Outcome.Pass));
        Assert.Equal("mine", File.ReadAllText(own));
    }

    [Fact]
    public void No_trial_or_half_file_stays_behind()
    {
        ReportFolder.Prepare(folder, [Path.Combine(folder, "elsewhere", "junit.xml")]);
        Write(folder, SampleRun.Of(Outcome.Pass));
        Assert.Equal(["junit.xml", "results.json", "summary.md"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Empty(Directory.GetFiles(Path.Combine(folder, "elsewhere")));
    }

    [Fact]
    public async Task A_report_may_have_a_place_of_its_own()
    {
        await using var server = new FakeImap("IMAP4rev1 CONDSTORE").Start();
        var junit = Path.Combine(folder, "new folder", "results for ci.xml");
        var ran = await TheSuite.RunSmallAsync(server, folder, "--report", $"junit={junit}");
        Assert.Equal(0, ran.Exit);
        Assert.Equal(File.ReadAllText(Path.Combine(folder, "junit.xml")), File.ReadAllText(junit));
    }

    private static bool IsComplete(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return json.RootElement.TryGetProperty("complete", out var complete) && complete.GetBoolean();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
