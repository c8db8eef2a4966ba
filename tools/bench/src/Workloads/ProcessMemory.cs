using System.Globalization;

namespace Bench.Workloads;

/// <summary>Memory of a process and all below it, as Linux tells it in <c>/proc</c>.</summary>
public static class ProcessMemory
{
    /// <summary>Resident KiB; pages that processes share are counted once (the proportional set size).</summary>
    /// <exception cref="BenchException">There is no such process, or it may not be looked at.</exception>
    public static long ResidentKiB(int pid)
    {
        var children = Children();
        var waiting = new Queue<int>([pid]);
        long sum = 0;
        while (waiting.TryDequeue(out var each))
        {
            if (Proportional(each) is { } size) sum += size;
            else if (each == pid) throw new BenchException($"the memory of process {pid} cannot be read; is it running, and on Linux?");
            foreach (var child in children[each]) waiting.Enqueue(child);
        }
        return sum;
    }

    private static ILookup<int, int> Children() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
        .Where(pid => pid > 0)
        .Select(pid => (Pid: pid, Parent: Parent(pid)))
        .Where(process => process.Parent > 0)
        .ToLookup(process => process.Parent, process => process.Pid);

    // pid (name, which may have spaces and parentheses) state parent …
    private static int Parent(int pid)
    {
        if (Read($"/proc/{pid}/stat") is not { } stat) return 0;
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 1 && int.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : 0;
    }

    private static long? Proportional(int pid)
    {
        var line = Read($"/proc/{pid}/smaps_rollup")?.Split('\n').FirstOrDefault(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        var fields = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields?.Length > 1 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The process has ended meanwhile, or is somebody else's.
            return null;
        }
    }
}
