using Endurance.Model;
using Endurance.Wire;

namespace Endurance.Mixed;

/// <summary>What one session has been told of the selected mailbox, kept as a client has to keep it (RFC 3501 section 7.4.1, RFC 7162 section
/// 3.2.10): message numbers move by EXPUNGE and VANISHED alone. What cannot be is a finding.</summary>
/// <param name="box">The mailbox.</param>
/// <param name="who">The session, for findings.</param>
/// <param name="findings">Where they go.</param>
public sealed class View(Box box, string who, Findings findings)
{
    private readonly List<Seen> _messages = [];

    public IReadOnlyList<Seen> Messages => _messages;

    /// <summary>Messages of which only the number is known: always the last ones.</summary>
    public int Unknown { get; private set; }

    /// <summary>The mod-sequence up to which everything is known (RFC 7162 section 6).</summary>
    public ulong ModSeq { get; private set; }

    /// <summary>Up to this UID all messages are known.</summary>
    public uint CompleteTo { get; private set; }

    /// <summary>Starts from a cache: messages of before, by UID, without numbers yet.</summary>
    public void Begin(IEnumerable<Seen> cached, ulong modSeq)
    {
        _messages.AddRange(cached);
        ModSeq = modSeq;
        CompleteTo = _messages.Count == 0 ? 0 : _messages[^1].Uid;
    }

    /// <summary>The answer to SELECT: whatever EXISTS counts beyond the cached ones is unknown.</summary>
    public void TakeSelect(IReadOnlyList<Response> all)
    {
        // Behind the report there may be what happened meanwhile, told as ever.
        var isCounted = false;
        var end = 0;
        while (end < all.Count && !IsLive(all[end], isCounted)) isCounted |= all[end++].IsExists;
        TakeReport([.. all.Take(end)]);
        Take([.. all.Skip(end)]);
    }

    private static bool IsLive(Response response, bool isCounted) => response.Numbered switch
    {
        { Kind: "EXISTS" } => isCounted,
        { Kind: "EXPUNGE" } => true,
        { Kind: "FETCH" } => response.Uid is null,
        _ => response is { Vanished: not null, IsEarlier: false },
    };

    private void TakeReport(List<Response> responses)
    {
        uint? exists = null;
        foreach (var response in responses)
        {
            if (response.Numbered is { Kind: "EXISTS" } numbered) exists = numbered.Number;
            else if (response.Vanished is { } gone) Remove(gone, isEarlier: true);
        }
        // A message that the cache does not have comes behind those that it has; where others would lie in between it stays unknown.
        foreach (var response in responses.Where(one => one.Numbered is { Kind: "FETCH" or "UIDFETCH" }).OrderBy(one => one.Numbered!.Value.Number)) Insert(response);
        if (exists is null) findings.Add($"{who} {box}: SELECT told no EXISTS");
        else if (_messages.Count > exists) findings.Add($"{who} {box}: {exists} EXISTS, but by the cache and QRESYNC there are {_messages.Count}: {Uids()}");
        for (; _messages.Count < (exists ?? 0); Unknown++) _messages.Add(new Seen());
        foreach (var response in responses)
        {
            if (response.Numbered is { Kind: "FETCH" } fetch && fetch.Number <= _messages.Count && _messages[(int)fetch.Number - 1].Uid is not 0 and var uid && uid != response.Uid)
                findings.Add($"{who} {box}: {response.Text}, but by the cache message {fetch.Number} is UID {uid}");
        }
        Settle(responses);
    }

    /// <summary>Takes in what was told up to a tagged response.</summary>
    public void Take(IReadOnlyList<Response> responses)
    {
        foreach (var response in responses)
        {
            if (response.Numbered is { } numbered) Take(response, numbered.Number, numbered.Kind);
            else if (response.Vanished is { } gone) Remove(gone, response.IsEarlier);
        }
        Settle(responses);
    }

    /// <summary>A STORE with .SILENT was answered OK: the client works out the flags itself, until it is told others.</summary>
    public static void Apply(IEnumerable<Seen> stored, char sign, IReadOnlyCollection<string> flags)
    {
        foreach (var message in stored)
        {
            if (message.Flags is not { } before) continue;
            message.Flags = sign switch
            {
                '+' => before.Union(flags),
                '-' => before.Except(flags),
                _ => FlagNames.Set(flags),
            };
        }
    }

    private void Take(Response response, uint number, string kind)
    {
        switch (kind)
        {
            case "EXISTS" when number < _messages.Count:
                findings.Add($"{who} {box}: {number} EXISTS after {_messages.Count}");
                break;
            case "EXISTS":
                for (; _messages.Count < number; Unknown++) _messages.Add(new Seen());
                break;
            case "UIDFETCH":
                Update(Find(number, response.Flags is null), response);
                break;
            case var _ when number == 0 || number > _messages.Count:
                findings.Add($"{who} {box}: {response.Text} among {_messages.Count} messages");
                break;
            case "EXPUNGE":
                RemoveAt((int)number - 1);
                break;
            default:
                Update(_messages[(int)number - 1], response);
                break;
        }
    }

