using System.Globalization;

namespace Inspector.Commands;

internal static class Dates
{
    /// <summary>Seconds since 1970 as a date in UTC.</summary>
    public static string Utc(ulong seconds) =>
        DateTimeOffset.FromUnixTimeSeconds((long)Math.Min(seconds, 253402300799)).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
