namespace Reference.Store;

/// <summary>Why the store refused.</summary>
public enum StoreError
{
    /// <summary>No such mailbox.</summary>
    NonExistent,

    /// <summary>The name is taken.</summary>
    AlreadyExists,

    /// <summary>The name cannot be a mailbox's.</summary>
    InvalidName,

    /// <summary>The name only stands for its inferiors and cannot be deleted while it has some.</summary>
    HasInferiors,

    /// <summary>The operation is not meant for this mailbox (INBOX cannot be deleted).</summary>
    NotAllowed,

    /// <summary>A limit of the store is reached (keywords in a mailbox, UIDs, size of a message).</summary>
    Limit,

    /// <summary>The disk refused; nothing was promised and nothing is lost.</summary>
    Unavailable,

    /// <summary>Another process serves the same root.</summary>
    Locked,
}

/// <summary>A refusal by the store: what kind, and a sentence that says what to do.</summary>
public sealed class StoreException(StoreError kind, string message, Exception? inner = null) : Exception(message, inner)
{
    public StoreError Kind { get; } = kind;
}
