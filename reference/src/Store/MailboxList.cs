using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Reference.Store;

/// <summary>A user's mailboxes by name, with their directories, the subscriptions, and the highest UIDVALIDITY ever given. Immutable.</summary>
internal sealed record MailboxList
{
    /// <summary>The file, in the user's directory, replaced as a whole.</summary>
    public const string FileName = "mailboxes.json";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    public uint LastUidValidity { get; init; }

    public ImmutableSortedDictionary<string, string> Mailboxes { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>How far each directory's journal was when it was last closed: a journal that is not as far is of an older copy.</summary>
    public ImmutableSortedDictionary<string, ulong> JournalSequences { get; init; } =
        ImmutableSortedDictionary.Create<string, ulong>(StringComparer.Ordinal);

    public ImmutableSortedSet<string> Subscriptions { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Directories of the mailboxes that tell no mod-sequences (RFC 7162, 3.1.2.2).</summary>
    public ImmutableSortedSet<string> WithoutModSeqs { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Special-use attributes by directory, "\Drafts \Sent" (RFC 6154).</summary>
    public ImmutableSortedDictionary<string, string> SpecialUses { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The user's own metadata of the server (RFC 5464), values in base64.</summary>
    public ImmutableSortedDictionary<string, string> Metadata { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The special-use attributes of a mailbox; empty if there are none, or no such mailbox.</summary>
    public string SpecialUseOf(string name) =>
        Mailboxes.TryGetValue(name, out var directory) && SpecialUses.TryGetValue(directory, out var uses) ? uses : "";

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(
        new Stored(LastUidValidity, new(Mailboxes), new(JournalSequences), [.. Subscriptions]) 
        {
            WithoutModSeqs = [.. WithoutModSeqs],
            SpecialUses = new(SpecialUses),
            Metadata = new(Metadata),
        },
        Format);

    /// <summary>The list without a mailbox, and without what belongs to its directory.</summary>
    public MailboxList Without(string name)
    {
        var directory = Mailboxes[name];
        return this with
        {
            Mailboxes = Mailboxes.Remove(name),
            JournalSequences = JournalSequences.Remove(directory),
            WithoutModSeqs = WithoutModSeqs.Remove(directory),
            SpecialUses = SpecialUses.Remove(directory),
        };
    }

    /// <summary>Reads the user's list; if it is gone or damaged, makes one of the directories that are there.</summary>
    public static MailboxList Load(StoreFiles files, string directory, ILogger logger)
    {
        var path = Path.Combine(directory, FileName);
        var bytes = files.Read(path);
        try
        {
            if (bytes is not null && JsonSerializer.Deserialize<Stored>(bytes) is { Mailboxes: not null, JournalSequences: not null, Subscriptions: not null } stored)
            {
                return new MailboxList
                {
                    LastUidValidity = stored.LastUidValidity,
                    Mailboxes = stored.Mailboxes.ToImmutableSortedDictionary(StringComparer.Ordinal),
                    JournalSequences = stored.JournalSequences.ToImmutableSortedDictionary(StringComparer.Ordinal),
                    Subscriptions = stored.Subscriptions.ToImmutableSortedSet(StringComparer.Ordinal),
                    WithoutModSeqs = stored.WithoutModSeqs.ToImmutableSortedSet(StringComparer.Ordinal),
                    Metadata = stored.Metadata.ToImmutableSortedDictionary(StringComparer.OrdinalIgnoreCase),
                    SpecialUses = stored.SpecialUses.ToImmutableSortedDictionary(StringComparer.Ordinal),
                };
            }
        }
        catch (JsonException e)
        {
            logger.LogError("{Path}: damaged at line {Line}, position {Position}: {Reason}", path, e.LineNumber, e.BytePositionInLine, e.Message);
        }

        var list = new MailboxList();
        foreach (var name in files.List(directory))
        {
            if (!PathNames.TryParse(name, out var uidValidity, out var mailbox)) continue;
            // Two directories of one name are mailboxes that came after each other, or were renamed; none is left out.
            if (list.Mailboxes.ContainsKey(mailbox)) mailbox = $"{mailbox} ({uidValidity})";
            logger.LogWarning("{Directory}: the mailbox {Name} is restored from the directory {Mailbox}.", directory, mailbox, name);
            list = list with { LastUidValidity = Math.Max(list.LastUidValidity, uidValidity), Mailboxes = list.Mailboxes.Add(mailbox, name) };
        }

        return list;
    }

    private sealed record Stored(
        uint LastUidValidity, SortedDictionary<string, string> Mailboxes, SortedDictionary<string, ulong> JournalSequences, string[] Subscriptions)
    {
        // What a file may lack that was written before there was such a thing.
        public string[] WithoutModSeqs { get; init; } = [];

        public SortedDictionary<string, string> SpecialUses { get; init; } = [];

        public SortedDictionary<string, string> Metadata { get; init; } = [];
    }
}
