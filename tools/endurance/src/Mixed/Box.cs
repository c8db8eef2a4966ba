using System.Collections.Immutable;
using Endurance.Model;

namespace Endurance.Mixed;

/// <summary>One mailbox that many sessions change: what any of them was told of it. Thread-safe. What is remembered is forgotten again at each
/// checkpoint, when the mailbox's own list says it all.</summary>
public sealed class Box(int user, string name, Findings findings)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, (ulong ModSeq, ImmutableSortedSet<string> Flags)> _told = [];
    private readonly HashSet<uint> _there = [];
    private readonly HashSet<uint> _gone = [];
    private readonly HashSet<uint> _mayGo = [];
    private readonly Dictionary<uint, string> _letters = [];
    private readonly Dictionary<string, string> _metadata = [];
    private ulong _highest;
    private uint _listedBelow = 1;

    public int User => user;

    public string Name => name;

    /// <summary>The directory of its files; known after the first start.</summary>
    public string Directory { get; set; } = "";

    public uint UidValidity { get; private set; }

    public override string ToString() => $"user{user}/{name}";

    public void NoteValidity(uint uidValidity)
    {
        lock (_gate) CheckValidity(uidValidity);
    }

    /// <summary>Flags that go with a mod-sequence: the same ones for whoever is told.</summary>
    public void Note(uint uid, ulong modSeq, ImmutableSortedSet<string> flags)
    {
        lock (_gate)
        {
            if (_told.TryGetValue(uid, out var known))
            {
                if (known.ModSeq > modSeq) return;
                if (known.ModSeq == modSeq && !known.Flags.SetEquals(flags))
                    findings.Add($"{this}: UID {uid} had {FlagNames.Show(known.Flags)} with mod-sequence {modSeq}, and has {FlagNames.Show(flags)} with the same");
            }
            else if (uid < _listedBelow && !_there.Contains(uid))
            {
                // A session that was not told of the expunge may still ask; it is no new message.
                return;
            }
            _told[uid] = (modSeq, flags);
            // It need not stay: what a MOVE or REPLACE puts here is taken back when its source went meanwhile.
            if (flags.Contains(FlagNames.Deleted)) _mayGo.Add(uid);
        }
    }

    public void NoteHighest(ulong modSeq)
    {
        lock (_gate) _highest = Math.Max(_highest, modSeq);
    }

    public void NoteGone(uint uid)
    {
        lock (_gate) _gone.Add(uid);
    }

    /// <summary>A command may remove this message.</summary>
    public void MayGo(IEnumerable<uint> uids)
    {
        lock (_gate) _mayGo.UnionWith(uids);
    }

    public bool IsMayGo(uint uid)
    {
        lock (_gate) return _mayGo.Contains(uid);
    }

    /// <summary>A message was answered to be there.</summary>
    /// <param name="uidValidity">As APPENDUID or COPYUID told.</param>
    /// <param name="uid">Its UID.</param>
    /// <param name="letter">What it holds, when that is known.</param>
    public void NoteAdded(uint uidValidity, uint uid, string? letter)
    {
        lock (_gate)
        {
            CheckValidity(uidValidity);
            if (uid < _listedBelow) findings.Add($"{this}: a new message got UID {uid}, but UIDNEXT was {_listedBelow} before");
            _there.Add(uid);
            if (letter is null) return;
            if (_letters.TryGetValue(uid, out var other) && other != letter) findings.Add($"{this}: UID {uid} was given to {other} and to {letter}");
            _letters[uid] = letter;
        }
    }

    public string? LetterOf(uint uid)
    {
        lock (_gate) return _letters.GetValueOrDefault(uid);
    }

    /// <summary>A metadata entry that one session alone sets was answered OK; null: a command that sets it may have happened or not.</summary>
    public void NoteMetadata(string entry, string? value)
    {
        lock (_gate)
        {
            if (value is null) _metadata.Remove(entry);
            else _metadata[entry] = value;
        }
    }

    public IReadOnlyDictionary<string, string> Metadata()
    {
        lock (_gate) return new Dictionary<string, string>(_metadata);
    }

    /// <summary>Holds a full list, made while nobody writes, against everything that was told, and starts anew from it.</summary>
    public void Settle(BoxListing listing)
    {
        lock (_gate)
        {
            CheckValidity(listing.UidValidity);
            if (listing.UidNext < _listedBelow) findings.Add($"{this}: UIDNEXT fell from {_listedBelow} to {listing.UidNext}");
            if (listing.HighestModSeq < _highest) findings.Add($"{this}: HIGHESTMODSEQ {_highest} was told, and now is {listing.HighestModSeq}");
            foreach (var uid in _there.Where(uid => !listing.Messages.ContainsKey(uid) && !_gone.Contains(uid) && !_mayGo.Contains(uid)).Order())
                findings.Add($"{this}: UID {uid} was there, nothing that was sent could remove it, and it is gone");
            foreach (var (uid, (modSeq, flags)) in listing.Messages)
            {
                if (_gone.Contains(uid)) findings.Add($"{this}: UID {uid} was told to be gone, and is there");
                if (uid < _listedBelow && !_there.Contains(uid)) findings.Add($"{this}: UID {uid} was not there at the last look, and is");
                if (uid >= listing.UidNext) findings.Add($"{this}: UID {uid} is not below UIDNEXT {listing.UidNext}");
                if (modSeq > listing.HighestModSeq) findings.Add($"{this}: UID {uid} has mod-sequence {modSeq}, HIGHESTMODSEQ is {listing.HighestModSeq}");
                if (!_told.TryGetValue(uid, out var told)) continue;
                if (modSeq < told.ModSeq) findings.Add($"{this}: UID {uid} had mod-sequence {told.ModSeq} and has {modSeq}");
                if (modSeq == told.ModSeq && !told.Flags.SetEquals(flags))
                    findings.Add($"{this}: UID {uid} had {FlagNames.Show(told.Flags)} with mod-sequence {modSeq}, and has {FlagNames.Show(flags)} with the same");
            }
            foreach (var uid in _letters.Keys.Where(uid => !listing.Messages.ContainsKey(uid)).ToList()) _letters.Remove(uid);
            _told.Clear();
            foreach (var (uid, message) in listing.Messages) _told[uid] = message;
            _there.Clear();
            _there.UnionWith(listing.Messages.Keys);
            _gone.Clear();
            _mayGo.RemoveWhere(uid => !listing.Messages.ContainsKey(uid));
            (_listedBelow, _highest) = (listing.UidNext, listing.HighestModSeq);
        }
    }

    private void CheckValidity(uint uidValidity)
    {
        if (UidValidity == 0) UidValidity = uidValidity;
        if (UidValidity != uidValidity) findings.Add($"{this}: UIDVALIDITY was {UidValidity} and is {uidValidity}");
    }
}

/// <summary>All of a mailbox at one moment.</summary>
/// <param name="Messages">By UID.</param>
public sealed record BoxListing(
    uint UidValidity, uint UidNext, ulong HighestModSeq, IReadOnlyDictionary<uint, (ulong ModSeq, ImmutableSortedSet<string> Flags)> Messages);
