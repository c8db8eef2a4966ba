using Inspector.Format;

namespace Inspector.Commands;

/// <summary>Logs and index as tables, for a person.</summary>
internal sealed class TextDump(TextWriter output)
{
    private const int MaxText = 400;

    public void Write(MailboxFiles files)
    {
        foreach (var error in files.Errors) output.WriteLine($"UNREADABLE {error}\n");
        foreach (var log in files.Logs)
        {
            Write(log);
            output.WriteLine();
        }

        if (files.Index is { } index) Write(index);
        else output.WriteLine($"{Path.Combine(files.Directory, MailboxFiles.IndexName)}: is not there");
        output.WriteLine();
        if (CurrentState.Of(files, out var reason) is { } now) Write(now);
        else output.WriteLine($"The mailbox as of its last record is not known: {reason}.");
    }

    public void Write(LogView log)
    {
        WriteHead(log.Path, log.Head, log.UsesFormula);
        output.WriteLine(Columns(log.UsesFormula));
        foreach (var entry in log.Entries) output.WriteLine(Line(entry, log.UsesFormula));
        if (log.Trouble is { } trouble) output.WriteLine($"  offset {log.End}: {log.Bytes.Length - log.End} bytes that are no whole record: {trouble}");
    }

    public void WriteHead(string path, LogHead head, bool usesFormula)
    {
        output.WriteLine(path);
        output.WriteLine($"  version          1.{head.Minor}, header of {head.Size} bytes");
        output.WriteLine($"  indexid          {head.IndexId} ({Dates.Utc(head.IndexId)})");
        output.WriteLine($"  file_seq         {head.FileSeq}");
        output.WriteLine($"  predecessor      {(head.PrevFileSeq == 0 ? "none" : $"{head.PrevFileSeq}, ends at offset {head.PrevFileOffset}")}");
        output.WriteLine($"  create_stamp     {head.CreateStamp} ({Dates.Utc(head.CreateStamp)})");
        output.WriteLine($"  initial_modseq   {head.InitialModSeq}");
        output.WriteLine(usesFormula
            ? $"  mod-sequences    the formula's, ((indexid + file_seq) << 32) | offset: {head.ModSeqAt(0)} + offset"
            : "  mod-sequences    Dovecot's counter: initial_modseq, and one more for each record that counts; the formula does not apply");
    }

    public static string Columns(bool usesFormula) =>
        $"  {"offset",10} {"size",8}  {"type",-22} {"counter",-20}{(usesFormula ? $" {"formula",-20}" : "")} what";

    public static string Line(LoggedRecord entry, bool usesFormula)
    {
        var text = entry.Body.Text;
        if (text.Length > MaxText) text = $"{text[..MaxText]}… ({text.Length} characters; all with --json)";
        return $"  {entry.Offset,10} {entry.Size,8}  {entry.TypeName,-22} {(entry.SetsCounter ? entry.Counter : "-"),-20}"
            + (usesFormula ? $" {(entry.Counts ? entry.Formula : "-"),-20}" : "") + $" {text}";
    }

    public void Write(IndexView index)
    {
        output.WriteLine(index.Path);
        output.WriteLine($"  version          7.{index.Minor}, header of {index.HeaderSize} bytes, records of {index.RecordSize}");
        output.WriteLine($"  indexid          {index.IndexId} ({Dates.Utc(index.IndexId)})");
        output.WriteLine($"  flags            {index.Flags:x}");
        output.WriteLine($"  UIDVALIDITY      {index.UidValidity}");
        output.WriteLine($"  UIDNEXT          {index.NextUid}");
        output.WriteLine($"  messages         {index.MessageCount}, seen {index.SeenCount}, deleted {index.DeletedCount}");
        output.WriteLine($"  log              file_seq {index.LogFileSeq}, tail {index.LogTailOffset}, head {index.LogHeadOffset}");
        if (index.ModSeq is { } modSeq) output.WriteLine($"  highest          {modSeq.Highest} as of log {modSeq.LogSeq}, offset {modSeq.LogOffset}");
        else output.WriteLine("  highest          none: no modseq extension");
        foreach (var extension in index.Extensions)
        {
            output.WriteLine($"  extension        {extension.Name}: at {extension.Offset}, header {extension.Data.Length}, record {extension.RecordSize}"
                + $" at {extension.RecordOffset}, align {extension.RecordAlign}, reset_id {extension.ResetId}");
        }

        if (index.Keywords.Count > 0) output.WriteLine($"  keywords         {string.Join(' ', index.Keywords)}");
        if (index.Expunges is { } queue)
        {
            output.WriteLine($"  expunge floor    {queue.Floor}; {queue.Items.Count} entries, crc32c of the file {queue.Crc:x8}");
            foreach (var item in queue.Items) output.WriteLine($"    expunged       {item.Range} by {item.ModSeq}");
        }

        output.WriteLine($"  {"uid",10}  {"modseq",-20} flags, keywords");
        foreach (var message in index.Messages) Row(message.Uid, message.ModSeq, message.Flags, message.Keywords);
    }

    private void Write(Replay now)
    {
        output.WriteLine("The mailbox as of its last record: the index and the logs behind it");
        output.WriteLine($"  UIDNEXT {now.NextUid}, {now.Messages.Count} messages, {(now.HasModSeqs ? $"highest {now.Highest}" : "mod-sequences are not kept yet")}");
        output.WriteLine($"  {"uid",10}  {"modseq",-20} flags, keywords");
        foreach (var message in now.Messages) Row(message.Uid, now.HasModSeqs ? message.ModSeq : null, message.Flags, message.Keywords);
    }

    private void Row(uint uid, ulong? modSeq, byte flags, IEnumerable<string> keywords) =>
        output.WriteLine($"  {uid,10}  {(modSeq is { } value ? value : "-"),-20} {string.Join(' ', keywords.Prepend(FlagNames.Of(flags)))}".TrimEnd());
}
