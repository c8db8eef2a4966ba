using Inspector.Format;
using Reference.Store;

namespace Inspector.Checking;

/// <summary>What holds for an index by itself.</summary>
internal static class IndexRules
{
    public static void Check(IndexView index, Report report)
    {
        var path = index.Path;
        var lastUid = 0u;
        foreach (var message in index.Messages)
        {
            if (message.Uid <= lastUid) report.Add(path, message.Offset, "uids", $"UID {message.Uid} comes after UID {lastUid}");
            if (message.Uid >= index.NextUid) report.Add(path, message.Offset, "uids", $"UID {message.Uid} is not below UIDNEXT {index.NextUid}");
            lastUid = message.Uid;
            if (index.ModSeq is { } header && message.ModSeq > header.Highest)
                report.Add(path, message.Offset, "highest", $"UID {message.Uid} has the mod-sequence {message.ModSeq}, the highest is {header.Highest}");
            if (message.ModSeq > long.MaxValue) report.Add(path, message.Offset, "63-bits", $"UID {message.Uid} has the mod-sequence {message.ModSeq}");
        }

        if (index.ModSeq?.Highest > long.MaxValue) report.Add(path, ModSeqOffset(index), "63-bits", $"the highest mod-sequence is {index.ModSeq.Highest}");
        CheckCount(index, 40, "seen", index.SeenCount, 0x08, report);
        CheckCount(index, 44, "deleted", index.DeletedCount, 0x04, report);
        if (index.Expunges is { } queue) CheckOurs(index, queue, report);
    }

    /// <summary>Where the highest mod-sequence stands in the file.</summary>
    public static long ModSeqOffset(IndexView index) => index.Extensions.First(extension => extension.Name == "modseq").DataOffset;

    private static void CheckCount(IndexView index, int offset, string what, uint count, byte flag, Report report)
    {
        var actual = index.Messages.Count(message => (message.Flags & flag) != 0);
        if (actual != count) report.Add(index.Path, offset, "counts", $"{count} {what} messages, where {actual} are");
    }

    // Dovecot's own index may have free room behind its records and messages without a mod-sequence; the reference's has neither.
    private static void CheckOurs(IndexView index, ExpungeQueueView queue, Report report)
    {
        var path = index.Path;
        var size = index.HeaderSize + (ulong)index.RecordSize * index.MessageCount;
        if (size != (ulong)index.Bytes.Length) report.Add(path, (long)size, "size", $"the file goes on to {index.Bytes.Length} behind its last record");
        var copy = index.Bytes.ToArray();
        copy.AsSpan((int)queue.CrcOffset, 4).Clear();
        if (Crc32C.Of(copy) != queue.Crc) report.Add(path, queue.CrcOffset, "crc", $"the file has the CRC-32C {Crc32C.Of(copy):x8}, not {queue.Crc:x8}");
        if (index.ModSeq is not { } header)
        {
            report.Add(path, 0, "modseq", "the modseq extension is missing");
            return;
        }

        if (header.LogSeq != index.LogFileSeq || header.LogOffset != index.LogHeadOffset)
            report.Add(path, ModSeqOffset(index) + 8, "position", $"mod-sequences as of log {header.LogSeq}/{header.LogOffset}, the index as of {index.LogFileSeq}/{index.LogHeadOffset}");
        foreach (var message in index.Messages)
        {
            if (message.ModSeq is null or 0) report.Add(path, message.Offset, "modseq", $"UID {message.Uid} has no mod-sequence");
        }

        var baseline = (index.IndexId + 1UL) << 32;
        if (queue.Floor < baseline)
            report.Add(path, queue.FloorOffset, "floor", $"the expunge floor {queue.Floor} is below the first place of the index, {baseline}, from before which nothing is known");
        if (queue.Floor > header.Highest) report.Add(path, queue.FloorOffset, "floor", $"the expunge floor {queue.Floor} is above the highest mod-sequence {header.Highest}");
        CheckQueue(index, queue, header.Highest, report);
    }

    private static void CheckQueue(IndexView index, ExpungeQueueView queue, ulong highest, Report report)
    {
        var last = 0UL;
        foreach (var item in queue.Items)
        {
            if (item.Range.First == 0 || item.Range.First > item.Range.Last || item.Range.Last >= index.NextUid)
                report.Add(index.Path, item.Offset, "queue", $"{item.Range} are no UIDs below UIDNEXT {index.NextUid}");
            if (item.ModSeq <= queue.Floor) report.Add(index.Path, item.Offset, "floor", $"{item.Range} went with {item.ModSeq}, at or below the floor {queue.Floor}");
            if (item.ModSeq < last) report.Add(index.Path, item.Offset, "queue", $"{item.ModSeq} comes after {last}");
            if (item.ModSeq > highest) report.Add(index.Path, item.Offset, "queue", $"{item.ModSeq} is above the highest mod-sequence {highest}");
            last = item.ModSeq;
        }
    }
}
