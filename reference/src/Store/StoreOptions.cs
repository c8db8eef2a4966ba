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

    /// <summary>Octets that one message may have.</summary>
    public uint MaxMessageSize { get; init; } = 64 << 20;

    /// <summary>Keywords that one mailbox may have ever used.</summary>
    public int MaxKeywords { get; init; } = 512;
}
