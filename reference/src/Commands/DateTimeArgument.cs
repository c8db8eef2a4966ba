using System.Globalization;
using System.Text;
using Reference.Wire;

namespace Reference.Commands;

/// <summary>date and date-time of RFC 3501 section 9.</summary>
internal static class DateTimeArgument
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary>date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE; for example "17-Jul-1996 02:44:25
    /// -0700".</summary>
    public static DateTimeOffset DateTime(this CommandScanner scanner)
    {
        var start = scanner.Offset;
        var text = Encoding.ASCII.GetString(scanner.Quoted().Span);
        return TryParse(text, out var date) ? date : throw new SyntaxException("date-time like \"17-Jul-1996 02:44:25 -0700\"", start);
    }

    /// <summary>date = date-text / DQUOTE date-text DQUOTE; date-text = date-day "-" date-month "-" date-year.</summary>
    public static DateOnly Date(this CommandScanner scanner)
    {
        var start = scanner.Offset;
        var text = scanner.Next('"') ? Encoding.ASCII.GetString(scanner.Quoted().Span) : scanner.Atom("date");
        var parts = text.Split('-');
        if (parts.Length == 3 && parts[0].Length is 1 or 2 && IsDigits(parts[0]) && parts[2].Length == 4 && IsDigits(parts[2])
            && Month(parts[1]) is > 0 and var month
            && DateOnly.TryParseExact(
                $"{parts[0].PadLeft(2, '0')}-{month:00}-{parts[2]}", "dd-MM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }
        throw new SyntaxException("date like 1-Feb-1994", start);
    }

    public static string Format(DateTimeOffset date)
    {
        // A day below 10 is SP DIGIT; the zone has no colon.
        var sign = date.Offset < TimeSpan.Zero ? '-' : '+';
        var zone = date.Offset.Duration();
        return string.Create(
            CultureInfo.InvariantCulture, $"{date.Day,2}-{date:MMM-yyyy HH:mm:ss} {sign}{zone.Hours:00}{zone.Minutes:00}");
    }

    private static bool TryParse(string text, out DateTimeOffset date)
    {
        date = default;
        if (text.Length != 26 || text[2] != '-' || text[6] != '-' || text[11] != ' ' || text[14] != ':' || text[17] != ':'
            || text[20] != ' ' || text[21] is not ('+' or '-'))
        {
            return false;
        }
        var day = text[0] == ' ' ? text[1..2] : text[..2];
        if (!IsDigits(day) || Month(text[3..6]) is not (> 0 and var month)) return false;
        foreach (var number in (string[])[text[7..11], text[12..14], text[15..17], text[18..20], text[22..26]])
        {
            if (!IsDigits(number)) return false;
        }
        var zone = new TimeSpan(Number(text[22..24]), Number(text[24..26]), 0);
        // .NET knows offsets of up to 14 hours, and so do the world's time zones.
        if (zone > TimeSpan.FromHours(14) || Number(text[24..26]) > 59) return false;
        try
        {
            date = new DateTimeOffset(
                Number(text[7..11]), month, Number(day), Number(text[12..14]), Number(text[15..17]), Math.Min(Number(text[18..20]), 59),
                text[21] == '-' ? -zone : zone);
            return Number(text[18..20]) <= 60;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static int Month(string name) => Array.IndexOf(Months, name.ToUpperInvariant()) + 1;

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static bool IsDigits(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);
}
