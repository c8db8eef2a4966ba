using System.Collections.Immutable;
using Conformance.Checking.Convergence;

namespace Conformance.Walking;

/// <summary>A mailbox of the suite's own model: its messages, and which mod-sequences were told when. Values are only ever compared.</summary>
/// <param name="name">As it is written in commands.</param>
/// <param name="variable">Its variable in a scenario, without <c>$</c>.</param>
internal sealed class MailboxModel(string name, string variable)
{
    private readonly List<MessageModel> all = [];
    private readonly Dictionary<ulong, int> firstTold = [];
    private readonly Dictionary<ulong, int> opened = [];
    private readonly List<(int Step, ulong Most)> most = [];

    public string Name => name;

    public string Variable => variable;

    public uint UidValidity { get; init; }

    /// <summary>All messages that ever were there, by UID.</summary>
    public IReadOnlyList<MessageModel> All => all;

    public IEnumerable<MessageModel> Live => all.Where(m => m.IsLive);

    /// <summary>
    /// The first step by which a session had enabled CONDSTORE with this mailbox: what was changed before may have no mod-sequence of its own (RFC 7162
    /// section 3.1.2.1).
    /// </summary>
    public int? TrackedSince { get; private set; }

    /// <summary>Notes that a CONDSTORE-aware session has it open.</summary>
    public void Track(int step) => TrackedSince ??= step;

    /// <summary>Adds a message. UIDs ascend.</summary>
    public MessageModel Add(uint uid, int step, int session, IReadOnlyList<ImmutableHashSet<string>>? flags, string by)
    {
        var message = new MessageModel(all.Count, uid, new FlagVersion(step, session, flags, IsReal: true), by);
        all.Add(message);
        return message;
    }

    public MessageModel? Find(uint uid) => all.Find(m => m.Uid == uid);

    /// <summary>Notes a mod-sequence that binds: told by FETCH, or as HIGHESTMODSEQ to a session that is aware.</summary>
    public void Learn(ulong value, int step)
    {
        firstTold.TryAdd(value, step);
        if (most.Count == 0 || value > most[^1].Most)
            most.Add((step, value));
    }

    /// <summary>Notes a HIGHESTMODSEQ told at an opening: no message had a higher one then.</summary>
    public void LearnAtOpening(ulong value, int step)
    {
        Learn(value, step);
        opened[value] = step;
    }

    /// <summary>The largest mod-sequence that anybody had been told before that step; 0 if none.</summary>
    public ulong MostBefore(int step) => most.FindLast(m => m.Step < step).Most;

    /// <summary>Whether that value had been told before the step began: what the step changes then gets a higher one.</summary>
    public bool WasToldBefore(ulong value, int step) => firstTold.TryGetValue(value, out var told) && told < step;

    /// <summary>Whether no message that was last touched at that step can have a higher mod-sequence than the value.</summary>
    public bool Covers(ulong value, int touched) => opened.TryGetValue(value, out var step) && step > touched;

    /// <summary>What is there, for comparison with a client's cache; flags only where there is no doubt.</summary>
    public Listing Listing() => new(Live.ToImmutableDictionary(m => m.Uid, m => new CachedMessage(m.Now.Certain, null)));
}
