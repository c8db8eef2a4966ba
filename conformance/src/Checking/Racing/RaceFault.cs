namespace Conformance.Checking.Racing;

/// <summary>What was wrong with a round.</summary>
/// <param name="Round">Its number.</param>
/// <param name="Message">In one sentence.</param>
/// <param name="Entry">Where to look in the transcript.</param>
/// <param name="Proof">The fewest transcript entries that prove it, in order: the state before, the STOREs with their answers, the state after.</param>
public sealed record RaceFault(int Round, string Message, int? Entry, IReadOnlyList<int> Proof)
{
    /// <summary>A fault that concerns one message, proven by these STOREs of it.</summary>
    internal static RaceFault Of(RaceRound round, uint uid, IReadOnlyCollection<RaceEntrant> proving, string message, bool withAfter) => new(
        round.Number,
        message,
        proving.LastOrDefault()?.Entry ?? round.LookedAfter,
        Shown([(round, uid, proving, withAfter)]));

    /// <summary>What shows each of these messages with these STOREs of it.</summary>
    internal static IReadOnlyList<int> Shown(IEnumerable<(RaceRound Round, uint Uid, IReadOnlyCollection<RaceEntrant> Proving, bool WithAfter)> parts) =>
    [
        .. parts.SelectMany(p => p.Proving
                .SelectMany(e => new[] { e.Sent, e.Told.GetValueOrDefault(p.Uid)?.Entry, e.Entry })
                .Append(p.Round.LookedBefore)
                .Append(p.Round.Before.GetValueOrDefault(p.Uid)?.Entry)
                .Append(p.WithAfter ? p.Round.LookedAfter : null)
                .Append(p.WithAfter ? p.Round.After.GetValueOrDefault(p.Uid)?.Entry : null))
            .OfType<int>()
            .Distinct()
            .Order(),
    ];
}
