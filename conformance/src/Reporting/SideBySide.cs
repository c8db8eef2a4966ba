using System.Text;
using Conformance.Wire;

namespace Conformance.Reporting;

/// <summary>Transcript entries in a column for each session, in the order of time.</summary>
public static class SideBySide
{
    private const int Width = 150;

    /// <summary>With more sessions the columns would be too narrow to read: then one line an entry.</summary>
    private const int MostColumns = 4;

    /// <summary>These entries, one below the other.</summary>
    public static string Write(IReadOnlyList<Entry> entries)
    {
        var lanes = entries.Select(e => e.Lane).Where(l => l.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        if (lanes.Count is 0 or > MostColumns)
            return string.Concat(entries.Select(e => TranscriptText.Line(e) + "\n"));
        var width = Width / lanes.Count;
        var text = new StringBuilder();
        Row(text, [.. lanes.Select(l => new[] { l })], width);
        foreach (var entry in entries)
            Row(text, [.. lanes.Select(l => l == entry.Lane ? Lines(entry, width - 2) : [])], width);
        return text.ToString();
    }

    private static void Row(StringBuilder text, IReadOnlyList<string[]> cells, int width)
    {
        for (var line = 0; line < cells.Max(c => c.Length); line++)
        {
            var row = string.Concat(cells.Select(c => (line < c.Length ? c[line] : "").PadRight(width)));
            text.Append("  ").Append(row.TrimEnd()).Append('\n');
        }
    }

    private static string[] Lines(Entry entry, int width)
    {
        // Without the time and the lane, which stand in front of it.
        var line = TranscriptText.Line(entry)[15..];
        var lines = new List<string>();
        for (var indent = ""; line.Length > 0; indent = "  ")
        {
            var room = Math.Max(8, width - indent.Length);
            var cut = line.Length <= room ? line.Length : line.LastIndexOf(' ', room);
            if (cut <= 0)
                cut = Math.Min(room, line.Length);
            lines.Add(indent + line[..cut]);
            line = line[cut..].TrimStart();
        }

        return [.. lines];
    }
}
