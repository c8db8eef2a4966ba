using Inspector.Format;

namespace Inspector.Checking;

/// <summary>What holds for the records of any log, the reference's or Dovecot's.</summary>
internal static class LogRules
{
    public static void Check(LogView log, Report report)
    {
        if (log.Head.Minor < 3) report.Note($"{log.Path}: a log of version 1.{log.Head.Minor}, older than 1.3");
        var lastUid = 0u;
        foreach (var entry in log.Entries)
        {
            if (entry.Body is MalformedBody malformed) report.Add(log, entry, "malformed", malformed.Reason);
            if (entry.TypeName.StartsWith("unknown", StringComparison.Ordinal)) report.Add(log, entry, "type", "there is no such record");
            CheckRanges(log, entry, report);
            if (entry.Body is AppendBody append) CheckAppend(log, entry, append, ref lastUid, report);
        }
    }

    private static void CheckRanges(LogView log, LoggedRecord entry, Report report)
    {
        // Dovecot sorts what it expunges; the order of its other ranges is nobody's business.
        var mustBeSorted = log.UsesFormula || entry.Body is ExpungeBody;
        UidSpan? before = null;
        foreach (var span in entry.Body.Uids)
        {
            if (span.First == 0 || span.First > span.Last) report.Add(log, entry, "ranges", $"{span} is no range of UIDs");
            else if (mustBeSorted && before is { } last && span.First <= last.Last) report.Add(log, entry, "ranges", $"{span} overlaps {last} or is not in order");
            before = span;
        }
    }

    private static void CheckAppend(LogView log, LoggedRecord entry, AppendBody append, ref uint lastUid, Report report)
    {
        foreach (var (uid, _) in append.Messages)
        {
            if (log.UsesFormula && uid <= lastUid) report.Add(log, entry, "append", $"UID {uid} comes after UID {lastUid}");
            lastUid = Math.Max(lastUid, uid);
        }
    }
}
