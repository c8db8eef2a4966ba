using Conformance.Grammar;

namespace Conformance.Checking.Invariants;

/// <summary>What the invariants must know beside the transcript.</summary>
/// <param name="Capabilities">What the server offers after login; compared without case.</param>
/// <param name="Syntax">The grammar's judge; null leaves the grammar unexamined.</param>
/// <param name="LaneUsers">The account of each lane; lanes that are missing are the first account's. Values of different accounts are never compared .</param>
public sealed record InvariantContext(
    IReadOnlyCollection<string> Capabilities,
    SyntaxJudge? Syntax = null,
    IReadOnlyDictionary<string, int>? LaneUsers = null)
{
    /// <summary>The server offers QRESYNC.</summary>
    public bool OffersQResync => Offers("QRESYNC");

    /// <summary>The server offers CONDSTORE, or QRESYNC, which implies it (RFC 7162 section 3.2.3).</summary>
    public bool OffersCondStore => Offers("CONDSTORE") || OffersQResync;

    public bool Offers(string capability) => Capabilities.Contains(capability, StringComparer.OrdinalIgnoreCase);

    internal int UserOf(string lane) => LaneUsers is not null && LaneUsers.TryGetValue(lane, out var user) ? user : 1;
}
