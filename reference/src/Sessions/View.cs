using Reference.Store;
using Reference.Wire;

namespace Reference.Sessions;

/// <summary>What one client has been told of the selected mailbox: which messages, in which order, with which flags.</summary>
/// <remarks>
/// The view is the newest state that was told, and the ghosts: messages that are gone from that state while the client has not been
/// told (RFC 3501 section 7.4.1 forbids EXPUNGE during FETCH, STORE and SEARCH). Ghosts keep their places, so a message number never
/// changes
/// except through <see cref="Sync"/>. Costs follow the number of changes, not the size of the mailbox.
/// </remarks>
public sealed class View
{
    private MailboxState _told;
    private Message[] _ghosts = [];
    private int[] _ghostNumbers = [];

    public View(MailboxState first)
    {
        _told = first;
        HighestModSeq = first.HighestModSeq;
    }

    /// <summary>The newest state that was told, without the ghosts.</summary>
    public MailboxState State => _told;

    /// <summary>Messages as the client counts them.</summary>
    public int Count => _told.Count + _ghosts.Length;

    public bool HasGhosts => _ghosts.Length > 0;

    /// <summary>Messages that are expunged and not told so, by UID.</summary>
    public IReadOnlyList<Message> Ghosts => _ghosts;

    /// <summary>The highest mod-sequence that hides no untold expunge (RFC 7162 section 3.2 and the example of section 6): a client
    /// that keeps this value and loses the connection will learn of every ghost when it comes back.</summary>
    public ulong HighestModSeq { get; private set; }

    /// <summary>The largest UID in the view, 0 if it is empty: the meaning of "*" in a set of UIDs.</summary>
    public uint LargestUid
    {
        get
        {
            var live = _told.Count > 0 ? _told[_told.Count - 1].Uid : 0;
            return HasGhosts ? Math.Max(live, _ghosts[^1].Uid) : live;
        }
    }

    /// <param name="number">1 to <see cref="Count"/>.</param>
    public Message this[int number]
    {
        get
        {
            if (!HasGhosts) return _told[number - 1];
            var at = Array.BinarySearch(_ghostNumbers, number);
            return at >= 0 ? _ghosts[at] : _told[number - 1 - ~at];
        }
    }

    public bool IsGhost(uint uid) => HasGhosts && GhostsBelow(uid) is var at && at < _ghosts.Length && _ghosts[at].Uid == uid;

    /// <returns>The message number, 0 when no message of the view has this UID.</returns>
    public int NumberOf(uint uid)
    {
        var below = GhostsBelow(uid);
        var index = _told.IndexOf(uid);
        if (index >= 0) return index + below + 1;
        return below < _ghosts.Length && _ghosts[below].Uid == uid ? _ghostNumbers[below] : 0;
    }

    /// <summary>The first message number whose UID is at least <paramref name="uid"/>; <see cref="Count"/> + 1 if there is none.</summary>
    public int FirstNumberAtOrAbove(uint uid) => _told.LowerBound(uid) + GhostsBelow(uid) + 1;

    /// <summary>Resolves a set of message numbers.</summary>
    /// <exception cref="SyntaxException">A number is larger than the number of messages (RFC 3501 section 9, seq-number).</exception>
    public NumberRanges Numbers(SequenceSet set)
    {
        if (set.LargestNumber > (uint)Count || (set.HasStar && Count == 0))
            throw new SyntaxException($"message numbers {set} go beyond the {Count} messages of the mailbox");
        return new NumberRanges(set.Resolve((uint)Count));
    }

    /// <summary>Resolves a set of UIDs to the message numbers of those that exist in the view (RFC 3501 section 6.4.8).</summary>
    public NumberRanges NumbersOfUids(SequenceSet set) => NumbersOfUids(set.Resolve(LargestUid));

    /// <param name="ranges">Ascending, not overlapping.</param>
    public NumberRanges NumbersOfUids(IEnumerable<SequenceRange> ranges)
    {
        var numbers = new List<SequenceRange>();
        foreach (var (first, last) in ranges)
        {
            var low = FirstNumberAtOrAbove(first);
            var high = last == uint.MaxValue ? Count : FirstNumberAtOrAbove(last + 1) - 1;
            if (low <= high) numbers.Add(new SequenceRange((uint)low, (uint)high));
        }
        return new NumberRanges(numbers);
    }

