using Inspector.Checking;
using Inspector.Format;

namespace Inspector.Commands;

/// <summary><c>modseq check DIR</c></summary>
internal static class CheckCommand
{
    /// <summary>How often files that a server is changing are read anew, to have them all of one moment.</summary>
    private const int MaxReadings = 5;

    public static int Run(string directory, TextWriter output)
    {
        var (files, journal, isStable) = Read(directory);
        foreach (var error in files.Errors) output.WriteLine($"UNREADABLE {error}");
        var report = MailboxCheck.Run(files, journal);
        foreach (var finding in report.Findings) output.WriteLine(finding);
        if (report.Dropped > 0) output.WriteLine($"and {report.Dropped} more");
        foreach (var note in report.Notes) output.WriteLine($"note: {note}");
        if (!isStable) output.WriteLine("note: the files change all the time, so they may not be of one moment. Check again when the server is idle.");
        output.WriteLine($"{report.Findings.Count + report.Dropped} findings; {Scope(files, journal)}");
        return files.Errors.Count > 0 ? ExitCode.Unreadable : report.Findings.Count > 0 ? ExitCode.Findings : ExitCode.Ok;
    }

    private static string Scope(MailboxFiles files, byte[]? journal)
    {
        var records = files.Logs.Sum(log => log.Entries.Count);
        var changes = files.Logs.Sum(log => log.Entries.Count(entry => entry.Counts));
        var scheme = files.Logs.Any(log => log.UsesFormula) ? "the formula's mod-sequences" : "Dovecot's counter, to which the formula does not apply";
        return $"{files.Logs.Count} logs, {records} records, {changes} with a mod-sequence ({scheme}); "
            + $"{(files.Index is { } index ? $"{index.Messages.Count} messages and {index.Expunges?.Items.Count ?? 0} expunges in the index" : "no index")}"
            + (journal is null ? "" : "; journal");
    }

    private static (MailboxFiles Files, byte[]? Journal, bool IsStable) Read(string directory)
    {
        for (var i = 1; ; i++)
        {
            var before = State(directory);
            var files = MailboxFiles.Read(directory);
            var journal = FileBytes.Read(Path.Combine(directory, JournalRules.FileName));
            var isStable = before == State(directory);
            if (isStable || i == MaxReadings) return (files, journal, isStable);
        }
    }

    private static string State(string directory) => Directory.Exists(directory)
        ? string.Join('\n', new DirectoryInfo(directory).EnumerateFiles().Where(IsOurs).OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"))
        : "";

    private static bool IsOurs(FileInfo file) =>
        file.Name == JournalRules.FileName || file.Name.StartsWith(MailboxFiles.IndexName, StringComparison.Ordinal);
}
