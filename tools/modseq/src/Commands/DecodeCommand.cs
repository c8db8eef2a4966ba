using System.Globalization;
using Inspector.Format;

namespace Inspector.Commands;

/// <summary><c>modseq decode MODSEQ [DIR]</c></summary>
internal static class DecodeCommand
{
    public static int Run(string text, string? directory, TextWriter output, TextWriter error)
    {
        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var modSeq) || modSeq is 0 or > long.MaxValue)
        {
            error.WriteLine($"modseq: {text} is no mod-sequence; those are decimal numbers from 1 to {long.MaxValue} (63 bits, RFC 7162).");
            return ExitCode.Usage;
        }

        var (epoch, offset) = ((uint)(modSeq >> 32), (uint)modSeq);
        output.WriteLine(modSeq);
        if (epoch == 0)
        {
            output.WriteLine("  below 2^32, so not the formula's. A Dovecot 2.x counts its mod-sequences from 1; this can be such a counter.");
        }
        else
        {
            output.WriteLine($"  indexid + file_seq  {epoch}");
            output.WriteLine($"  offset              {offset}{(offset == 0 ? " (a baseline: before the first record of its log)" : "")}");
            if (directory is null)
            {
                output.WriteLine($"  if file_seq is 1    indexid {epoch - 1}, {Dates.Utc(epoch - 1)}; a log that was rotated n times has an indexid n lower");
                output.WriteLine("  Give the mailbox's directory to see indexid, file_seq and the record.");
            }
        }

        return directory is null ? ExitCode.Ok : Find(MailboxFiles.Read(directory), modSeq, output, error);
    }

    private static int Find(MailboxFiles files, ulong modSeq, TextWriter output, TextWriter error)
    {
        foreach (var message in files.Errors) error.WriteLine($"modseq: {message}");
        foreach (var log in files.Logs)
        {
            if (log.UsesFormula ? Show(log, modSeq, output) : ShowCounted(log, modSeq, output)) return ExitCode.Ok;
        }

        output.WriteLine($"  No log there has it: {string.Join("; ", files.Logs.Select(Covers))}.");
        return files.Errors.Count > 0 ? ExitCode.Unreadable : ExitCode.Findings;
    }

    private static string Covers(LogView log) => log.UsesFormula
        ? $"{Path.GetFileName(log.Path)} has {log.Head.ModSeqAt(0)} to {log.Head.ModSeqAt(log.End)}"
        : $"{Path.GetFileName(log.Path)} counts from {log.Head.InitialModSeq} to {log.Entries.Select(entry => entry.Counter).LastOrDefault(log.Head.InitialModSeq)}";

    private static bool Show(LogView log, ulong modSeq, TextWriter output)
    {
        if (log.Head.Epoch != modSeq >> 32) return false;
        ShowLog(log, output);
        var offset = (uint)modSeq;
        if (offset == 0) return true;
        var entry = log.Entries.LastOrDefault(entry => entry.Offset <= offset);
        if (entry is null || (entry.Offset != offset && entry.Offset + entry.Size <= offset) || offset < log.Head.Size)
        {
            output.WriteLine($"  No record begins there: {(offset < log.Head.Size ? "that is inside the log's header" : $"the log's records end at {log.End}")}.");
            return false;
        }

        if (entry.Offset != offset)
            output.WriteLine($"  No record begins there; it is inside this one, {offset - entry.Offset} bytes behind its beginning:");
        ShowEntry(entry, output);
        if (entry.Offset == offset && !entry.Counts) output.WriteLine("  That record gives no mod-sequence.");
        return entry.Offset == offset && entry.Counts;
    }

    private static bool ShowCounted(LogView log, ulong modSeq, TextWriter output)
    {
        if (log.Entries.FirstOrDefault(entry => entry.Counts && entry.Counter == modSeq) is not { } entry) return false;
        output.WriteLine("  This log has Dovecot's counter; the formula does not apply.");
        ShowLog(log, output);
        ShowEntry(entry, output);
        return true;
    }

    private static void ShowLog(LogView log, TextWriter output)
    {
        output.WriteLine($"  log                 {log.Path}");
        output.WriteLine($"  indexid             {log.Head.IndexId}, {Dates.Utc(log.Head.IndexId)}");
        output.WriteLine($"  file_seq            {log.Head.FileSeq}");
    }

    private static void ShowEntry(LoggedRecord entry, TextWriter output)
    {
        output.WriteLine($"  record              {entry.TypeName}, {entry.Size} bytes at offset {entry.Offset}, in the transaction at {entry.Transaction}");
        output.WriteLine($"                      {entry.Body.Text}");
    }
}
