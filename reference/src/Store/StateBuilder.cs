using System.Collections.Immutable;

namespace Reference.Store;

/// <summary>Applies records to a state, one after the other, and gives the state they make. Commits and recovery go through it alike.</summary>
internal sealed class StateBuilder(MailboxState before, Func<KeywordSet, KeywordSet> intern)
{
    private readonly Dictionary<uint, Message> edits = [];
    private readonly List<Message> appended = [];
    private MessageTree tree = before.Messages;
    private ExpungeQueue expunges = before.Expunges;
    private ImmutableArray<string> keywords = before.Keywords;
    private ImmutableSortedDictionary<string, byte[]> metadata = before.Metadata;
    private ulong highest = before.HighestModSeq;

    public uint UidNext { get; private set; } = before.UidNext;

    public ImmutableArray<string> Keywords => keywords;

    /// <summary>The spelling of a keyword's first use in the mailbox; the one given if it is new.</summary>
    public string SpellingOf(string keyword) =>
        keywords.FirstOrDefault(known => string.Equals(known, keyword, StringComparison.OrdinalIgnoreCase)) ?? keyword;

    /// <summary>The message as of the records applied so far.</summary>
    public Message? Find(uint uid)
    {
        if (appended.Count > 0) Settle();
        if (edits.TryGetValue(uid, out var edited)) return edited;
        var index = tree.IndexOf(uid);
        return index < 0 ? null : tree[index];
    }

    /// <summary>Adds a message behind all others; its keywords come by records of their own.</summary>
    public void Append(Message message)
    {
        appended.Add(message);
        UidNext = message.Uid + 1;
        Raise(message.ModSeq);
    }

    /// <summary>Lifts UIDNEXT over UIDs that must not be given again.</summary>
    public void SkipUidsBelow(uint uidNext) => UidNext = Math.Max(UidNext, uidNext);

    /// <summary>Applies any record but an append, which has parts that the log does not know.</summary>
    public void Apply(LogRecord record, ulong modSeq)
    {
        switch (record)
        {
            case FlagUpdateRecord flags:
                foreach (var update in flags.Updates)
                    Edit(update.Range, message => message with { Flags = Changed(message.Flags, update), ModSeq = modSeq });
                break;
            case KeywordUpdateRecord keyword:
                var set = KeywordSet.Create([Learn(keyword.Name)]);
                foreach (var range in keyword.Ranges)
                {
                    Edit(range, message => message with
                    {
                        Keywords = intern(keyword.Add ? message.Keywords.With(set) : message.Keywords.Without(set)),
                        ModSeq = modSeq,
                    });
                }

                break;
            case KeywordResetRecord reset:
                foreach (var range in reset.Ranges) Edit(range, message => message with { Keywords = KeywordSet.Empty, ModSeq = modSeq });
                break;
            case ExpungeRecord expunge:
                Settle();
                tree = tree.Remove(UidSet.Create(expunge.Ranges));
                expunges = expunges.Add([.. expunge.Ranges.Select(range => new ExpungeEntry(range.First, range.Last, modSeq))]);
                break;
        }

        Raise(modSeq);
    }

    /// <summary>HIGHESTMODSEQ becomes at least this.</summary>
    public void Raise(ulong modSeq) => highest = Math.Max(highest, modSeq);

    public MailboxState Build()
    {
        Settle();
        return new MailboxState(before.UidValidity, UidNext, highest, tree, expunges, keywords) { Metadata = metadata };
    }

    /// <summary>Sets or removes a metadata entry; the record that raises the mod-sequence is another matter.</summary>
    /// <returns>False when it was so already.</returns>
    public bool SetMetadata(MetadataChange change)
    {
        if (metadata.TryGetValue(change.Entry, out var value) ? value.AsSpan().SequenceEqual(change.Value) && change.Value is not null : change.Value is null)
            return false;
        metadata = change.Value is null ? metadata.Remove(change.Entry) : metadata.SetItem(change.Entry, change.Value);
        return true;
    }

    private static SystemFlags Changed(SystemFlags flags, FlagUpdate update) =>
        (SystemFlags)(((byte)flags & ~update.Remove) | update.Add);

    private string Learn(string keyword)
    {
        if (!keywords.Contains(keyword, StringComparer.OrdinalIgnoreCase)) keywords = keywords.Add(keyword);
        return SpellingOf(keyword);
    }

    private void Edit(UidRange range, Func<Message, Message> edit)
    {
        if (appended.Count > 0) Settle();
        if (range.First == range.Last)
        {
            if (Find(range.First) is { } message) edits[range.First] = edit(message);
            return;
        }

        foreach (var message in tree.From(tree.LowerBound(range.First)))
        {
            if (message.Uid > range.Last) break;
            edits[message.Uid] = edit(edits.GetValueOrDefault(message.Uid, message));
        }
    }

    private void Settle()
    {
        if (edits.Count > 0)
        {
            var changed = edits.Values.ToList();
            changed.Sort(static (a, b) => a.Uid.CompareTo(b.Uid));
            tree = tree.Replace(changed);
            edits.Clear();
        }

        tree = tree.Append(appended);
        appended.Clear();
    }
}
