using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>One response and what it meant for its session at that moment.</summary>
/// <param name="Selection">The mailbox that it certainly belongs to, if it speaks of messages; null where that is not certain.</param>
/// <param name="Commands">What was in progress, the oldest first; incomplete ones among them.</param>
public sealed record Observation(Entry Entry, Response Response, Selection? Selection, IReadOnlyList<Command> Commands)
{
    /// <summary>How many messages the session knew of just before.</summary>
    public long? CountBefore { get; init; }

    /// <summary>A FETCH.</summary>
    public FetchData? Fetch { get; init; }

    /// <summary>The message that FETCH or EXPUNGE speaks of.</summary>
    public KnownMessage? Message { get; init; }

    /// <summary>A VANISHED of either form.</summary>
    public VanishedData? Vanished { get; init; }

    /// <summary>Why the UID of FETCH, or a UID of VANISHED, cannot be, in words.</summary>
    public string? Objection { get; init; }

    /// <summary>Plain VANISHED or EXPUNGE.</summary>
    public bool IsRemoval => Vanished is { IsEarlier: false } || IsExpunge;

    public bool IsExpunge => Response is DataResponse { Name: "EXPUNGE", Number: not null };

    /// <summary>The code of a status response, if it has that name.</summary>
    public ResponseCode? Code(string name) => Response is StatusResponse { Code: { } code } && code.Name == name ? code : null;

    /// <summary>The mod-sequence that code HIGHESTMODSEQ tells.</summary>
    public ModSeqText? HighestModSeq => Code("HIGHESTMODSEQ") is { } code ? ModSeqText.Read(code.Arguments is [var v] ? v.ToText() ?? "" : "") : null;

    /// <summary>All commands in progress are complete, understood and of these names.</summary>
    public bool Only(Func<Command, bool> kind) => Commands.Count > 0 && Commands.All(c => c is { IsComplete: true, IsReadable: true, IsRaw: false } && kind(c));
}
