namespace Inspector.Format;

/// <summary>The mailbox as its newest record leaves it: the snapshot and what the logs say behind it.</summary>
internal static class CurrentState
{
    /// <summary>Null with a reason when the files do not lead from a beginning to the end.</summary>
    public static Replay? Of(MailboxFiles files, out string? reason)
    {
        reason = null;
        if (files.Logs.Count == 0)
        {
            reason = "there is no log";
            return files.Index is null ? null : Replay.From(files.Index);
        }

        if (files.Index is not { } index)
        {
            if (files.Logs[0].Head.PrevFileSeq == 0) return Through(Replay.FromStart(files.Logs[0]), files, 0, files.Logs[0].Head.Size);
            reason = $"there is no index, and the log before {files.Logs[0].Path} is gone";
            return null;
        }

        for (var i = 0; i < files.Logs.Count; i++)
        {
            var head = files.Logs[i].Head;
            if (head.IndexId != index.IndexId) continue;
            if (head.FileSeq == index.LogFileSeq) return Through(Replay.From(index), files, i, index.LogHeadOffset);
            if (head.PrevFileSeq == index.LogFileSeq && head.PrevFileOffset == index.LogHeadOffset) return Through(Replay.From(index), files, i, head.Size);
        }

        reason = $"the index belongs to log {index.LogFileSeq} of the index {index.IndexId}, which is not there";
        return null;
    }

    private static Replay Through(Replay replay, MailboxFiles files, int first, uint from)
    {
        for (var i = first; i < files.Logs.Count; i++)
        {
            var log = files.Logs[i];
            var next = i + 1 < files.Logs.Count ? files.Logs[i + 1].Head : null;
            replay.Apply(log, i == first ? from : log.Head.Size, next?.PrevFileSeq == log.Head.FileSeq ? next.PrevFileOffset : uint.MaxValue);
        }

        return replay;
    }
}
