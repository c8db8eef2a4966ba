using Inspector.Format;

namespace Inspector.Checking;

/// <summary>A log and the one after it.</summary>
internal static class ChainRules
{
    public static void Check(LogView log, LogView next, Report report)
    {
        var (mine, its) = (log.Head, next.Head);
        if (its.IndexId != mine.IndexId || its.PrevFileSeq != mine.FileSeq)
        {
            // Dovecot keeps an old log around until it is some days old, whatever it belonged to.
            if (log.UsesFormula) report.Add(next.Path, 12, "chain", $"its predecessor is log {its.PrevFileSeq} of index {its.IndexId}; {Path.GetFileName(log.Path)} is log {mine.FileSeq} of {mine.IndexId}");
            else report.Note($"{log.Path}: not the predecessor of {next.Path}");
            return;
        }

        if (its.FileSeq <= mine.FileSeq) report.Add(next.Path, 8, "chain", $"file_seq {its.FileSeq} does not grow from {mine.FileSeq}");
        var before = log.Entries.LastOrDefault(entry => entry.Offset < its.PrevFileOffset);
        if (before is null ? its.PrevFileOffset != mine.Size : before.Offset + before.Size != its.PrevFileOffset)
            report.Add(next.Path, 16, "chain", $"the predecessor is said to end at {its.PrevFileOffset}; no record ends there, the last one at {log.End}");
        else if (log.At(its.PrevFileOffset) is { } after && after.Transaction < its.PrevFileOffset)
            report.Add(next.Path, 16, "chain", $"the predecessor is said to end at {its.PrevFileOffset}, in the middle of a transaction");
        if (!log.UsesFormula && log.End != its.PrevFileOffset)
            report.Add(log.Path, log.End, "chain", $"its records end here, the next log says at {its.PrevFileOffset}");
        var highest = before?.Counter ?? mine.InitialModSeq;
        if (its.InitialModSeq != highest)
            report.Add(next.Path, 24, "initial", $"the initial mod-sequence is {its.InitialModSeq}; the predecessor ends with {highest}");
    }
}
