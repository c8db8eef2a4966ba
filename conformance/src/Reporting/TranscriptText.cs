using System.Globalization;
using System.Text;
using Conformance.Wire;

namespace Conformance.Reporting;

/// <summary>A transcript as text: one line an entry, a lane per session, bytes of the server escaped, credentials left out.</summary>
public static class TranscriptText
{
    /// <summary>Bytes shown of one entry; the rest is counted.</summary>
    private const int MostShown = 2000;

    /// <summary>All entries. <paramref name="marked"/> is the number of the entry to point at.</summary>
    public static string Write(IReadOnlyList<Entry> entries, int? marked = null)
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
            text.Append(Line(entry, entry.Number == marked)).Append('\n');
        return text.ToString();
    }

    /// <summary>The lines that lead up to an entry and the few behind it: what a reader needs to see what happened.</summary>
    public static IReadOnlyList<Entry> Around(IReadOnlyList<Entry> entries, int? number, int before = 14, int after = 3)
    {
        if (entries.Count == 0)
            return entries;
        var at = number ?? entries[^1].Number;
        return [.. entries.Where(e => e.Number >= at - before && e.Number <= at + after && e.Lane != "0")];
    }

    /// <summary>One entry as one line.</summary>
    public static string Line(Entry entry, bool marked = false)
    {
        var arrow = entry.Kind switch
        {
            EntryKind.Sent => ">",
            EntryKind.Received => "<",
            EntryKind.Note => "#",
            _ => "-",
        };
        var what = entry.Kind switch
        {
            EntryKind.Connected => "connected" + (entry.Text is { } peer ? " " + Escape(peer) : ""),
            EntryKind.Closed => "closed" + (entry.Text is { } who ? ": " + Escape(who) : ""),
            EntryKind.Note => Escape(entry.Text ?? ""),
            _ => entry.IsSecret ? Secret(entry) : Escape(entry.Bytes.Span),
        };
        var time = entry.At.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        return $"{(marked ? "=>" : "  ")} {time,8} {entry.Lane,-3}{arrow} {what}";
    }

    /// <summary>Printable ASCII as it is; a line break inside as ⏎, other control characters and 8-bit bytes as \xNN, so that a server can neither colour a terminal nor forge a log line.</summary>
    public static string Escape(ReadOnlySpan<byte> bytes)
    {
        var shown = bytes.Length > MostShown ? bytes[..MostShown] : bytes;
        var text = new StringBuilder(shown.Length);
        for (var i = 0; i < shown.Length; i++)
        {
            var b = shown[i];
            if (b == '\r' && i + 1 < shown.Length && shown[i + 1] == '\n')
            {
                if (i + 2 < bytes.Length)
                    text.Append('⏎');
                i++;
            }
            else if (b is >= 0x20 and < 0x7f)
            {
                text.Append((char)b);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
            }
        }

        if (shown.Length < bytes.Length)
            text.Append(CultureInfo.InvariantCulture, $" … ({bytes.Length - shown.Length} more bytes)");
        return text.ToString();
    }

    /// <summary>The same for text.</summary>
    public static string Escape(string text) => Escape(Encoding.UTF8.GetBytes(text));

    private static string Secret(Entry entry) =>
        entry.Tag is { } tag ? $"{tag} (credentials, {entry.Bytes.Length} bytes, not shown)" : $"(credentials, {entry.Bytes.Length} bytes, not shown)";
}
