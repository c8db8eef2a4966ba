namespace Inspector.Format;

/// <summary>A transaction log as it is on disk at one moment.</summary>
/// <param name="Path">For messages.</param>
/// <param name="End">Where the whole records end.</param>
/// <param name="Trouble">Why nothing can be read from <paramref name="End"/> on; null when the file ends there.</param>
internal sealed record LogView(string Path, ReadOnlyMemory<byte> Bytes, LogHead Head, IReadOnlyList<LoggedRecord> Entries, uint End, string? Trouble)
{
    /// <summary>
    /// Whether the log is of the formula's kind. Each of its transactions then begins with a boundary that holds a checksum, which Dovecot's own
    /// never do; an empty one tells by its initial value, which no counter reaches.
    /// </summary>
    public bool UsesFormula => Entries.Count == 0
        ? Head.InitialModSeq >> 32 != 0
        : Entries.Any(entry => entry.Body is BoundaryBody { Crc: not null });

    /// <summary>The record that begins at an offset, null if none does. O(log n).</summary>
    public LoggedRecord? At(uint offset)
    {
        var (low, high) = (0, Entries.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (Entries[middle].Offset == offset) return Entries[middle];
            if (Entries[middle].Offset < offset) low = middle + 1;
            else high = middle - 1;
        }

        return null;
    }

    /// <summary>The mod-sequence that a server tells for a record; null if it has none.</summary>
    public ulong? ModSeqOf(LoggedRecord entry) => !entry.Counts ? null : UsesFormula ? entry.Formula : entry.Counter;

    /// <exception cref="UnreadableException">The header says that this is no log.</exception>
    public static LogView Parse(byte[] bytes, string path)
    {
        var head = LogHead.Parse(bytes, path);
        var scanner = new LogScanner(head);
        var entries = scanner.Scan(bytes.AsMemory(head.Size)).ToList();
        return new LogView(path, bytes, head, entries, scanner.Position, scanner.Trouble);
    }
}