    /// <summary>The message with this UID; one that is new comes in the place of one of which nothing was known. Where only UIDs are told, later
    /// ones may be known before earlier ones.</summary>
    private Seen? Find(uint uid, bool isWithoutFlags)
    {
        var at = _messages.FindIndex(message => message.Uid == uid);
        if (at >= 0) return _messages[at];
        if (isWithoutFlags && Unknown > 0) return null;
        if (Unknown == 0 || uid <= CompleteTo)
        {
            findings.Add($"{who} {box}: UIDFETCH of UID {uid}, which is not in the view {Uids()}");
            return null;
        }
        at = _messages.FindIndex(message => message.Uid == 0 || message.Uid > uid);
        _messages.Insert(at, new Seen { Uid = uid });
        _messages.RemoveAt(_messages.Count - 1);
        Unknown--;
        return _messages[at];
    }

    private int Known => _messages.Count - Unknown;

    private void Update(Seen? message, Response response)
    {
        if (message is null) return;
        var uid = response.Numbered is { Kind: "UIDFETCH" } named ? named.Number : response.Uid ?? message.Uid;
        if (message.Uid == 0 && uid != 0)
        {
            // Known ones come first; a number in the middle of the unknown ones waits until those before are asked for, and so does one
            // of which no flags are told.
            if (response.Flags is null || _messages.IndexOf(message) != Known) return;
            Unknown--;
            message.Uid = uid;
            if (Known > 1 && _messages[Known - 2].Uid >= uid) findings.Add($"{who} {box}: UID {uid} behind UID {_messages[Known - 2].Uid}");
        }
        if (message.Uid != uid) findings.Add($"{who} {box}: {response.Text}, but that message is UID {message.Uid}");
        if (message.Uid == 0) return;
        if (response.Flags is { } flags) message.Flags = flags;
        if (response.ModSeq is { } modSeq)
        {
            if (modSeq < message.ModSeq) findings.Add($"{who} {box}: UID {uid} went from mod-sequence {message.ModSeq} to {modSeq}");
            message.ModSeq = modSeq;
            if (response.Flags is { } with) box.Note(uid, modSeq, with);
        }
    }

    private void Insert(Response response)
    {
        var uid = response.Numbered is { Kind: "UIDFETCH" } named ? named.Number : response.Uid ?? 0;
        if (uid == 0)
        {
            findings.Add($"{who} {box}: {response.Text} without UID in the answer to SELECT");
            return;
        }
        var at = _messages.FindIndex(message => message.Uid == uid);
        if (at < 0)
        {
            var isNext = response.Numbered is { Kind: "FETCH" } fetch ? fetch.Number == _messages.Count + 1 : _messages.Count == 0 || _messages[^1].Uid < uid;
            if (!isNext || response.Flags is null) return;
            at = _messages.Count;
            _messages.Add(new Seen { Uid = uid });
        }
        Update(_messages[at], response);
    }

    private void Remove(IReadOnlyList<(uint First, uint Last)> gone, bool isEarlier)
    {
        foreach (var (first, last) in gone)
        {
            var named = (long)last - first + 1;
            var removed = 0;
            for (var i = _messages.Count - 1; i >= 0; i--)
            {
                if (_messages[i].Uid < first || _messages[i].Uid > last) continue;
                RemoveAt(i);
                removed++;
            }
            if (isEarlier) continue;
            // The others must be among those whose UIDs are not known yet.
            for (; removed < named && Unknown > 0; removed++, Unknown--) _messages.RemoveAt(_messages.Count - 1);
            if (removed < named) findings.Add($"{who} {box}: VANISHED {first}:{last} names {named - removed} messages that are not in the view {Uids()}");
        }
    }

    private void RemoveAt(int index)
    {
        var uid = _messages[index].Uid;
        _messages.RemoveAt(index);
        if (uid == 0) Unknown--;
        else box.NoteGone(uid);
    }

    private void Settle(IReadOnlyList<Response> responses)
    {
        ulong? told = null;
        ulong highest = 0;
        foreach (var response in responses)
        {
            told = response.HighestModSeq ?? told;
            highest = Math.Max(highest, response.ModSeq ?? 0);
        }
        box.NoteHighest(Math.Max(told ?? 0, highest));
        if (Unknown > 0) return;
        ModSeq = told ?? Math.Max(ModSeq, highest);
        CompleteTo = _messages.Count == 0 ? CompleteTo : Math.Max(CompleteTo, _messages[^1].Uid);
    }

    private string Uids() => string.Join(' ', _messages.Select(message => message.Uid));
}
