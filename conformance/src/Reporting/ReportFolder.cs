namespace Conformance.Reporting;

/// <summary>The files that every run leaves: results.json, junit.xml, summary.md and transcripts/, below <c>--out</c>.</summary>
public static class ReportFolder
{
    /// <summary>Tries whether the reports will have a place.</summary>
    /// <exception cref="IOException">They will not; also UnauthorizedAccessException.</exception>
    public static void Prepare(string directory, IReadOnlyList<string> others)
    {
        foreach (var folder in others.Select(o => Path.GetDirectoryName(Path.GetFullPath(o)) ?? ".").Prepend(directory))
        {
            Directory.CreateDirectory(folder);
            var trial = Path.Combine(folder, $".{Guid.NewGuid():N}");
            File.Create(trial).Dispose();
            File.Delete(trial);
        }
    }

    /// <summary>Writes them all. Each file is written beside its place and moved there, so that none is ever half there.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static void Write(string directory, RunResult run, Verdict verdict)
    {
        Directory.CreateDirectory(directory);
        var transcripts = Path.Combine(directory, "transcripts");
        // A folder of that name is the suite's own where a report of an earlier run lies beside it; otherwise what is in it stays.
        if (Directory.Exists(transcripts) && File.Exists(Path.Combine(directory, "results.json")))
        {
            foreach (var file in Directory.GetFiles(transcripts, "*.txt"))
                File.Delete(file);
        }

        Directory.CreateDirectory(transcripts);
        // Of several repetitions the worst is shown, and one that has its transcript.
        foreach (var result in run.Cases.GroupBy(c => c.Case.Id, StringComparer.Ordinal).Select(g => g.OrderByDescending(c => c.Outcome).ThenByDescending(c => c.Transcript.Entries.Count > 0).First()))
            File.WriteAllText(Path.Combine(transcripts, TranscriptFile.NameOf(result)), TranscriptFile.Write(result));
        Put(directory, "summary.md", stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(SummaryMarkdown.Write(run, verdict))));
        Put(directory, "junit.xml", stream => JUnit.Write(stream, run));
        Put(directory, "results.json", stream => ResultsJson.Write(stream, run, verdict));
    }

    /// <summary>One report at a place of its own (<c>--report</c>): json, junit or summary.</summary>
    public static void WriteOne(string kind, string path, RunResult run, Verdict verdict)
    {
        var full = Path.GetFullPath(path);
        var directory = Path.GetDirectoryName(full) ?? ".";
        Directory.CreateDirectory(directory);
        Put(directory, Path.GetFileName(full), stream =>
        {
            switch (kind)
            {
                case "json":
                    ResultsJson.Write(stream, run, verdict);
                    break;
                case "junit":
                    JUnit.Write(stream, run);
                    break;
                default:
                    stream.Write(System.Text.Encoding.UTF8.GetBytes(SummaryMarkdown.Write(run, verdict)));
                    break;
            }
        });
    }

    private static void Put(string directory, string name, Action<Stream> write)
    {
        var path = Path.Combine(directory, name);
        var beside = path + ".new";
        using (var stream = File.Create(beside))
            write(stream);
        File.Move(beside, path, overwrite: true);
    }
}
