using Reference.Store;

namespace Reference.Tests.Store;

/// <summary>Holds mod-sequences against the logs that they decode to.</summary>
internal static class LogChecks
{
    /// <summary>
    /// Each message's mod-sequence whose log is still there is the place of a record that names its UID; and each log begins where its
    /// predecessor's valid bytes end.
    /// </summary>
    public static void AssertModSeqsNameTheirRecords(StoreFiles files, string directory, MailboxState state, string at)
    {
        var logs = new Dictionary<uint, byte[]>();
        var headers = new List<LogHeader>();
        foreach (var name in new[] { MailboxStorage.LogName, MailboxStorage.PreviousLogName })
        {
            if (files.Read(Path.Combine(directory, name)) is not { } bytes) continue;
            headers.Add(LogHeader.Parse(bytes)!);
            logs[headers[^1].Id.Epoch] = bytes;
        }

        foreach (var message in state)
        {
            if (!logs.TryGetValue((uint)(message.ModSeq >> 32), out var log)) continue;
            var records = RecordsAt(log).Where(record => record.Offset == (uint)message.ModSeq).ToList();
            Assert.True(records.Count == 1 && Names(records[0].Record, message.Uid), $"{at}: {message.ModSeq} of UID {message.Uid} names no record of it.");
        }

        if (headers.Count == 2)
        {
            Assert.Equal(headers[1].Id.FileSeq, headers[0].PrevFileSeq);
            Assert.True(headers[0].PrevFileOffset <= logs[headers[1].Id.Epoch].Length);
            Assert.True(EndsThere(logs[headers[1].Id.Epoch], headers[0].PrevFileOffset), $"{at}: the previous log has no transaction that ends at its end.");
        }
    }

    public static IEnumerable<(uint Offset, LogRecord Record)> RecordsAt(byte[] log)
    {
        for (uint at = LogHeader.Size; LogReader.ReadAt(log, at) is { } entry; at += entry.Length)
        {
            foreach (var record in entry.Records) yield return record;
        }
    }

    private static bool EndsThere(byte[] log, uint end)
    {
        uint at = LogHeader.Size;
        while (at < end && LogReader.ReadAt(log, at) is { } entry) at += entry.Length;
        return at == end;
    }

    private static bool Names(LogRecord record, uint uid) => record switch
    {
        AppendRecord append => append.Messages.Any(message => message.Uid == uid),
        FlagUpdateRecord flags => flags.Updates.Any(update => update.Range.First <= uid && uid <= update.Range.Last),
        KeywordUpdateRecord keywords => keywords.Ranges.Any(range => range.First <= uid && uid <= range.Last),
        ExpungeRecord expunge => expunge.Ranges.Any(range => range.First <= uid && uid <= range.Last),
        _ => false,
    };
}
