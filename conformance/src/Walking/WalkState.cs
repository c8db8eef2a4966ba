using Conformance.Running;
using Conformance.Wire;

namespace Conformance.Walking;

/// <summary>A walk while it is made: mailboxes, sessions, what was said, and what was found.</summary>
internal sealed class WalkState(Offer offer, Transcript transcript, IReadOnlyList<MailboxModel> boxes, IReadOnlyList<SessionModel> sessions)
{
    private readonly HashSet<(string, string)> told = [];

    public Offer Offer => offer;

    public Transcript Transcript => transcript;

    /// <summary>The walk's mailbox, and the other one.</summary>
    public IReadOnlyList<MailboxModel> Boxes => boxes;

    public IReadOnlyList<SessionModel> Sessions => sessions;

    public List<LogLine> Log { get; } = [];

    /// <summary>How many lines the walk itself has; what comes after is the check at its end.</summary>
    public int? End { get; set; }

    public Origins Origins { get; } = new();

    public List<Breach> Breaches { get; } = [];

    /// <summary>The number of the step that is being made, from 1.</summary>
    public int Step { get; set; }

    /// <summary>Why the walk cannot go on, if it cannot.</summary>
    public string? Blocked { get; set; }

    /// <summary>The model no longer holds: what came is not judged, and the walk ends.</summary>
    public string? Lost { get; set; }

    public bool IsOver => Blocked is not null || Lost is not null;

    /// <summary>The line being spoken.</summary>
    public int Line => Log.Count - 1;

    /// <summary>Notes a break, each requirement once with each line and subject.</summary>
    public void Break(string id, SessionModel session, Entry? entry, string message, params ProofLine[] proof) =>
        Break(new Breach(id, message, session.Lane, entry?.Number, Line, proof));

    public void Break(Breach breach)
    {
        if (told.Add((breach.Id, $"{breach.Lane} {breach.Line} {breach.Message}")))
            Breaches.Add(breach);
    }
}
