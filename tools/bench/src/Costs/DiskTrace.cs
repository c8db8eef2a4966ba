using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Costs;

/// <summary>What one part of a run did to the disk.</summary>
/// <param name="Syncs">fsync and fdatasync, of files and directories, and writes that are durable by themselves.</param>
/// <param name="Writes">Calls that write into files.</param>
/// <param name="Octets">Octets that they were to write.</param>
/// <param name="Names">Names made, changed or taken away: rename, link, unlink, mkdir, rmdir.</param>
public readonly record struct DiskWork(int Syncs, int Writes, long Octets, int Names);

/// <summary>A record of a program's calls, as <c>strace -f -ttt -y</c> writes it (Linux): what touches a directory is counted.</summary>
public static partial class DiskTrace
{
    /// <summary>The calls to be recorded, as an argument of strace.</summary>
    public const string Calls = "trace=fsync,fdatasync,write,pwrite64,pwritev,pwritev2,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir";

    /// <summary>Counts the calls that began between two times and name the directory.</summary>
    /// <param name="directory">Full path.</param>
    public static DiskWork Count(IEnumerable<string> lines, string directory, DateTimeOffset from, DateTimeOffset to)
    {
        var work = default(DiskWork);
        foreach (var line in lines)
        {
            // A call that another thread's interrupted is told twice; only its beginning has the arguments.
            var call = Call().Match(line);
            if (!call.Success || !line.Contains(directory, StringComparison.Ordinal)) continue;
            var time = DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(call.Groups["time"].Value, CultureInfo.InvariantCulture));
            if (time < from || time > to) continue;
            work = call.Groups["name"].Value switch
            {
                "fsync" or "fdatasync" => work with { Syncs = work.Syncs + 1 },
                "write" or "pwrite64" or "pwritev" or "pwritev2" => work with
                {
                    Writes = work.Writes + 1, Octets = work.Octets + Octets(line), Syncs = work.Syncs + (Durable().IsMatch(line) ? 1 : 0),
                },
                _ => work with { Names = work.Names + 1 },
            };
        }
        return work;
    }

    // write(5</x>, "…"..., 112) and pwrite64(5</x>, "…"..., 112, 4096): the octets stand behind the text.
    // pwritev2(5</x>, [{iov_base="…"..., iov_len=112}], 1, 4096, RWF_DSYNC): behind each.
    private static long Octets(string line) => Written().Matches(line).Sum(written => long.Parse(written.Groups["octets"].Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"^(?:\d+ +)?(?<time>\d+\.\d+) (?<name>[a-z0-9]+)\(")]
    private static partial Regex Call();

    [GeneratedRegex("RWF_D?SYNC")]
    private static partial Regex Durable();

    [GeneratedRegex("\"(?:\\.\\.\\.)?, (?:iov_len=)?(?<octets>\\d+)")]
    private static partial Regex Written();
}
