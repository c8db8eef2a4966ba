using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Reference.Store;

/// <summary>When a commit counts as durable.</summary>
public enum Durability
{
    /// <summary>When the disk says so: survives a power cut.</summary>
    Fsync,

    /// <summary>When the operating system has it: survives a kill, not a power cut.</summary>
    Os,
}

/// <summary>Where and how a <see cref="MailStore"/> keeps mail.</summary>
public sealed record StoreOptions
{
    /// <summary>The directory that holds all. Made if it is missing.</summary>
    public required string Root { get; init; }

    public Durability Durability { get; init; } = Durability.Fsync;

    /// <summary>Used for the index's id, a log's creation stamp and UIDVALIDITY; nothing depends on it going forward.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Bytes after which the log is rotated. 40 or less means after each transaction.</summary>
    public uint RotateLogAt { get; init; } = 4 << 20;

    /// <summary>Messages of up to so many octets share pack files and cost a commit no sync of their own; larger ones have a file each. Beyond
    /// this, writing the octets a second time (to the journal) begins to cost more than the two syncs that it saves.</summary>
    public int PackedMessageOctets { get; init; } = 64 << 10;

    /// <summary>Octets after which a new pack is begun.</summary>
    public long PackOctets { get; init; } = 8 << 20;

    /// <summary>Octets of commits that the journal has at least before a checkpoint is worth its while.</summary>
    public long JournalTail { get; init; } = 2 << 20;

    /// <summary>Octets of zeroes that are written ahead of the journal's commits at least, where those are to be durable.</summary>
    public int JournalAhead { get; init; } = 64 << 10;

    /// <summary>Octets that one message may have.</summary>
    public uint MaxMessageSize { get; init; } = 64 << 20;

    /// <summary>Keywords that one mailbox may have ever used.</summary>
    public int MaxKeywords { get; init; } = 512;
}