    /// <summary>The messages of some numbers, ghosts included, in order; a range is walked through without looking up each number.</summary>
    public IEnumerable<(int Number, Message Message)> At(NumberRanges numbers)
    {
        if (HasGhosts) return numbers.Select(number => (number, this[number]));
        return numbers.Ranges.SelectMany(range => Walk((int)range.First, (int)range.Last));
    }

    private IEnumerable<(int Number, Message Message)> Walk(int first, int last)
    {
        var number = first;
        foreach (var message in _told.From(first - 1))
        {
            yield return (number, message);
            if (number++ == last) yield break;
        }
    }

    /// <summary>Every message besides the ghosts, with its number, in order.</summary>
    public IEnumerable<(int Number, Message Message)> Live()
    {
        var (index, ghosts) = (0, 0);
        foreach (var message in _told)
        {
            while (ghosts < _ghosts.Length && _ghosts[ghosts].Uid < message.Uid) ghosts++;
            index++;
            yield return (index + ghosts, message);
        }
    }

    /// <summary>Messages of the view with a mod-sequence above <paramref name="modSeq"/>, ghosts included, by number; costs follow their
    /// number.</summary>
    public IEnumerable<(int Number, Message Message)> ChangedSince(ulong modSeq)
    {
        var changed = _told.ChangedSince(modSeq).Select(message => (NumberOf(message.Uid), message));
        return HasGhosts
            ? changed.Concat(_ghosts.Where(g => g.ModSeq > modSeq).Select(g => (NumberOf(g.Uid), g))).OrderBy(pair => pair.Item1)
            : changed;
    }

    /// <summary>Moves the view to <paramref name="newest"/> and returns the difference, which the caller must tell.</summary>
    /// <param name="newest">The mailbox's published state.</param>
    /// <param name="mayTellExpunges">False while a message number may not change; then the expunged stay as ghosts.</param>
    public Told Sync(MailboxState newest, bool mayTellExpunges)
    {
        if (ReferenceEquals(newest, _told) && (!HasGhosts || !mayTellExpunges)) return Told.Nothing;
        var before = _told;
        var ghosts = MergedGhosts(Gone(before, newest));

        List<(int Number, uint Uid)>? expunged = null;
        if (mayTellExpunges && ghosts.Length > 0)
        {
            expunged = new(ghosts.Length);
            foreach (var ghost in ghosts) expunged.Add((NumberOf(ghost.Uid), ghost.Uid));
            ghosts = [];
        }

        _told = newest;
        _ghosts = ghosts;
        _ghostNumbers = new int[ghosts.Length];
        for (var i = 0; i < ghosts.Length; i++) _ghostNumbers[i] = newest.LowerBound(ghosts[i].Uid) + i + 1;
        if (ghosts.Length == 0) HighestModSeq = newest.HighestModSeq;

        List<ToldChange>? changes = null;
        if (newest.HighestModSeq != before.HighestModSeq)
        {
            var changed = newest.ChangedSince(before.HighestModSeq);
            changes = new List<ToldChange>(changed.Count);
            foreach (var message in changed)
            {
                if (message.Uid >= before.UidNext) continue;
                var index = before.IndexOf(message.Uid);
                if (index >= 0) changes.Add(new ToldChange(NumberOf(message.Uid), before[index], message));
            }
        }
        var arrived = newest.UidNext > before.UidNext ? newest.Count - newest.LowerBound(before.UidNext) : 0;
        return new Told(expunged ?? [], arrived > 0 ? Count : null, changes ?? [], newest.Keywords.Length != before.Keywords.Length);
    }

    private static List<Message> Gone(MailboxState before, MailboxState newest)
    {
        var gone = new List<Message>();
        if (ReferenceEquals(before, newest)) return gone;
        foreach (var (first, last) in newest.ExpungedSince(before.HighestModSeq).Ranges)
        {
            for (var i = before.LowerBound(first); i < before.Count && before[i].Uid <= last; i++) gone.Add(before[i]);
        }
        return gone;
    }

    private Message[] MergedGhosts(List<Message> gone)
    {
        if (gone.Count == 0) return _ghosts;
        var merged = new Message[_ghosts.Length + gone.Count];
        _ghosts.CopyTo(merged, 0);
        gone.CopyTo(merged, _ghosts.Length);
        Array.Sort(merged, (a, b) => a.Uid.CompareTo(b.Uid));
        return merged;
    }

    private int GhostsBelow(uint uid)
    {
        int low = 0, high = _ghosts.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ghosts[middle].Uid < uid) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
