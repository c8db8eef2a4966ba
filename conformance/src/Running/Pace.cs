using Conformance.Wire;

namespace Conformance.Running;

/// <summary>How long a single wait may last, by which clock, and how much a server may send.</summary>
public sealed record Pace(TimeSpan Timeout, Limits Limits, TimeProvider Clock)
{
    /// <summary>A deadline that begins now.</summary>
    public Deadline Deadline(CancellationToken cancel) => new(Timeout, Clock, cancel);
}
