namespace Conformance.Checking.Invariants;

/// <summary>What the connections of one transcript share while it is examined.</summary>
public sealed class Examination(InvariantContext context)
{
    private readonly Dictionary<string, FindingLog> logs = [];
    private readonly Dictionary<(int User, string Mailbox, uint UidValidity), MailboxMemory> memories = [];

    public InvariantContext Context { get; } = context;

    /// <summary>The hooks that were run so far, with the entry that says so.</summary>
    public List<(string Name, int Entry)> Hooks { get; } = [];

    /// <summary>
    /// Mailboxes that some session deleted, renamed or created, or tried to: their messages and values may be others afterwards.
    /// </summary>
    public HashSet<string> Replaced { get; } = [];

    /// <summary>The last hook that may have cost the server its index, expunge history or mod-sequences; 0 if there was none.</summary>
    public int LastLoss => Hooks.LastOrDefault(h => h.Name.StartsWith("index-", StringComparison.Ordinal) || h.Name is "history-drop" or "nomodseq").Entry;

    public FindingLog LogOf(string invariant)
    {
        if (!logs.TryGetValue(invariant, out var log))
            logs[invariant] = log = new FindingLog(invariant);
        return log;
    }

    /// <summary>What all sessions of that account were told of a mailbox under one UIDVALIDITY; null where the mailbox is not certain.</summary>
    public MailboxMemory? MemoryOf(SessionView view, Selection? selection)
    {
        if (selection is not { UidValidity: { } uidValidity } || Replaced.Contains(selection.Mailbox))
            return null;
        var key = (Context.UserOf(view.Lane), selection.Mailbox, uidValidity);
        if (!memories.TryGetValue(key, out var memory))
            memories[key] = memory = new MailboxMemory();
        return memory;
    }

    /// <summary>What that account was told of a mailbox of this name, under whatever UIDVALIDITY.</summary>
    public IEnumerable<MailboxMemory> MemoriesOf(SessionView view, string mailbox) =>
        from m in memories
        where m.Key.User == Context.UserOf(view.Lane) && m.Key.Mailbox == mailbox
        select m.Value;

    /// <summary>Notes a command that gives a mailbox's name to something else, and forgets what was known under it.</summary>
    internal void Note(Command command)
    {
        if (!command.Is("CREATE", "DELETE", "RENAME"))
            return;
        foreach (var name in command.Arguments.Select(a => Command.NameOf(Wire.ValueText.ToText(a))).OfType<string>())
        {
            foreach (var key in memories.Keys.Where(k => k.Mailbox == name || command.Name == "RENAME").ToList())
                memories.Remove(key);
            if (command.Name == "CREATE")
                Replaced.Remove(name);
            else
                Replaced.Add(name);
        }
    }

    /// <summary>Adds what this response told to what is remembered of its mailbox.</summary>
    internal void Learn(SessionView view, Observation seen)
    {
        if (MemoryOf(view, seen.Selection) is not { } memory)
            return;
        var entry = seen.Entry.Number;
        if (seen.Fetch is { } fetch && seen.Objection is null && (fetch.Uid ?? seen.Message?.Uid) is { } uid)
        {
            memory.See(uid, entry);
            if (fetch.ModSeq is { Number: { } value } modSeq && modSeq.Fault() is null && view.CondStore != Enabling.No)
                memory.LearnModSeq(uid, new Told(value, entry, view.Lane));
        }

        if (seen is { Vanished: { IsEarlier: false, Uids: { Count: <= MessageView.MaxTracked } uids }, Objection: null, CountBefore: not null })
        {
            foreach (var range in uids.Ranges)
            {
                for (ulong gone = range.First; gone <= range.Last; gone++)
                    memory.Lose((uint)gone, entry);
            }
        }

        if (seen.IsExpunge && seen.Message?.Uid is { } expunged)
            memory.Lose(expunged, entry);
        if (view.CondStore == Enabling.Yes && seen.Selection!.IsOpen && seen.HighestModSeq is { Number: { } highest } code && code.Fault() is null)
            memory.LearnHighest(new Told(highest, entry, view.Lane));
    }

    public IReadOnlyList<Finding> Findings() => [.. logs.OrderBy(l => l.Key, StringComparer.Ordinal).SelectMany(l => l.Value.Findings())];
}
