using Conformance.Running;

namespace Conformance.Walking;

/// <summary>One session of a walk: its connection, and what its client has been told.</summary>
/// <param name="place">From 0.</param>
internal sealed class SessionModel(int place, string lane, Session wire)
{
    private readonly Dictionary<MailboxModel, List<ulong>> values = [];

    public int Place => place;

    public string Lane => lane;

    public Session Wire => wire;

    public MailboxModel? Selected { get; set; }

    public bool IsReadOnly { get; set; }

    /// <summary>The step that selected the mailbox.</summary>
    public int SelectedAt { get; set; }

    /// <summary>The messages by their numbers; null for one that was told by EXISTS and may be either of several.</summary>
    public List<MessageModel?> View { get; } = [];

    /// <summary>For each message the oldest version of its flags that this session may still be told.</summary>
    public Dictionary<MessageModel, int> Floors { get; } = [];

    /// <summary>PERMANENTFLAGS of the selected mailbox; null where they were not told.</summary>
    public HashSet<string>? Permanent { get; set; }

    /// <summary>A CONDSTORE enabling command succeeded on this connection.</summary>
    public bool IsAware { get; set; }

    public bool QResync { get; set; }

    public bool Idling { get; set; }

    /// <summary>The connection was cut; the next step logs in again.</summary>
    public bool IsCut { get; set; }

    /// <summary>The HIGHESTMODSEQ last told, by mailbox; kept over connections.</summary>
    public Dictionary<MailboxModel, ulong> Highest { get; } = [];

    /// <summary>The largest mod-sequence told of each message; kept over connections.</summary>
    public Dictionary<MessageModel, ulong> ValueOf { get; } = [];

    /// <summary>
    /// Mailboxes of which the client's HIGHESTMODSEQ has moved while QRESYNC was not enabled: such a client finds out by itself what is gone, and no value
    /// that it was told promises it otherwise. It stays so until its cache has nothing that is gone.
    /// </summary>
    public HashSet<MailboxModel> Careless { get; } = [];

    public void Learn(MailboxModel box, ulong value)
    {
        if (!values.TryGetValue(box, out var list))
            values[box] = list = [];
        list.Add(value);
    }

    /// <summary>The first mod-sequence told of the mailbox.</summary>
    public ulong? Oldest(MailboxModel box) => values.TryGetValue(box, out var list) ? list[0] : null;

    public int FloorOf(MessageModel message) => Floors.GetValueOrDefault(message);

    public void Raise(MessageModel message, int version) => Floors[message] = Math.Max(version, FloorOf(message));

    /// <summary>Opens a mailbox as it is now.</summary>
    public void Open(MailboxModel box, bool readOnly, int step)
    {
        Leave();
        Selected = box;
        IsReadOnly = readOnly;
        SelectedAt = step;
        View.AddRange(box.Live);
        foreach (var message in View)
            Floors[message!] = message!.Latest;
    }

    public void Leave()
    {
        Selected = null;
        Permanent = null;
        View.Clear();
        Floors.Clear();
    }

    public void Disconnect()
    {
        Leave();
        IsAware = false;
        QResync = false;
        Idling = false;
        IsCut = true;
    }

    /// <summary>The number of a message, or null if this session does not see it.</summary>
    public uint? NumberOf(MessageModel message) => View.IndexOf(message) is >= 0 and var at ? (uint)at + 1 : null;

    /// <summary>Whether it was told of everything that is in the mailbox, and of everything that is gone.</summary>
    public bool IsUpToDate => Selected is { } box && View.SequenceEqual(box.Live);

    /// <summary>A keyword or flag that the server keeps.</summary>
    public bool Keeps(string flag) =>
        Permanent is null || Permanent.Contains(flag) || (!flag.StartsWith('\\') && Permanent.Contains("\\*"));
}
