using Inspector.Format;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Reference.Store;

namespace Inspector.Checking;

/// <summary>
/// The journal, which outlives the index files, held against them: the floor of epochs, the end of the log, and the messages.
/// </summary>
internal static class JournalRules
{
    public const string FileName = "journal";

    /// <summary>Reads a journal; what is wrong in it is reported. Null if nothing can be made of it.</summary>
    public static JournalContents? Read(byte[] bytes, string path, Report report)
    {
        try
        {
            return JournalContents.Read(bytes, path, static set => set, new DamageLogger(path, report));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or IndexOutOfRangeException or InvalidOperationException or OverflowException)
        {
            // Records with a right checksum and a wrong inside: the store's reader does not expect them.
            report.Add(path, 0, "journal", $"it cannot be read: {e.Message}");
            return null;
        }
    }

    public static void Check(JournalContents journal, string path, MailboxFiles files, Report report)
    {
        var position = journal.Position;
        foreach (var log in files.Logs)
        {
            if (log.Head.Epoch > position.Floor)
                report.Add(path, 0, "floor", $"the floor is {position.Floor}; {Path.GetFileName(log.Path)} has indexid + file_seq = {log.Head.Epoch}");
        }

        if (files.Current is not { } current) return;
        var id = new LogId(current.Head.IndexId, current.Head.FileSeq);
        var isAnnounced = journal.Announced.Contains(id);
        if (id != position.Log && !isAnnounced)
        {
            report.Add(current.Path, 4, "journal", $"the journal's log is {position.Log.FileSeq} of the index {position.Log.IndexId}, this is {id.FileSeq} of {id.IndexId}");
            return;
        }

        if (!isAnnounced && files.Index is { } index && index.IndexId == id.IndexId && index.LogFileSeq == id.FileSeq && index.LogHeadOffset > position.End)
            report.Add(index.Path, 68, "journal", $"the index goes up to offset {index.LogHeadOffset}, the journal only to {position.End}: it is an older one");
        if (!isAnnounced && CheckEnd(journal, position.End, current, report)) CheckMessages(journal, path, files, report);
    }

    // False if the log has more or less than the journal, so that their messages differ rightly.
    private static bool CheckEnd(JournalContents journal, uint end, LogView log, Report report)
    {
        if (log.End < end)
        {
            if (journal.Redo.Any(transaction => transaction.Offset == log.End))
                report.Note($"{log.Path}: the transactions from {log.End} to {end} are in the journal only; the next opening completes the log.");
            else
                report.Add(log.Path, log.End, "journal", $"the log ends here, {log.Trouble ?? "as the file does"}; the journal says at {end}");
            return false;
        }

        if (log.Bytes.Length > end)
            report.Note($"{log.Path}: what stands from offset {end} on was never acknowledged; the next opening begins another log.");
        return log.End == end;
    }

    private static void CheckMessages(JournalContents journal, string path, MailboxFiles files, Report report)
    {
        if (files.Index is not { } index) return;
        if (CurrentState.Of(files, out _) is not { } now) return;
        if (index.UidValidity != journal.State.UidValidity)
            report.Add(index.Path, 24, "journal", $"UIDVALIDITY is {index.UidValidity}; the journal says {journal.State.UidValidity}");
        if (now.NextUid != journal.State.UidNext) report.Add(index.Path, 28, "journal", $"UIDNEXT comes to {now.NextUid}; the journal says {journal.State.UidNext}");
        var said = journal.State.DistinctBy(message => message.Uid).ToDictionary(message => message.Uid);
        foreach (var message in now.Messages)
        {
            if (!said.Remove(message.Uid, out var its)) report.Add(path, 0, "journal", $"UID {message.Uid} is missing in the journal");
            else if ((byte)its.Flags != message.Flags || !message.Keywords.SetEquals(its.Keywords.Names))
                report.Add(path, 0, "journal", $"UID {message.Uid} has other flags or keywords in the journal");
        }

        foreach (var uid in said.Keys) report.Add(path, 0, "journal", $"UID {uid} is in the journal only");
    }

    // The store's reader tells damage to its logger.
    private sealed class DamageLogger(string path, Report report) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Error) report.Add(path, OffsetOf(state), "journal", formatter(state, exception));
            else report.Note(formatter(state, exception));
        }

        private static long OffsetOf<TState>(TState state) =>
            state is IReadOnlyList<KeyValuePair<string, object?>> values && values.FirstOrDefault(pair => pair.Key == "Offset").Value is { } offset
                ? Convert.ToInt64(offset, null)
                : 0;
    }
}
