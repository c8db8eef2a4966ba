using Inspector.Format;
using Reference.Store;

namespace Inspector.Checking;

/// <summary>Holds the files of one mailbox against all that must be true of them, as far as files can show it.</summary>
internal static class MailboxCheck
{
    /// <param name="journal">The bytes of the reference's journal; null if there is none.</param>
    public static Report Run(MailboxFiles files, byte[]? journal)
    {
        var report = new Report();
        var journalPath = Path.Combine(files.Directory, JournalRules.FileName);
        var contents = journal is null ? null : JournalRules.Read(journal, journalPath, report);
        for (var i = 0; i < files.Logs.Count; i++)
        {
            var log = files.Logs[i];
            var next = i + 1 < files.Logs.Count ? files.Logs[i + 1] : null;
            LogRules.Check(log, report);
            var end = EndOf(log, next, contents);
            if (log.UsesFormula) FormulaRules.Check(log, end, report);
            if (log.Trouble is { } trouble && log.End < end) report.Add(log.Path, log.End, "unreadable", trouble);
            if (next is not null) ChainRules.Check(log, next, report);
        }

        CheckOrder(files, report);
        if (files.Index is { } index)
        {
            IndexRules.Check(index, report);
            if (index.Expunges is not null) new ReplayRules(files, index, report).Check();
            else CheckDovecotPosition(files, index, report);
            if (index.Expunges is null && (contents is not null || files.Logs.Any(log => log.UsesFormula)))
                report.Add(index.Path, 120, "queue", $"the extension {ExpungeQueueView.ExtensionName} is missing, though the logs are the reference's");
        }
        else if (files.Errors.Count == 0)
        {
            report.Note($"{MailboxFiles.IndexName} is not there; a server makes it anew.");
        }

        if (contents is not null) JournalRules.Check(contents, journalPath, files, report);
        return report;
    }

    // Where what is valid of a log ends. Bytes behind it are an attempt that nobody was told of; without anybody who knows, all has to be whole.
    private static uint EndOf(LogView log, LogView? next, JournalContents? journal)
    {
        if (next is not null && next.Head.PrevFileSeq == log.Head.FileSeq) return next.Head.PrevFileOffset;
        return journal is not null && journal.Position.Log == new LogId(log.Head.IndexId, log.Head.FileSeq) ? journal.Position.End : uint.MaxValue;
    }

    private static void CheckOrder(MailboxFiles files, Report report)
    {
        var last = 0UL;
        foreach (var log in files.Logs)
        {
            foreach (var entry in log.Entries)
            {
                if (log.ModSeqOf(entry) is not { } modSeq || modSeq == 0) continue;
                if (modSeq <= last) report.Add(log, entry, "ascending", $"its mod-sequence {modSeq} comes after {last}");
                if (modSeq > long.MaxValue) report.Add(log, entry, "63-bits", $"its mod-sequence is {modSeq}");
                last = modSeq;
            }
        }
    }

    private static void CheckDovecotPosition(MailboxFiles files, IndexView index, Report report)
    {
        var log = files.Logs.FirstOrDefault(log => log.Head.IndexId == index.IndexId && log.Head.FileSeq == index.LogFileSeq);
        if (log is null)
        {
            report.Note($"{index.Path}: log {index.LogFileSeq} of the index {index.IndexId} is not there.");
            return;
        }

        var head = index.LogHeadOffset;
        if (head != log.Head.Size && !log.Entries.Any(entry => entry.Offset + entry.Size == head))
            report.Add(index.Path, 68, "position", $"no record of {Path.GetFileName(log.Path)} ends at {head}, where the index is said to");
    }
}
