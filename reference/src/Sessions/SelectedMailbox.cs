using Reference.Store;

namespace Reference.Sessions;

/// <summary>The mailbox that a session has selected, and what its client knows of it.</summary>
public sealed class SelectedMailbox
{
    private readonly RecentMark _mark;
    private readonly List<(uint First, uint End)> _recent = [];
    private uint _claimedTo;

    public SelectedMailbox(Mailbox mailbox, bool readOnly)
    {
        Mailbox = mailbox;
        ReadOnly = readOnly;
        KeepsModSeqs = mailbox.KeepsModSeqs;
        _mark = RecentMark.Of(mailbox);
        View = new View(mailbox.State);
        AnnouncedBelow = View.State.UidNext;
        ClaimRecent();
    }

    public Mailbox Mailbox { get; }

    /// <summary>Opened by EXAMINE.</summary>
    public bool ReadOnly { get; }

    /// <summary>False when SELECT was answered with NOMODSEQ (RFC 7162 section 3.1.2.2).</summary>
    public bool KeepsModSeqs { get; }

    public View View { get; }

    /// <summary>Searches that go on telling how their results change, in the order in which they were made.</summary>
    public List<ISearchUpdates> Updates { get; } = [];

    /// <summary>New messages from this UID on were not yet told to a client that gave NOTIFY.</summary>
    public uint AnnouncedBelow { get; set; }

    /// <summary>A HIGHESTMODSEQ below what the client saw was sent; the full value is owed once no expunge is held back.</summary>
    public bool LoweredHighestModSeq { get; set; }

    public bool IsRecent(uint uid)
    {
        foreach (var (first, end) in _recent)
        {
            if (uid >= first && uid < end) return true;
        }
        return false;
    }

    /// <summary>Messages of the view that are \Recent in this session.</summary>
    public int RecentCount
    {
        get
        {
            var count = 0;
            foreach (var (first, end) in _recent) count += View.FirstNumberAtOrAbove(end) - View.FirstNumberAtOrAbove(first);
            return count;
        }
    }

    /// <summary>Called after the view took in new messages.</summary>
    public void ClaimRecent()
    {
        var end = View.State.UidNext;
        var first = Math.Max(_mark.Claim(end, ReadOnly), _claimedTo);
        _claimedTo = end;
        if (first >= end) return;
        if (_recent.Count > 0 && _recent[^1].End == first) _recent[^1] = (_recent[^1].First, end);
        else _recent.Add((first, end));
    }
}
