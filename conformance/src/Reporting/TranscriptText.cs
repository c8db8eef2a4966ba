using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Conformance.Wire;

namespace Conformance.Reporting;

/// <summary>A transcript as text: one line an entry, a lane per session, bytes of the server escaped, credentials left out.</summary>
public static partial class TranscriptText
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
            else if (b is >= 0x20 and < 0x7f && !BeginsLogCommand(shown[i..]))
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

    /// <summary>The same for text that may hold what a server said. Letters of every script stay; controls, and marks that turn the direction of writing, do not.</summary>
    public static string Escape(string text)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "⏎", StringComparison.Ordinal).EnumerateRunes())
        {
            if (safe.Length > MostShown)
            {
                safe.Append(CultureInfo.InvariantCulture, $" … ({text.Length} characters in all)");
                break;
            }

            var unsafeMark = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (unsafeMark)
                safe.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            else
                safe.Append(rune.ToString());
        }

        return LogCommand().Replace(safe.ToString(), m => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)m.Value[0]:x2}{m.Value[1..]}"));
    }

    /// <summary>At the beginning of a line <c>::error …::</c> is a command to GitHub's log, and <c>##[error]</c> anywhere.</summary>
    private static bool BeginsLogCommand(ReadOnlySpan<byte> bytes)
    {
        if (bytes is not [(byte)':', (byte)':', ..] and not [(byte)'#', (byte)'#', (byte)'[', ..])
            return false;
        var ahead = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 40)]);
        return LogCommand().Match(ahead) is { Success: true, Index: 0 };
    }

    [GeneratedRegex("::(?=[a-zA-Z-]+(\\s|::))|##(?=\\[)")]
    private static partial Regex LogCommand();

    private static string Secret(Entry entry) =>
        entry.Tag is { } tag ? $"{tag} (credentials, {entry.Bytes.Length} bytes, not shown)" : $"(credentials, {entry.Bytes.Length} bytes, not shown)";
}
