namespace Reference.Store;

/// <summary>One change that a <see cref="Decision"/> asks for.</summary>
public abstract record Change;

/// <summary>A new message. Its UID is assigned by the commit.</summary>
/// <param name="Content">The bytes, prepared by <see cref="Mailbox.PrepareAsync(ReadOnlyMemory{byte}, CancellationToken)"/> or
/// <see cref="Mailbox.ShareAsync"/> for this very mailbox.</param>
public sealed record AppendChange(
    SystemFlags Flags, IReadOnlyCollection<string> Keywords, DateTimeOffset InternalDate, PreparedContent Content) : Change;

/// <summary>The full new value of one message's flags and keywords. A message that is gone, or already has them, makes it a no-op.</summary>
public sealed record FlagsChange(uint Uid, SystemFlags Flags, KeywordSet Keywords) : Change;

/// <summary>Removes messages for good. UIDs that are not there are ignored.</summary>
public sealed record ExpungeChange(IReadOnlyList<uint> Uids) : Change;

/// <summary>A change of the mailbox itself, such as of its metadata: it raises HIGHESTMODSEQ and touches no message.</summary>
public sealed record MailboxChange : Change;

/// <summary>A metadata entry of the mailbox set, or removed when <paramref name="Value"/> is null: raises HIGHESTMODSEQ and touches no
/// message. What is so already makes it a no-op.</summary>
public sealed record MetadataChange(string Entry, byte[]? Value) : Change;

/// <summary>What a pure rule decided on one state of the mailbox.</summary>
public sealed record Decision(IReadOnlyList<Change> Changes)
{
    public static readonly Decision Nothing = new([]);
}

/// <summary>What a commit did. Everything in it is durable.</summary>
/// <param name="Before">The state the rule decided on.</param>
/// <param name="After">The state with the changes; the same object when nothing changed.</param>
/// <param name="ModSeqs">For each change of the decision the mod-sequence that it gave, 0 for a no-op.</param>
/// <param name="Uids">The UIDs of the appended messages, in the order of their changes.</param>
public sealed record CommitResult(MailboxState Before, MailboxState After, IReadOnlyList<ulong> ModSeqs, IReadOnlyList<uint> Uids);
