using System.Globalization;

namespace Endurance.Mixed;

/// <summary>Resident memory of a process over the run: whether it stays flat.</summary>
public sealed class MemoryWatch(string name, TimeSpan length)
{
    /// <summary>How much more the last third may need than the second one: what garbage collection at other moments makes of the same load.</summary>
    private const double MostGrowth = 1.25;

    private const double MostGrowthMiB = 24;

    private readonly double[] _peaks = new double[3];
    private double _now;

    public double NowMiB => _now;

    /// <param name="process">Its identifier; 0 while there is none.</param>
    /// <param name="elapsed">Since the load began.</param>
    public void Sample(int process, TimeSpan elapsed)
    {
        if (process == 0 || ResidentMiB(process) is not { } now) return;
        _now = now;
        var third = Math.Clamp((int)(3 * elapsed / length), 0, 2);
        _peaks[third] = Math.Max(_peaks[third], now);
    }

    /// <summary>Judged when there were three thirds.</summary>
    public void Judge(Findings findings)
    {
        if (_peaks[1] > 0 && _peaks[2] > (_peaks[1] * MostGrowth) + MostGrowthMiB) findings.Add($"memory grows: {this}");
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{name}: at most {_peaks[0]:F0}, {_peaks[1]:F0}, {_peaks[2]:F0} MiB in the three thirds of the run");

    private static double? ResidentMiB(int process)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{process}/status"))
            {
                if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                    return double.Parse(line.AsSpan(6, line.Length - 8).Trim(), CultureInfo.InvariantCulture) / 1024;
            }
        }
        catch (IOException)
        {
            // It has just ended.
        }
        return null;
    }
}
