namespace Conformance.Wire;

/// <summary>What an entry of a transcript is.</summary>
public enum EntryKind
{
    /// <summary>The connection stands.</summary>
    Connected,

    /// <summary>Bytes went out; one entry a command (a literal's continuation is an entry of its own).</summary>
    Sent,

    /// <summary>One complete response came in.</summary>
    Received,

    /// <summary>The connection ended; <see cref="Entry.Text"/> says who ended it.</summary>
    Closed,

    /// <summary>Something that happened beside the wire: a hook, a check, a step's beginning.</summary>
    Note,
}

/// <summary>One line of a transcript.</summary>
/// <param name="Number">Its place, from 1, over all lanes.</param>
/// <param name="At">Time since the transcript began.</param>
/// <param name="Lane">The session: A to Z, 0 for the fixture, R1… for racers.</param>
/// <param name="Connection">Counts the lane's connections from 1; a reconnect is another.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Bytes">What went over the wire, exactly; empty for notes.</param>
/// <param name="Response">What was received, read.</param>
/// <param name="Tag">For a command that was sent, its tag.</param>
/// <param name="Text">For notes and closings, in words.</param>
/// <param name="IsSecret">The bytes carry a credential: reports must not show them.</param>
public sealed record Entry(
    int Number,
    TimeSpan At,
    string Lane,
    int Connection,
    EntryKind Kind,
    ReadOnlyMemory<byte> Bytes,
    Response? Response = null,
    string? Tag = null,
    string? Text = null,
    bool IsSecret = false);

/// <summary>Everything that went over the wire in one scenario, in order, all lanes together. Safe to add to from several threads.</summary>
public sealed class Transcript(TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly List<Entry> entries = [];
    private readonly Dictionary<string, int> commands = [];
    private readonly long start = clock.GetTimestamp();

    /// <summary>A copy of what has been recorded so far.</summary>
    public IReadOnlyList<Entry> Entries
    {
        get
        {
            lock (gate)
                return [.. entries];
        }
    }

    /// <summary>How many entries there are: the number of the last.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return entries.Count;
        }
    }

    /// <summary>The number of the entry with which the command of that tag began, the last one if a tag was used again; null if there is none.</summary>
    public int? NumberOf(string tag)
    {
        lock (gate)
            return commands.TryGetValue(tag, out var number) ? number : null;
    }

    /// <summary>Adds an entry; number and time are given here.</summary>
    public Entry Add(
        string lane,
        int connection,
        EntryKind kind,
        ReadOnlyMemory<byte> bytes = default,
        Response? response = null,
        string? tag = null,
        string? text = null,
        bool isSecret = false)
    {
        lock (gate)
        {
            var entry = new Entry(entries.Count + 1, clock.GetElapsedTime(start), lane, connection, kind, bytes, response, tag, text, isSecret);
            entries.Add(entry);
            if (kind == EntryKind.Sent && tag is not null)
                commands[tag] = entry.Number;
            return entry;
        }
    }
}
