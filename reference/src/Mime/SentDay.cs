using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Reference.Mime;

/// <summary>The day in a Date field whose time cannot be read.</summary>
internal static partial class SentDay
{
    private static readonly string[] Formats = ["d MMM yyyy", "d MMM yy"];

    public static DateTimeOffset? Of(byte[] field)
    {
        if (Day().Match(Encoding.Latin1.GetString(field)) is not { Success: true } found) return null;
        var day = string.Join(' ', found.Groups.Values.Skip(1).Select(group => group.Value));
        return DateTime.TryParseExact(day, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? new DateTimeOffset(date, TimeSpan.Zero)
            : null;
    }

    [GeneratedRegex(@"(?<![0-9])([0-9]{1,2})\s+([A-Za-z]{3})\s+([0-9]{4}|[0-9]{2})(?![0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Day();
}
