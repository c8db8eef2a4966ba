using Bench.Contestants;

namespace Bench.Workloads;

/// <summary>One number that a round yields.</summary>
/// <param name="Name">Empty for the workload's own, else what is added to its name in the report.</param>
/// <param name="Unit">For the report.</param>
/// <param name="MoreIsBetter">True of rates, false of times and sizes.</param>
/// <param name="IsCompared">False of what explains another metric and is no merit of its own.</param>
public sealed record Metric(string Name, string Unit, bool MoreIsBetter, bool IsCompared = true)
{
    public static Metric Rate(string unit) => new("", unit, true);

    public static Metric Milliseconds(string name = "") => new(name, "ms", false);
}

/// <summary>Something to measure. One instance serves all contestants.</summary>
public abstract class Workload(string name)
{
    public string Name { get; } = name;

    /// <summary>One line for <c>--list</c>.</summary>
    public abstract string Description { get; }

    public abstract IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Makes everything ready on one contestant; not measured.</summary>
    /// <exception cref="NotOfferedException">The contestant does not offer what is measured.</exception>
    public Task<ITrial> PrepareAsync(Contestant contestant, int seed) => contestant switch
    {
        ImapServer server => PrepareAsync(server, new Random(seed)),
        EchoServer echo => EchoAsync(echo),
        _ => throw new ArgumentException($"unknown contestant {contestant.Name}"),
    };

    protected abstract Task<ITrial> PrepareAsync(ImapServer server, Random random);

    /// <summary>The same with durable lines instead of IMAP, where that is a limit for it.</summary>
    protected virtual Task<ITrial> EchoAsync(EchoServer echo) => throw new NotOfferedException("no echo of it");
}

/// <summary>A workload made ready on one contestant.</summary>
public interface ITrial : IAsyncDisposable
{
    /// <summary>One round.</summary>
    /// <param name="length">How long to measure, about.</param>
    /// <returns>A value for each of the workload's metrics, in their order.</returns>
    Task<double[]> RunAsync(TimeSpan length);
}
