using System.Text.Json;
using Inspector.Format;

namespace Inspector.Commands;

/// <summary>Logs and index as one JSON object. Mod-sequences are strings, for many readers of JSON keep only 53 bits of a number.</summary>
internal sealed class JsonDump : IDisposable
{
    private readonly Utf8JsonWriter json;

    public JsonDump(Stream output) => json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });

    public void Dispose() => json.Dispose();

    public void Write(MailboxFiles files)
    {
        json.WriteStartObject();
        json.WriteString("directory", files.Directory);
        Array("errors", files.Errors, json.WriteStringValue);
        Array("logs", files.Logs, Write);
        json.WritePropertyName("index");
        if (files.Index is { } index) Write(index);
        else json.WriteNullValue();
        json.WritePropertyName("current");
        if (CurrentState.Of(files, out var reason) is { } now) Write(now);
        else json.WriteNullValue();
        if (reason is not null) json.WriteString("currentIsUnknown", reason);
        json.WriteEndObject();
    }

    public void Write(LogView log)
    {
        var head = log.Head;
        json.WriteStartObject();
        json.WriteString("file", log.Path);
        json.WriteString("version", $"1.{head.Minor}");
        json.WriteNumber("headerSize", head.Size);
        json.WriteNumber("indexid", head.IndexId);
        json.WriteString("indexidDate", Dates.Utc(head.IndexId));
        json.WriteNumber("fileSeq", head.FileSeq);
        json.WriteNumber("prevFileSeq", head.PrevFileSeq);
        json.WriteNumber("prevFileOffset", head.PrevFileOffset);
        json.WriteNumber("createStamp", head.CreateStamp);
        ModSeq("initialModSeq", head.InitialModSeq);
        json.WriteString("modSeqsAre", log.UsesFormula ? "formula" : "counter");
        Array("records", log.Entries, entry => Write(entry, log.ModSeqOf(entry)));
        json.WriteNumber("end", log.End);
        json.WriteNumber("bytes", log.Bytes.Length);
        if (log.Trouble is { } trouble) json.WriteString("trouble", trouble);
        json.WriteEndObject();
    }

    public void Write(IndexView index)
    {
        json.WriteStartObject();
        json.WriteString("file", index.Path);
        json.WriteString("version", $"7.{index.Minor}");
        json.WriteNumber("headerSize", index.HeaderSize);
        json.WriteNumber("recordSize", index.RecordSize);
        json.WriteNumber("indexid", index.IndexId);
        json.WriteString("indexidDate", Dates.Utc(index.IndexId));
        json.WriteNumber("flags", index.Flags);
        json.WriteNumber("uidValidity", index.UidValidity);
        json.WriteNumber("uidNext", index.NextUid);
        json.WriteNumber("messageCount", index.MessageCount);
        json.WriteNumber("seenCount", index.SeenCount);
        json.WriteNumber("deletedCount", index.DeletedCount);
        json.WriteNumber("logFileSeq", index.LogFileSeq);
        json.WriteNumber("logTailOffset", index.LogTailOffset);
        json.WriteNumber("logHeadOffset", index.LogHeadOffset);
        if (index.ModSeq is { } modSeq)
        {
            ModSeq("highestModSeq", modSeq.Highest);
            json.WriteNumber("modSeqLogSeq", modSeq.LogSeq);
            json.WriteNumber("modSeqLogOffset", modSeq.LogOffset);
        }

        Array("extensions", index.Extensions, extension =>
        {
            json.WriteStartObject();
            json.WriteString("name", extension.Name);
            json.WriteNumber("offset", extension.Offset);
            json.WriteNumber("headerSize", extension.Data.Length);
            json.WriteNumber("resetId", extension.ResetId);
            json.WriteNumber("recordOffset", extension.RecordOffset);
            json.WriteNumber("recordSize", extension.RecordSize);
            json.WriteNumber("recordAlign", extension.RecordAlign);
            json.WriteEndObject();
        });
        Array("keywords", index.Keywords, json.WriteStringValue);
        if (index.Expunges is { } queue)
        {
            ModSeq("expungeFloor", queue.Floor);
            Array("expunges", queue.Items, item =>
            {
                json.WriteStartObject();
                json.WriteString("uids", item.Range.ToString());
                ModSeq("modSeq", item.ModSeq);
                json.WriteEndObject();
            });
        }

        Array("messages", index.Messages, message => Message(message.Uid, message.ModSeq, message.Flags, message.Keywords));
        json.WriteEndObject();
    }

    private void Write(Replay now)
    {
        json.WriteStartObject();
        json.WriteNumber("uidNext", now.NextUid);
        if (now.HasModSeqs) ModSeq("highestModSeq", now.Highest);
        Array("messages", now.Messages, message => Message(message.Uid, now.HasModSeqs ? message.ModSeq : null, message.Flags, message.Keywords));
        json.WriteEndObject();
    }

    private void Write(LoggedRecord entry, ulong? modSeq)
    {
        json.WriteStartObject();
        json.WriteNumber("offset", entry.Offset);
        json.WriteNumber("size", entry.Size);
        json.WriteString("type", entry.TypeName);
        json.WriteNumber("transaction", entry.Transaction);
        if (modSeq is { } value)
        {
            ModSeq("modSeq", value);
            ModSeq("formula", entry.Formula);
        }

        if (entry.SetsCounter) ModSeq("counter", entry.Counter);

        if (entry.Body.Uids.Count > 0) Array("uids", entry.Body.Uids, span => json.WriteStringValue(span.ToString()));
        switch (entry.Body)
        {
            case KeywordBody keyword:
                json.WriteString(keyword.Add ? "addKeyword" : "removeKeyword", keyword.Name);
                break;
            case AppendBody append:
                Array("flags", append.Messages, message => json.WriteStringValue(FlagNames.Of(message.Flags)));
                break;
            case FlagBody flags:
                Array("changes", flags.Changes, change =>
                {
                    json.WriteStartObject();
                    json.WriteString("uids", change.Range.ToString());
                    json.WriteString("add", FlagNames.Of(change.Add));
                    json.WriteString("remove", FlagNames.Of(change.Remove));
                    json.WriteBoolean("modSeqIncrement", change.ModSeqIncrement);
                    json.WriteEndObject();
                });
                break;
            case ModSeqBody update:
                Array("atLeast", update.Entries, item =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("uid", item.Uid);
                    ModSeq("modSeq", item.ModSeq);
                    json.WriteEndObject();
                });
                break;
            case BoundaryBody boundary:
                json.WriteNumber("transactionSize", boundary.Size);
                if (boundary.Crc is { } crc) json.WriteString("crc32c", $"{crc:x8}");
                break;
            case MalformedBody malformed:
                json.WriteString("malformed", malformed.Reason);
                break;
            default:
                json.WriteString("text", entry.Body.Text);
                break;
        }

        json.WriteEndObject();
    }

    private void Message(uint uid, ulong? modSeq, byte flags, IEnumerable<string> keywords)
    {
        json.WriteStartObject();
        json.WriteNumber("uid", uid);
        if (modSeq is { } value) ModSeq("modSeq", value);
        json.WriteString("flags", FlagNames.Of(flags));
        Array("keywords", keywords, json.WriteStringValue);
        json.WriteEndObject();
    }

    private void ModSeq(string name, ulong value) => json.WriteString(name, $"{value}");

    private void Array<T>(string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items) write(item);
        json.WriteEndArray();
    }
}
