using Inspector.Format;

namespace Inspector.Checking;

/// <summary>Index and logs of the reference's held against each other.</summary>
internal sealed class ReplayRules(MailboxFiles files, IndexView index, Report report)
{
    /// <summary>Checks that the snapshot is what the logs say up to its place in them.</summary>
    public void Check()
    {
        if (FindPlace() is not { } place) return;
        var known = files.Logs.Where(log => log.Head.IndexId == index.IndexId && log.Head.FileSeq <= place.Log.Head.FileSeq).ToList();
        CheckHighest(place.Log, place.Offset);
        foreach (var message in index.Messages) CheckPlace(message, known, place.Offset);

        // What was there before the logs begin is taken from the snapshot: applying all changes again must leave it as it is.
        var appended = known.SelectMany(log => log.Entries).Select(entry => entry.Body).OfType<AppendBody>()
            .SelectMany(append => append.Messages).Select(message => message.Uid).ToHashSet();
        var replay = Replay.FromMessages(index.Messages.Where(message => !appended.Contains(message.Uid)));
        foreach (var log in known)
            replay.Apply(log, log.Head.Size, log == place.Log ? place.Offset : EndOf(log));
        CheckMessages(replay);
        CheckQueue(replay, known[0].Head);
    }

    private uint EndOf(LogView log) =>
        files.Logs.FirstOrDefault(next => next.Head.IndexId == log.Head.IndexId && next.Head.PrevFileSeq == log.Head.FileSeq)?.Head.PrevFileOffset ?? log.End;

    private (LogView Log, uint Offset)? FindPlace()
    {
        foreach (var log in files.Logs.Where(log => log.Head.IndexId == index.IndexId))
        {
            if (log.Head.FileSeq == index.LogFileSeq)
            {
                var head = index.LogHeadOffset;
                if (head == log.Head.Size || log.Entries.Any(entry => entry.Offset + entry.Size == head && !IsInside(log, head))) return (log, head);
                report.Add(index.Path, 68, "position", $"no transaction of {Path.GetFileName(log.Path)} ends at {head}, where the index is said to");
                return null;
            }

            // Between the writing of a snapshot and the first record of the next log both places are the same.
            if (log.Head.PrevFileSeq == index.LogFileSeq && log.Head.PrevFileOffset == index.LogHeadOffset) return (log, log.Head.Size);
        }

        report.Add(index.Path, 60, "position", $"log {index.LogFileSeq} of the index {index.IndexId} is not there");
        return null;
    }

    private static bool IsInside(LogView log, uint offset) =>
        log.At(offset) is { } next && next.Transaction < offset;

    private void CheckHighest(LogView log, uint offset)
    {
        var highest = log.Entries.LastOrDefault(entry => entry.Offset < offset && entry.Counts)?.Formula ?? log.Head.InitialModSeq;
        if (index.ModSeq is { } header && header.Highest != highest)
            report.Add(index.Path, IndexRules.ModSeqOffset(index), "highest", $"the highest mod-sequence is {header.Highest}; the log says {highest}");
    }

    private void CheckPlace(IndexMessage message, List<LogView> known, uint end)
    {
        var modSeq = message.ModSeq ?? 0;
        if (known.Find(log => log.Head.Epoch == modSeq >> 32) is not { } log)
        {
            if (modSeq >> 32 > known[^1].Head.Epoch || modSeq >> 32 >= known[0].Head.Epoch)
                report.Add(index.Path, message.Offset, "decode", $"UID {message.Uid}: {modSeq} is of {modSeq >> 32}, which is no log of this index");
            return;
        }

        var offset = (uint)modSeq;
        if (offset == 0) return;
        var entry = log.At(offset);
        var what = entry is null ? $"no record begins at {offset} of {Path.GetFileName(log.Path)}"
            : !entry.Body.Uids.Any(span => span.Has(message.Uid)) ? $"the {entry.TypeName} at {offset} of {Path.GetFileName(log.Path)} does not name it"
            : log == known[^1] && offset >= end ? $"offset {offset} lies behind the snapshot's place, {end}"
            : null;
        if (what is not null) report.Add(index.Path, message.Offset, "decode", $"UID {message.Uid}: {modSeq}: {what}");
    }

    private void CheckMessages(Replay replay)
    {
        // A damaged index can have one UID twice; that is told elsewhere.
        var expected = replay.Messages.DistinctBy(message => message.Uid).ToDictionary(message => message.Uid);
        foreach (var message in index.Messages)
        {
            if (!expected.Remove(message.Uid, out var said))
            {
                report.Add(index.Path, message.Offset, "replay", $"UID {message.Uid} was expunged");
                continue;
            }

            if (said.ModSeq != 0 && said.ModSeq != message.ModSeq)
                report.Add(index.Path, message.Offset, "replay", $"UID {message.Uid} has the mod-sequence {message.ModSeq}; the last record that names it is {said.ModSeq}");
            if (said.Flags != message.Flags)
                report.Add(index.Path, message.Offset, "replay", $"UID {message.Uid} has the flags ({FlagNames.Of(message.Flags)}); the logs say ({FlagNames.Of(said.Flags)})");
            if (!said.Keywords.SetEquals(message.Keywords))
                report.Add(index.Path, message.Offset, "replay", $"UID {message.Uid} has the keywords ({string.Join(' ', message.Keywords)}); the logs say ({string.Join(' ', said.Keywords)})");
        }

        foreach (var missing in expected.Values)
            report.Add(index.Path, index.HeaderSize, "replay", $"UID {missing.Uid} is missing; the logs have it");
    }

    private void CheckQueue(Replay replay, LogHead oldest)
    {
        if (index.Expunges is not { } queue) return;
        var first = oldest.ModSeqAt(0);
        var said = replay.Expunges.Where(item => item.ModSeq > queue.Floor).ToList();
        var kept = queue.Items.Where(item => item.ModSeq >= first).ToList();
        for (var i = 0; i < Math.Max(said.Count, kept.Count); i++)
        {
            if (i < said.Count && i < kept.Count && kept[i].Range == said[i].Range && kept[i].ModSeq == said[i].ModSeq) continue;
            var at = i < kept.Count ? kept[i].Offset : queue.DataOffset + 16;
            report.Add(index.Path, at, "queue", $"entry {i} {(i < kept.Count ? $"says that {kept[i].Range} went with {kept[i].ModSeq}" : "is missing")};"
                + $" the logs {(i < said.Count ? $"say {said[i].Range} with {said[i].ModSeq}" : "have no more")}");
            return;
        }
    }
}
