using System.Globalization;
using System.Runtime.InteropServices;

namespace Bench.Reporting;

/// <summary>Where the numbers were made: they mean little elsewhere.</summary>
public static class Machine
{
    public static string Description => $"{Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>The load average of the last minute, or null where there is none.</summary>
    public static double? Load()
    {
        try
        {
            return double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }
}
