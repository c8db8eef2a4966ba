namespace Conformance.Checking.Racing;

/// <summary>What became of an attempt to count.</summary>
public enum Counted
{
    /// <summary>OK, and the message not in MODIFIED.</summary>
    Done,

    /// <summary>MODIFIED.</summary>
    Refused,

    /// <summary>Neither: whether it was carried out is open.</summary>
    Open,
}

/// <summary>One attempt of a session to add one to the counter that a message's keywords are.</summary>
/// <param name="Observed">The mod-sequence that its FETCH told; what it gave as UNCHANGEDSINCE.</param>
/// <param name="Count">The counter that its FETCH told.</param>
/// <param name="Told">The mod-sequence that the answer to its STORE told, if it told one.</param>
/// <param name="Asked">The transcript entry of FETCH, <paramref name="Row"/> that of what it told, <paramref name="Sent"/> that of STORE.</param>
/// <param name="Entry">The transcript entry of the tagged answer to STORE.</param>
public sealed record CounterAttempt(string Lane, ulong Observed, int Count, Counted Result, ulong? Told, int? Asked, int? Row, int Sent, int Entry)
{
    internal IEnumerable<int> Proof => new[] { Asked, Row, Sent, Entry }.OfType<int>();
}

/// <summary>A counter as it was recorded.</summary>
/// <param name="FinalCount">What the counter is when all have done.</param>
/// <param name="FinalModSeq">The message's mod-sequence then.</param>
/// <param name="FinalRow">The transcript entries that told so.</param>
public sealed record CounterHistory(IReadOnlyList<CounterAttempt> Attempts, int FinalCount, ulong FinalModSeq, IReadOnlyList<int> FinalRow);
