using System.Runtime.CompilerServices;
using Reference.Store;

namespace Reference.Sessions;

/// <summary>Which flags of which messages changed lately, for the test of section 3.1.12 of RFC 7162.</summary>
/// <remarks>
/// A message has one mod-sequence for all its flags. Comparing flags alone would miss one that was set and cleared again meanwhile, and a
/// conditional STORE must fail then (section 3.1.3). So each writer notes, inside the mailbox's gate, what it is about to change. What is
/// noted
/// and does not come about makes a test fail that could have passed; the other way round it cannot go wrong.
/// </remarks>
public sealed class FlagHistory
{
    /// <summary>What is older is forgotten, and counts as changed. Sessions fall this far behind only when they sleep.</summary>
    private const int Capacity = 4096;

    private static readonly ConditionalWeakTable<Mailbox, FlagHistory> Histories = [];
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _entries = new();
    private ulong _forgotten;
    private bool _anyForgotten;

    public static FlagHistory Of(Mailbox mailbox) => Histories.GetValue(mailbox, static _ => new FlagHistory());

    /// <summary>Notes a change that is decided on <paramref name="state"/>.</summary>
    public void Note(MailboxState state, Message before, SystemFlags flags, KeywordSet keywords)
    {
        var system = before.Flags ^ flags;
        var changed = before.Keywords.Without(keywords).With(keywords.Without(before.Keywords));
        lock (_lock)
        {
            _entries.Enqueue(new Entry(state.HighestModSeq, before.Uid, system, changed));
            if (_entries.Count <= Capacity) return;
            _forgotten = Math.Max(_forgotten, _entries.Dequeue().After);
            _anyForgotten = true;
        }
    }

    /// <summary>Whether any of the flags may have changed since the mailbox's HIGHESTMODSEQ was <paramref name="highestModSeq"/>.</summary>
    public bool MayHaveChanged(uint uid, SystemFlags flags, KeywordSet keywords, ulong highestModSeq)
    {
        lock (_lock)
        {
            if (_anyForgotten && _forgotten >= highestModSeq) return true;
            foreach (var entry in _entries)
            {
                if (entry.Uid == uid && entry.After >= highestModSeq
                    && ((entry.Flags & flags) != 0 || keywords.Names.Any(entry.Keywords.Contains)))
                {
                    return true;
                }
            }
            return false;
        }
    }

    /// <param name="After">HIGHESTMODSEQ before the change: the change is part of every state whose HIGHESTMODSEQ is larger.</param>
    private readonly record struct Entry(ulong After, uint Uid, SystemFlags Flags, KeywordSet Keywords);
}
