using System.Collections.Immutable;
using Endurance.Wire;

namespace Endurance.Model;

/// <summary>All that was ever seen of one mailbox on any connection, and what must be in it. While writers work, every use is under
/// <see cref="Gate"/>.</summary>
public sealed class Mailbox(string name, Findings findings)
{
    private static long _clock;
    private readonly Dictionary<uint, (ulong ModSeq, ImmutableSortedSet<string> Flags)> _told = [];
    private readonly Dictionary<ulong, object> _changes = [];

    public Lock Gate { get; } = new();

    public string Name { get; } = name;

    /// <summary>Set before the first command; empty until then.</summary>
    public string Directory { get; set; } = "";

    public uint UidValidity { get; set; }

    /// <summary>At least this must UIDNEXT be.</summary>
    public uint UidNext { get; private set; } = 1;

    /// <summary>UIDNEXT by all that was seen before the last stop.</summary>
    public uint UidFloor { get; private set; } = 1;

    /// <summary>UIDNEXT by all that was seen before the stop before.</summary>
    public uint UidFloorBefore { get; private set; } = 1;

    /// <summary>The highest mod-sequence seen anywhere.</summary>
    public ulong Seen { get; private set; }

    /// <summary>The highest seen before the last stop: whatever changes since then is above.</summary>
    public ulong Floor { get; private set; }

    /// <summary>The highest seen before the stop before.</summary>
    public ulong FloorBefore { get; private set; }

    public Dictionary<uint, Message> Messages { get; } = [];

    /// <summary>Each UID ever seen, and its message.</summary>
    public Dictionary<uint, string> Letters { get; } = [];

    public HashSet<uint> Gone { get; } = [];

    /// <summary>When the last EXPUNGE that takes what anybody marked ended; the far future while one is in flight.</summary>
    public long ExpungeEnded { get; set; }

    public int ExpungesRunning { get; set; }

    /// <summary>A clock that orders what is sent and what is answered.</summary>
    public static long Now() => Interlocked.Increment(ref _clock);

    /// <summary>The server is stopped: what was seen until here is the past.</summary>
    public void Stop()
    {
        FloorBefore = Floor;
        Floor = Seen;
        UidFloorBefore = UidFloor;
        UidFloor = UidNext;
    }

    /// <summary>Notes what a response tells about this mailbox.</summary>
    public void Note(Response response)
    {
        if (response.HighestModSeq is { } highest) Seen = Math.Max(Seen, highest);
        if (response.ModSeq is { } modSeq) Seen = Math.Max(Seen, modSeq);
        if (response.UidNext is { } next) UidNext = Math.Max(UidNext, next);
        if (response.IsFetch && response.Uid is { } uid)
        {
            UidNext = Math.Max(UidNext, uid + 1);
            Tell(uid, response);
        }
        if (response.Vanished is not { } ranges || response.Text.Contains("EARLIER", StringComparison.Ordinal)) return;
        foreach (var (first, last) in ranges)
            for (var gone = first; gone <= last; gone++) Remove(gone);
    }

    /// <summary>A message that must be there from now on.</summary>
    public Message Add(uint uid, string letter, int owner, ImmutableSortedSet<string> flags)
    {
        if (Letters.TryGetValue(uid, out var other) && other != letter)
            findings.Add($"{Name}: UID {uid} was given to {other} and again to {letter}");
        else if (uid < UidFloor)
            findings.Add($"{Name}: {letter} got UID {uid} after a restart, UIDNEXT was {UidFloor} before");
        UidNext = Math.Max(UidNext, uid + 1);
        Letters[uid] = letter;
        var message = new Message(this, uid, letter, owner, flags) { BornAbove = Floor };
        // Another session may have been told already that it is gone again.
        if (!Gone.Contains(uid)) Messages[uid] = message;
        return message;
    }

    /// <summary>A message found after a restart that nobody was told of before.</summary>
    public void Adopt(uint uid, string letter, int owner, ImmutableSortedSet<string> flags, ulong modSeq)
    {
        Letters[uid] = letter;
        Messages[uid] = new Message(this, uid, letter, owner, flags) { BornAbove = FloorBefore, ModSeq = modSeq };
        if (flags.Contains(FlagNames.Deleted)) Messages[uid].DoomSent = Now();
    }

    /// <summary>Gone for good.</summary>
    public void Remove(uint uid)
    {
        Messages.Remove(uid);
        Gone.Add(uid);
    }

    /// <summary>A change that was made since the last start has this mod-sequence.</summary>
    public void Changed(Message message, ulong modSeq, object command, string text)
    {
        if (modSeq <= Floor)
            findings.Add($"{Name}: UID {message.Uid} got mod-sequence {modSeq} by {text}, but {Floor} was told before the restart");
        if (message.ModSeq >= modSeq)
            findings.Add($"{Name}: UID {message.Uid} went from mod-sequence {message.ModSeq} to {modSeq} by {text}");
        if (!_changes.TryAdd(modSeq, command) && _changes[modSeq] != command)
            findings.Add($"{Name}: mod-sequence {modSeq} was given to two changes, the second by {text}");
        message.ModSeq = modSeq;
    }

    private void Tell(uint uid, Response response)
    {
        if (response.ModSeq is not { } modSeq || response.Flags is not { } flags) return;
        if (_told.TryGetValue(uid, out var told))
        {
            if (told.ModSeq == modSeq && !told.Flags.SetEquals(flags))
            {
                findings.Add(
                    $"{Name}: UID {uid} has flags {FlagNames.Show(flags)} at mod-sequence {modSeq}, and had {FlagNames.Show(told.Flags)}");
            }
            if (told.ModSeq >= modSeq) return;
        }
        _told[uid] = (modSeq, flags);
    }

    /// <summary>What was told of a message, newest.</summary>
    public (ulong ModSeq, ImmutableSortedSet<string> Flags)? Told(uint uid) => _told.TryGetValue(uid, out var told) ? told : null;
}
