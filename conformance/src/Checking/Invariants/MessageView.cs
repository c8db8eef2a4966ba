using Conformance.Wire;

namespace Conformance.Checking.Invariants;

/// <summary>A message as one session knows it. The object stays the same while numbers shift.</summary>
public sealed class KnownMessage
{
    /// <summary>Its UID, once told.</summary>
    public uint? Uid { get; set; }
}

/// <summary>The messages of a selected mailbox as one session was told of them: message number to UID, where known.</summary>
public sealed class MessageView
{
    /// <summary>Beyond this many messages only their count is kept: what is done for each message must not grow with their square.</summary>
    public const int MaxTracked = 20_000;

    /// <summary>How far a neighbour with a known UID is looked for.</summary>
    private const int Reach = 1000;

    private readonly HashSet<uint> gone = [];
    private List<KnownMessage>? messages;

    /// <summary>How many there are; null before the first EXISTS, and after something that cannot be followed.</summary>
    public long? Count { get; private set; }

    /// <summary>The messages themselves are known, not only their number.</summary>
    public bool IsTracked => messages is not null;

    /// <summary>EXISTS: more unknown messages, or, where the number is lower, a new beginning.</summary>
    public void Exists(uint count)
    {
        if (count > MaxTracked)
            messages = null;
        else if (Count is null || messages is null || count < Count)
            messages = [.. Enumerable.Range(0, (int)count).Select(_ => new KnownMessage())];
        else
            messages.AddRange(Enumerable.Range(0, (int)(count - Count)).Select(_ => new KnownMessage()));
        Count = count;
    }

    /// <summary>From here on nothing is certain until the next EXISTS.</summary>
    public void Lose()
    {
        Count = null;
        messages = null;
    }

    /// <summary>The message of that number, or null.</summary>
    public KnownMessage? At(uint number) => messages is not null && number >= 1 && number <= messages.Count ? messages[(int)number - 1] : null;

    /// <summary>The UIDs of all messages; null unless each is known.</summary>
    public IReadOnlySet<uint>? Uids => messages is not null && messages.TrueForAll(m => m.Uid is not null) ? messages.Select(m => m.Uid!.Value).ToHashSet() : null;

    /// <summary>Whether this session was already told that it is gone.</summary>
    public bool IsGone(uint uid) => gone.Contains(uid);

    /// <summary>Why message <paramref name="number"/> cannot have that UID, in words; null if it can.</summary>
    public string? Objection(uint number, uint uid)
    {
        if (At(number) is not { } message)
            return null;
        if (message.Uid is { } other)
            return other == uid ? null : $"message {number} had UID {other} before, now {uid}";
        if (IsGone(uid))
            return $"UID {uid} was told to be gone before";
        for (var i = number - 1; i >= 1 && number - i <= Reach; i--)
        {
            if (At(i)!.Uid is { } lower)
            {
                if (uid < lower + (long)(number - i))
                    return $"message {number} has UID {uid}, but message {i} before it has UID {lower}";
                break;
            }
        }

        for (var i = number + 1; At(i) is { } next && i - number <= Reach; i++)
        {
            if (next.Uid is { } higher)
            {
                if (uid + (long)(i - number) > higher)
                    return $"message {number} has UID {uid}, but message {i} after it has UID {higher}";
                break;
            }
        }

        return null;
    }

    /// <summary>Notes a message's UID. If it contradicts what was known, all UIDs are forgotten, so that one slip is told once.</summary>
    public void Learn(uint number, uint uid)
    {
        if (At(number) is not { } message)
            return;
        if (Objection(number, uid) is not null)
            messages!.ForEach(m => m.Uid = null);
        message.Uid = uid;
    }

    /// <summary>EXPUNGE.</summary>
    public void Remove(uint number)
    {
        if (number < 1 || number > Count)
        {
            Lose();
            return;
        }

        Count--;
        if (At(number) is not { } message)
            return;
        if (message.Uid is { } uid)
            gone.Add(uid);
        messages!.RemoveAt((int)number - 1);
    }

    /// <summary>
    /// Plain VANISHED. A UID that is not known takes the place of an unknown message between its neighbours: those are all alike, so which one goes
    /// makes no difference.
    /// </summary>
    /// <returns>What is wrong with it, in words; null if every UID can be one of the messages that the session was told of.</returns>
    public string? Vanish(SequenceSet uids)
    {
        if (Count is not { } count)
            return null;
        if (uids.Count > count)
        {
            Lose();
            return $"{uids.Count} UIDs are told to be gone, but the session knows of {count} messages";
        }

        if (messages is null)
        {
            Count -= uids.Count;
            return null;
        }

        foreach (var uid in uids.Ranges.SelectMany(r => Each(r.First, r.Last)))
        {
            if (!gone.Add(uid))
            {
                Lose();
                return $"UID {uid} is told to be gone a second time";
            }

            Count--;
            if (!TryTake(uid))
            {
                Lose();
                return $"UID {uid} is none of the messages that the session was told of";
            }
        }

        return null;
    }

    private bool TryTake(uint uid)
    {
        var at = messages!.FindIndex(m => m.Uid >= uid);
        if (at < 0)
            at = messages.Count;
        else if (messages[at].Uid != uid)
            at--;
        else
        {
            messages.RemoveAt(at);
            return true;
        }

        // at is now the last place before the first known higher UID.
        if (at == messages.Count)
            at--;
        if (at < 0 || messages[at].Uid is not null)
            return false;
        messages.RemoveAt(at);
        return true;
    }

    private static IEnumerable<uint> Each(uint first, uint last)
    {
        for (var uid = (ulong)first; uid <= last; uid++)
            yield return (uint)uid;
    }
}
