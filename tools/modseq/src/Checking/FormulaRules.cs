using Inspector.Format;
using Reference.Store;

namespace Inspector.Checking;

/// <summary>
/// What holds for a log of the reference's: each transaction is a boundary with its size and checksum, and before each change stands what lifts
/// Dovecot's counter to one below the formula's value.
/// </summary>
internal static class FormulaRules
{
    private const uint MaxEpoch = int.MaxValue;
    private const uint BoundarySize = 16;

    /// <param name="end">Where the log's valid records end; those behind were never acknowledged.</param>
    public static void Check(LogView log, uint end, Report report)
    {
        CheckHead(log, report);
        var at = 0;
        while (at < log.Entries.Count && log.Entries[at].Offset < end)
        {
            if (log.Entries[at] is { Body: BoundaryBody { Crc: { } crc } boundary } entry && boundary.Size >= BoundarySize)
            {
                CheckBoundary(log, entry, boundary, crc, report);
            }
            else
            {
                report.Add(log, log.Entries[at], "boundary", "no transaction with a checksum begins here");
            }

            var transaction = log.Entries[at].Transaction;
            ulong? announced = null;
            for (var first = at; at < log.Entries.Count && log.Entries[at].Transaction == transaction; at++)
            {
                if (at > first || log.Entries[at].Body is not BoundaryBody) CheckRecord(log, log.Entries[at], ref announced, report);
            }
        }
    }

    private static void CheckHead(LogView log, Report report)
    {
        var head = log.Head;
        if (head.Minor != 3 || head.Size != LogHead.FullSize) report.Add(log.Path, 0, "header", $"version 1.{head.Minor} and {head.Size} bytes, not 1.3 and 40");
        if (head.IndexId == 0 || head.FileSeq == 0 || head.Epoch > MaxEpoch)
            report.Add(log.Path, 4, "63-bits", $"indexid {head.IndexId} + file_seq {head.FileSeq} is not within 1 to {MaxEpoch}, so mod-sequences would not have 63 bits");
        if (head.InitialModSeq > head.ModSeqAt(0))
            report.Add(log.Path, 24, "initial", $"the initial mod-sequence {head.InitialModSeq} is above this log's first place, {head.ModSeqAt(0)}");
    }

    private static void CheckBoundary(LogView log, LoggedRecord entry, BoundaryBody boundary, uint crc, Report report)
    {
        var ends = entry.Offset + boundary.Size;
        if (ends != log.End && log.At(ends) is null)
            report.Add(log, entry, "boundary", $"the transaction of {boundary.Size} bytes does not end where a record ends");
        var actual = Crc32C.Of(log.Bytes.Span[(int)(entry.Offset + BoundarySize)..(int)ends]);
        if (actual != crc) report.Add(log, entry, "crc", $"the transaction's bytes have the CRC-32C {actual:x8}, not {crc:x8}");
    }

    private static void CheckRecord(LogView log, LoggedRecord entry, ref ulong? announced, Report report)
    {
        if ((entry.Type & RecordType.External) == 0) report.Add(log, entry, "external", "the mark EXTERNAL is missing");
        if (entry.Body is ModSeqBody { Entries: [(0, var value)] })
        {
            announced = value;
            return;
        }

        if (entry.Body is ModSeqBody) report.Add(log, entry, "counter", "it is not about the mailbox alone");
        if (entry.Counts)
        {
            if (announced is null) report.Add(log, entry, "counter", "no modseq-update stands before it");
            else if (announced != entry.Formula - 1) report.Add(log, entry, "counter", $"the modseq-update before it says {announced}, not the formula's {entry.Formula} - 1");
            else if (entry.Counter != entry.Formula) report.Add(log, entry, "counter", $"Dovecot's counter comes to {entry.Counter}, the formula to {entry.Formula}");
        }

        announced = null;
    }
}
