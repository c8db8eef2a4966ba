using Bench.Running;

namespace Bench.Workloads;

/// <summary>All workloads, in the order in which they run.</summary>
public static class Catalogue
{
    private static readonly int[] Sizes = [1_000, 10_000, 50_000];

    /// <param name="maxMessages">Larger mailboxes are made that large; the workloads are then named so.</param>
    /// <param name="timeout">For telling an idle connection.</param>
    public static IReadOnlyList<Workload> All(int maxMessages, TimeSpan timeout)
    {
        var sizes = Sizes.Select(size => Math.Min(size, maxMessages)).Distinct().ToList();
        return
        [
            new IdleMemory(100),
            new StoreConditional(1),
            new StoreConditional(4),
            new StoreConditional(16),
            new CompareAndSet(8),
            new AppendMessages(AppendMessages.Way.One),
            new AppendMessages(AppendMessages.Way.Pipelined),
            new AppendMessages(AppendMessages.Way.Multi),
            .. sizes.Select(size => new ChangedSince(size)),
            .. sizes.Select(size => new QResyncSelect(size)),
            new StatusOfMany(pipelined: false),
            new StatusOfMany(pipelined: true),
            new FetchModSeq(sizes[^1]),
            new IdleFanout(100, timeout),
            new IdleFanout(500, timeout),
        ];
    }

    /// <summary>Those that the globs name, or all.</summary>
    /// <exception cref="FormatException">A glob names none.</exception>
    public static IReadOnlyList<Workload> Choose(IReadOnlyList<Workload> all, IReadOnlyList<string> globs)
    {
        if (globs.Count == 0) return all;
        var none = globs.FirstOrDefault(glob => !all.Any(workload => Glob.Matches(glob, workload.Name)));
        if (none is not null) throw new FormatException($"--workload {none}: there is no such workload; --list shows them all");
        return all.Where(workload => globs.Any(glob => Glob.Matches(glob, workload.Name))).ToList();
    }
}
