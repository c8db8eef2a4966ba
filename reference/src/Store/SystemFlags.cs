namespace Reference.Store;

/// <summary>The system flags of RFC 3501, 2.3.2, in the bits that Dovecot's index and log use. <c>\Recent</c> is a session's matter and not stored.</summary>
[Flags]
public enum SystemFlags : byte
{
    None = 0x00,
    Answered = 0x01,
    Flagged = 0x02,
    Deleted = 0x04,
    Seen = 0x08,
    Draft = 0x10,
}
